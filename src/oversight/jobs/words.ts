import { words } from '#kit/words.ts'

/** Why a job cannot be tried anew or dropped. */
export const reasons = words({
  'waits-already': ['同样的作业已在等待', '同樣的作業已在等待', 'The same job waits already'],
  'being-done': ['正在进行，稍后再试', '正在進行，稍後再試', 'It is being done; try again later'],
})
