import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { text } from './words.ts'

export const packingScreen = screen({ path: '/packing', title: text.packing, who: ['packer'], nav: { step: 7 }, scans: true, find: 'packing dabao bench', search: z.object({}) })
