import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

export const checkingScreen = screen({ path: '/checking', title: ['复核', '複核', 'Check'], who: ['checker'], nav: { step: 6 }, scans: true, find: 'checking fuhe bench', search: z.object({}) })
