import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

export const deskScreen = screen({ path: '/', title: ['工作台', '工作臺', 'Desk'], who: 'signed-in', nav: { group: 'work', rank: 1 }, find: 'home gongzuotai 首页', search: z.object({}) })
export const wallScreen = screen({ path: '/wall', title: ['大屏', '大螢幕', 'Wall board'], who: 'signed-in', nav: { group: 'work', rank: 90 }, find: 'board kanban 大屏', search: z.object({}) })
