import { words, type Text } from '#kit/words.ts'
import type { BlockReason, OrderClass } from './rules.ts'
import type { OrderMove, Stage } from './states.ts'
import type { doorMoves } from './contract.ts'

/** The words of the order's life; every screen uses these. */
export const stages = words({
  unpaid: ['待付款', '待付款', 'Unpaid'],
  received: ['已接单', '已接單', 'Received'],
  review: ['待审核', '待審核', 'In review'],
  ready: ['待处理', '待處理', 'Ready'],
  picking: ['拣货中', '揀貨中', 'Picking'],
  checking: ['待复核', '待複核', 'Checking'],
  packing: ['待打包', '待打包', 'Packing'],
  packed: ['待交接', '待交接', 'Packed'],
  'handed-over': ['已交接', '已交接', 'Handed over'],
  'in-transit': ['运输中', '運輸中', 'In transit'],
  signed: ['已签收', '已簽收', 'Signed'],
  completed: ['已完成', '已完成', 'Completed'],
  cancelled: ['已取消', '已取消', 'Cancelled'],
  merged: ['已合并', '已合併', 'Merged'],
  split: ['已拆分', '已拆分', 'Split'],
  undone: ['已撤销', '已撤銷', 'Undone'],
} satisfies Record<Stage, Text>)

export const blocks = words({
  hold: ['人工挂起', '人工掛起', 'On hold'],
  'awaiting-customer': ['待客户回复', '待客戶回覆', 'Awaiting customer'],
  suspended: ['已搁置', '已擱置', 'Suspended'],
  shortage: ['缺货', '缺貨', 'Out of stock'],
  preorder: ['预售', '預售', 'Pre-order'],
  transfer: ['待调拨', '待調撥', 'Awaiting transfer'],
  'refund-asked': ['申请退款', '申請退款', 'Refund asked'],
  'changed-after-print': ['打印后有变更', '列印後有變更', 'Changed after print'],
  'payment-check': ['待核对付款', '待核對付款', 'Payment check'],
  'design-pending': ['待确认设计', '待確認設計', 'Design pending'],
  risk: ['风险', '風險', 'Risk'],
  discrepancy: ['货品差异', '貨品差異', 'Discrepancy'],
  intercept: ['快递拦截', '快遞攔截', 'Intercept'],
} satisfies Record<BlockReason, Text>)

export const classes = words({
  normal: ['普通', '普通', 'Normal'],
  urgent: ['加急', '加急', 'Urgent'],
  custom: ['定制', '客製', 'Custom'],
  fresh: ['生鲜', '生鮮', 'Fresh'],
  preorder: ['预订单', '預訂單', 'Pre-order'],
  promotion: ['促销', '促銷', 'Promotion'],
  wholesale: ['批发', '批發', 'Wholesale'],
} satisfies Record<OrderClass, Text>)

export const moves = words({
  pay: ['确认付款', '確認付款', 'Confirm payment'],
  pass: ['自动审核通过', '自動審核通過', 'Pass review'],
  refer: ['转人工审核', '轉人工審核', 'Refer to review'],
  approve: ['审核通过', '審核通過', 'Approve'],
  'send-back': ['退回上一步', '退回上一步', 'Send back'],
  allocate: ['分配仓库', '分配倉庫', 'Allocate'],
  pick: ['开始拣货', '開始揀貨', 'Start picking'],
  picked: ['拣货完成', '揀貨完成', 'Finish picking'],
  short: ['货架缺货', '貨架缺貨', 'Shelf is short'],
  check: ['复核', '複核', 'Check'],
  pack: ['打包', '打包', 'Pack'],
  'hand-over': ['交接', '交接', 'Hand over'],
  transit: ['运输', '運輸', 'In transit'],
  sign: ['签收', '簽收', 'Sign'],
  complete: ['完成', '完成', 'Complete'],
  cancel: ['取消订单', '取消訂單', 'Cancel order'],
  merge: ['合并', '合併', 'Merge'],
  split: ['拆分', '拆分', 'Split'],
  undo: ['撤销合单或拆单', '撤銷合單或拆單', 'Undo merge or split'],
  'restore-received': ['恢复为已接单', '恢復為已接單', 'Restore as received'],
  'restore-review': ['恢复为待审核', '恢復為待審核', 'Restore to review'],
  'restore-ready': ['恢复为待处理', '恢復為待處理', 'Restore as ready'],
  block: ['挂起', '掛起', 'Put on hold'],
  unblock: ['解除挂起', '解除掛起', 'Release hold'],
  suspend: ['搁置', '擱置', 'Suspend'],
  resume: ['恢复', '恢復', 'Resume'],
} satisfies Record<OrderMove | (typeof doorMoves)[number], Text>)

