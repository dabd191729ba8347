import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { text } from './words.ts'

export const accountScreen = screen({ path: '/me', title: text.account, who: 'signed-in', search: z.object({}), find: 'account password totp 2fa' })
