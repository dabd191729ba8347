import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

export const handoverScreen = screen({ path: '/handover', title: ['交接', '交接', 'Hand-over'], who: ['logistics', 'packer'], nav: { step: 8 }, scans: true, find: 'handover jiaojie dock', search: z.object({}) })