/** The nine steps of the road. */
export const steps = [
  ['接单', '接單', 'Intake'], ['审核', '審核', 'Review'], ['分仓', '分倉', 'Allocation'], ['打印', '列印', 'Printing'], ['拣货', '揀貨', 'Picking'],
  ['复核', '複核', 'Checking'], ['打包', '打包', 'Packing'], ['交接', '交接', 'Hand-over'], ['配送', '配送', 'Delivery'],
] as const satisfies readonly Text[]

export const text = words({
  orders: ['订单', '訂單', 'Orders'],
  order: ['订单 {number}', '訂單 {number}', 'Order {number}'],
  oneOrder: ['订单详情', '訂單詳情', 'Order'],
  number: ['订单号', '訂單號', 'Number'],
  stage: ['阶段', '階段', 'Stage'],
  blocks: ['停在', '停在', 'Blocked by'],
  anyBlock: ['有阻碍', '有阻礙', 'Any block'],
  noBlock: ['无阻碍', '無阻礙', 'No block'],
  class: ['类型', '類型', 'Class'],
  shop: ['店铺', '店鋪', 'Shop'],
  warehouse: ['仓库', '倉庫', 'Warehouse'],
  receiver: ['收件人', '收件人', 'Receiver'],
  region: ['地区', '地區', 'Region'],
  total: ['金额', '金額', 'Amount'],
  pieces: ['件数', '件數', 'Pieces'],
  placed: ['下单时间', '下單時間', 'Placed'],
  deadline: ['时限', '時限', 'Deadline'],
  waybill: ['运单号', '運單號', 'Waybill'],
  carrier: ['快递', '快遞', 'Carrier'],
  find: ['订单号、运单号、手机、尾号、姓名', '訂單號、運單號、手機、尾號、姓名', 'Number, waybill, phone, tail, name'],
  noOrders: ['导入或接收的订单会出现在这里。', '匯入或接收的訂單會出現在這裡。', 'Orders that are imported or received appear here.'],
  note: ['备注（会记入日志）', '備註（會記入日誌）', 'Note (kept in the log)'],
  blockedCount: ['{count} 单有阻碍', '{count} 單有阻礙', { one: '{count} blocked', other: '{count} blocked' }],
  stepLabel: ['{step}：{count} 单', '{step}：{count} 單', { one: '{step}: {count} order', other: '{step}: {count} orders' }],
  goTo: ['打开订单 {number}', '開啟訂單 {number}', 'Open order {number}'],
})

/** Why an order, or an act on one, is refused. */
export const reasons = words({
  'wrong-state': ['现在是“{state}”，只有“{allowed}”才能这样做', '現在是「{state}」，只有「{allowed}」才能這樣做', 'It is “{state}”; only “{allowed}” can do this'],
  'wrong-role': ['您的角色不能这样做，需要：{allowed}', '您的角色不能這樣做，需要：{allowed}', 'Your role may not do this; it needs: {allowed}'],
  blocked: ['被“{block}”停住', '被「{block}」停住', 'Stopped by “{block}”'],
  'not-found': ['找不到，或不在您的权限范围内', '找不到，或不在您的權限範圍內', 'Not found, or outside of your scope'],
  'not-applicable': ['没有可以改变的地方', '沒有可以改變的地方', 'There was nothing to change'],
  'not-allocated': ['还没有分配仓库', '還沒有分配倉庫', 'No warehouse has been allocated yet'],
  ended: ['订单已结束（{stage}）', '訂單已結束（{stage}）', 'The order has ended ({stage})'],
  'nothing-changed': ['新值和旧值相同', '新值和舊值相同', 'The new values are the same as the old'],
  'left-the-house': ['已经出库，不能再改；请联系快递拦截', '已經出庫，不能再改；請聯絡快遞攔截', 'It has left the house; ask the carrier to intercept it'],
  'known-by-token-only': ['平台只给了令牌，看不到明文', '平台只給了代碼，看不到明文', 'The platform gave only a token; there is nothing to show'],
  'not-corrected': ['订单没有改动', '訂單沒有改動', 'The order was not changed'],
})
