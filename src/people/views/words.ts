import { words } from '#kit/words.ts'

export const text = words({
  none: ['选好筛选、排序和列，起个名字存下来，换台电脑也在。', '選好篩選、排序和欄，取個名字存下來，換台電腦也在。', 'Set filters, order and columns, then keep them under a name; they follow you to any computer.'],
  name: ['视图名称', '檢視名稱', 'Name of the view'],
  save: ['保存', '儲存', 'Keep'],
  onlyMe: ['只给自己', '只給自己', 'Only me'],
  sharedWith: ['给{role}', '給{role}', 'For: {role}'],
  by: ['{name} 分享', '{name} 分享', 'from {name}'],
  remove: ['删除视图 {name}', '刪除檢視 {name}', 'Forget the view {name}'],
})
export const reasons = words({
  'not-kept': ['视图没有保存', '檢視沒有儲存', 'The view was not kept'],
  'views-full': ['最多存 {most} 个视图，请先删掉几个', '最多存 {most} 個檢視，請先刪掉幾個', 'At most {most} views; forget some first'],
  'role-not-own': ['只能分享给自己的角色，主管可以分享给任何角色', '只能分享給自己的角色，主管可以分享給任何角色', 'Views are shared with a role of one’s own; a manager may share with any'],
})
