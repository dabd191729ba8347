import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { text } from './words.ts'

export const handoverScreen = screen({ path: '/handover', title: text.handover, who: ['logistics', 'packer'], nav: { step: 8 }, scans: true, find: 'handover jiaojie dock', search: z.object({}) })
