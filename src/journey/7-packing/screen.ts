import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

export const packingScreen = screen({ path: '/packing', title: ['打包', '打包', 'Packing'], who: ['packer'], nav: { step: 7 }, scans: true, find: 'packing dabao bench', search: z.object({}) })
