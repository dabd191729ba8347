import { words } from '#kit/words.ts'

export const reasons = words({
  'element-outside': ['伸出纸外', '伸出紙外', 'It reaches beyond the paper'],
  'element-empty': ['没有大小', '沒有大小', 'It has no size'],
  'element-nothing-said': ['没有内容', '沒有內容', 'It says nothing'],
  'element-text-low': ['框太矮，放不下一行字', '框太矮，放不下一行字', 'The box is too low for a line of its text'],
  'element-columns-wide': ['各列加起来比表格宽', '各欄加起來比表格寬', 'Its columns are wider than the table'],
  'element-two-flows': ['一种单据只能有一个跨页的表格', '一種單據只能有一個跨頁的表格', 'Only one table may run over pages'],
  'element-cut': ['放不下，会被截掉', '放不下，會被截掉', 'It does not fit and would be cut'],
  'field-not-offered': ['这种单据没有字段“{field}”', '這種單據沒有欄位「{field}」', 'This kind of paper has no field “{field}”'],
  'waybill-one-page': ['面单只有一页，表格不能跨页', '面單只有一頁，表格不能跨頁', 'A waybill has one page; its table cannot run on'],
  'layout-empty': ['还是空白的', '還是空白的', 'It is blank'],
  'template-retired': ['模板已停用', '範本已停用', 'The template is retired'],
  'own-change': ['自己的修改要由别人批准', '自己的修改要由別人核准', 'Somebody else must approve your own change'],
  'changed-meanwhile': ['别人刚刚改过，请重新打开', '別人剛剛改過，請重新打開', 'Somebody else has changed it meanwhile; open it again'],
  'not-approvable': ['现在不能批准', '現在不能核准', 'It cannot be approved as it is'],
})
