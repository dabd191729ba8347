import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { jobLife } from '#kit/jobs.states.ts'

export const jobsScreen = screen({ path: '/admin/jobs', title: ['任务队列', '工作佇列', 'Jobs'], who: ['manager', 'it'], nav: { group: 'house', rank: 12 }, find: 'renwu duilie dead letters queue 失败 重试', search: z.object({ state: z.enum(jobLife.states).optional() }) })
