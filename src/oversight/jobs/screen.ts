import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { jobLife } from '#kit/jobs.states.ts'
import { text } from './words.ts'

export const jobsScreen = screen({ path: '/admin/jobs', title: text.jobs, who: ['manager', 'it'], nav: { group: 'house', rank: 12 }, find: 'renwu duilie dead letters queue 失败 重试', search: z.object({ state: z.enum(jobLife.states).optional() }) })
