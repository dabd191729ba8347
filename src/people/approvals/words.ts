import { words, type Text } from '#kit/words.ts'
import type { ApprovalKind } from './rules.ts'
import type { ApprovalState } from './states.ts'

export const kinds = words({
  'stock-adjust': ['库存调整单', '庫存調整單', 'Adjustment slip'],
  'list-export': ['大批导出', '大批匯出', 'Large export'],
  refund: ['大额退款', '大額退款', 'Large refund'],
  erasure: ['删除个人信息', '刪除個人資料', 'Erasing of personal data'],
} satisfies Record<ApprovalKind, Text>)
export const states = words({
  asked: ['待批准', '待核准', 'Waiting'], approved: ['已批准', '已核准', 'Approved'], rejected: ['已驳回', '已駁回', 'Turned down'], withdrawn: ['已撤回', '已撤回', 'Withdrawn'], lapsed: ['已失效', '已失效', 'Lapsed'],
} satisfies Record<ApprovalState, Text>)
/** What the rows of an export's request are about. */
export const facts = words({
  orders: ['订单', '訂單', 'Orders'], parcels: ['包裹', '包裹', 'Parcels'], stage: ['阶段', '階段', 'Stage'], block: ['阻碍', '阻礙', 'Block'], class: ['类型', '類型', 'Class'], shop: ['店铺', '店鋪', 'Shop'], warehouse: ['仓库', '倉庫', 'Warehouse'],
  tag: ['标签', '標籤', 'Tag'], from: ['从', '從', 'From'], to: ['到', '到', 'To'], tracking: ['物流状态', '物流狀態', 'Tracking'], carrier: ['快递', '快遞', 'Carrier'], sort: ['排序', '排序', 'Order'],
})
export const text = words({
  note: ['一人申请，另一人批准后才生效', '一人申請，另一人核准後才生效', 'One person asks, another approves; then it takes effect'],
  open: ['待决定', '待決定', 'Waiting'],
  decided: ['已决定', '已決定', 'Decided'],
  show: ['显示', '顯示', 'Show'],
  none: ['没有待决定的申请', '沒有待決定的申請', 'Nothing waits for a decision'],
  noneWhy: ['您提出的、或需要您批准的申请会出现在这里。', '您提出的、或需要您核准的申請會出現在這裡。', 'What you asked for, and what you may decide, shows here.'],
  noneDecided: ['还没有决定过的申请', '還沒有決定過的申請', 'Nothing was decided yet'],
  noneDecidedWhy: ['批准、驳回、撤回和失效的申请会留在这里。', '核准、駁回、撤回和失效的申請會留在這裡。', 'What was approved, turned down, withdrawn or lapsed stays here.'],
  askedBy: ['{who} 于 {time} 申请', '{who} 於 {time} 申請', 'asked by {who}, {time}'],
  until: ['{time} 前有效', '{time} 前有效', 'until {time}'],
  decidedBy: ['{who} 于 {time} 决定', '{who} 於 {time} 決定', 'decided by {who}, {time}'],
  because: ['：{why}', '：{why}', ': {why}'],
  over: ['{time} 失效', '{time} 失效', 'over since {time}'],
  approve: ['批准', '核准', 'Approve'],
  reject: ['驳回', '駁回', 'Turn down'],
  withdraw: ['撤回', '撤回', 'Withdraw'],
  approveTitle: ['批准“{kind}”？', '核准「{kind}」？', 'Approve: {kind}?'],
  approveNote: ['批准后立即生效，谁批准的会永久记入日志。', '核准後立即生效，誰核准的會永久記入日誌。', 'It takes effect at once; who approved it is kept in the log for good.'],
  rejectTitle: ['为什么驳回？', '為什麼駁回？', 'Why is it turned down?'],
  own: ['自己的申请由另一人批准', '自己的申請由另一人核准', 'Your own request is decided by another person'],
  takeFile: ['下载文件', '下載檔案', 'Take the file'],
  taken: ['文件已取走：{time}', '檔案已取走：{time}', 'The file was taken, {time}'],
  mark: ['本文件由 {who} 于 {time} 导出（申请 {id}，{by} 批准）：{why}', '本檔案由 {who} 於 {time} 匯出（申請 {id}，{by} 核准）：{why}', 'Taken by {who}, {time} (request {id}, approved by {by}): {why}'],
  pieces: ['{count} 件', '{count} 件', { one: '{count} piece', other: '{count} pieces' }],
  rows: ['{count} 行', '{count} 行', { one: '{count} row', other: '{count} rows' }],
  orders: ['{count} 个订单', '{count} 個訂單', { one: '{count} order', other: '{count} orders' }],
  product: ['商品', '商品', 'Product'], title: ['名称', '名稱', 'Name'], spec: ['规格', '規格', 'Spec'], bin: ['货位', '貨位', 'Bin'], quantity: ['数量', '數量', 'Quantity'],
  alarms: ['提醒', '提醒', 'Alarms'],
  noAlarms: ['没有提醒。', '沒有提醒。', 'No alarm stands.'],
})

export const reasons = words({
  'own-request': ['自己的申请由另一人批准', '自己的申請由另一人核准', 'Your own request is decided by another person'],
  'request-lapsed': ['已过期，请重新申请', '已過期，請重新申請', 'Its time is over; ask again'],
  'not-decided': ['没有改变', '沒有改變', 'It stays as it is'],
  'no-file': ['没有可取的文件：未批准、不是您申请的，或已取走', '沒有可取的檔案：未核准、不是您申請的，或已取走', 'No file waits for you: it is not approved, not yours, or was taken already'],
  'approval-needed': ['一次导出超过 {most} 行须由另一人批准（现有 {rows} 行）', '一次匯出超過 {most} 行須由另一人核准（現有 {rows} 行）', 'More than {most} rows leave only with another person’s approval; these are {rows}'],
  'nothing-to-export': ['没有符合条件的行', '沒有符合條件的行', 'Nothing fits the filter'],
})
