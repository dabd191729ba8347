import { words } from '#kit/words.ts'

/** Why a job cannot be tried anew or dropped. */
export const reasons = words({
  'waits-already': ['同样的作业已在等待', '同樣的作業已在等待', 'The same job waits already'],
  'being-done': ['正在进行，稍后再试', '正在進行，稍後再試', 'It is being done; try again later'],
})

export const states = words({ waiting: ['等待中', '等待中', 'Waiting'], done: ['已完成', '已完成', 'Done'], dead: ['失败', '失敗', 'Dead'], dropped: ['已放弃', '已放棄', 'Dropped'] })

export const kinds = words({ 'channel.upload': ['回传运单号', '回傳運單號', 'Tell the channel a number'] })

export const text = words({
  note: ['对外的工作：失败会自动重试，越试越慢，最后放到“失败”里等人处理。', '對外的工作：失敗會自動重試，越試越慢，最後放到「失敗」裡等人處理。', 'What is done outside the house. Failures are tried again ever later; what still fails waits here for a person.'],
  kind: ['任务', '工作', 'Job'],
  key: ['对象', '對象', 'About'],
  state: ['状态', '狀態', 'State'],
  attempts: ['试过', '試過', 'Tries'],
  next: ['下次', '下次', 'Next'],
  created: ['创建', '建立', 'Made'],
  error: ['最近的错误', '最近的錯誤', 'Last error'],
  replay: ['重试', '重試', 'Replay'],
  drop: ['放弃', '放棄', 'Drop'],
  replayMany: ['重试 {count} 个', '重試 {count} 個', { one: 'Replay one', other: 'Replay {count}' }],
  dropMany: ['放弃 {count} 个', '放棄 {count} 個', { one: 'Drop one', other: 'Drop {count}' }],
  dropTitle: ['放弃这些任务？', '放棄這些工作？', 'Drop these jobs?'],
  dropNote: ['放弃后不会再做，比如渠道不会收到这些运单号。', '放棄後不會再做，例如渠道不會收到這些運單號。', 'They will not be done: the channel, say, is never told these numbers.'],
  moved: ['{count} 个已处理', '{count} 個已處理', { one: 'one done', other: '{count} done' }],
  refused: ['{count} 个没有动', '{count} 個沒有動', { one: 'one was not moved', other: '{count} were not moved' }],
  none: ['这里没有任务', '這裡沒有工作', 'No jobs here'],
  noneDead: ['没有失败的任务', '沒有失敗的工作', 'Nothing has failed'],
  choose: ['选择任务 {id}', '選擇工作 {id}', 'Choose job {id}'],
  chooseAll: ['全选', '全選', 'Choose all'],
})
