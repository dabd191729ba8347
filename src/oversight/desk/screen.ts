import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { text } from './words.ts'

export const deskScreen = screen({ path: '/', title: text.desk, who: 'signed-in', nav: { group: 'work', rank: 1 }, find: 'home gongzuotai 首页', search: z.object({}) })
export const wallScreen = screen({ path: '/wall', title: text.wall, who: 'signed-in', nav: { group: 'work', rank: 90 }, find: 'board kanban 大屏', search: z.object({}) })
