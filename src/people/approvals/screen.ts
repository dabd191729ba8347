import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

export const approvalsScreen = screen({ path: '/approvals', title: ['批准', '核准', 'Approvals'], who: 'signed-in', nav: { group: 'work', rank: 80 }, find: 'pizhun shenpi approval alarms requests 申请 批准 提醒', search: z.object({ show: z.enum(['open', 'decided']).optional() }) })
