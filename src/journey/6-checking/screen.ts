import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { text } from './words.ts'

export const checkingScreen = screen({ path: '/checking', title: text.checking, who: ['checker'], nav: { step: 6 }, scans: true, find: 'checking fuhe bench', search: z.object({}) })
