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
  tooManyNamed: ['最多选 {most} 个；更多请用筛选后全选', '最多選 {most} 個；更多請用篩選後全選', 'At most {most} by hand; for more, filter and choose all'],
  printPapers: ['打印单据', '列印單據', 'Print papers'],
  orders: ['订单', '訂單', 'Orders'],
  order: ['订单 {number}', '訂單 {number}', 'Order {number}'],
  tags: ['标签', '標籤', 'Tags'],
  rewritten: ['已改写', '已改寫', 'rewritten'],
  taggedAs: ['标签：{tags}', '標籤：{tags}', 'tagged {tags}'],
  gave: ['赠品 {what}', '贈品 {what}', 'gift {what}'],
  wishedCarrier: ['快递指定 {carrier}', '快遞指定 {carrier}', 'to go by {carrier}'],
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
  noSuchOrder: ['没有这张订单', '沒有這張訂單', 'There is no such order'],
  noSuchOrderWhy: ['编号可能不对，或者它属于您看不到的店铺、仓库。', '編號可能不對，或者它屬於您看不到的店鋪、倉庫。', 'The number may be wrong, or it belongs to a shop or warehouse outside of your scope.'],
  road: ['订单走到哪里', '訂單走到哪裡', 'Where the order stands'],
  whyStill: ['现状', '現況', 'Standing'],
  mustAct: ['由{who}处理', '由{who}處理', '{who} must act'],
  since: ['自 {time}', '自 {time}', 'since {time}'],
  until: ['到 {time} 自动解除', '到 {time} 自動解除', 'lifts itself at {time}'],
  movesByItself: ['系统会自动推进，无需处理', '系統會自動推進，無需處理', 'It moves by itself; nobody needs to act'],
  nextAct: ['下一步：{who} · {what}', '下一步：{who} · {what}', 'Next: {who} · {what}'],
  becameOrder: ['查看后来的订单', '檢視後來的訂單', 'See what it became'],
  lines: ['商品', '商品', 'Goods'],
  pieceCount: ['{count} 件', '{count} 件', { one: '{count} piece', other: '{count} pieces' }],
  product: ['品名', '品名', 'Product'],
  code: ['编码', '編碼', 'Code'],
  quantity: ['数量', '數量', 'Quantity'],
  unitPrice: ['单价', '單價', 'Price'],
  discount: ['优惠', '優惠', 'Discount'],
  reserved: ['已预占', '已預占', 'Reserved'],
  available: ['可用', '可用', 'Available'],
  refundAsked: ['申请退款', '申請退款', 'Refund asked'],
  buyerRemark: ['买家留言', '買家留言', 'Buyer’s message'],
  sellerRemark: ['客服备注', '客服備註', 'Seller’s remark'],
  parcels: ['包裹', '包裹', 'Parcels'],
  paperCode: ['面单码', '面單碼', 'Paper code'],
  parcelState: ['状态', '狀態', 'State'],
  weight: ['重量', '重量', 'Weight'],
  workers: ['拣 → 核 → 包', '揀 → 核 → 包', 'Pick → check → pack'],
  handedAt: ['交接时间', '交接時間', 'Handed over'],
  freight: ['运费', '運費', 'Freight'],
  paid: ['已付', '已付', 'Paid'],
  refunded: ['已退', '已退', 'Refunded'],
  paidAt: ['付款时间', '付款時間', 'Paid at'],
  clocks: ['时限', '時限', 'Deadlines'],
  source: ['来源', '來源', 'Source'],
  platformNumber: ['平台单号', '平台單號', 'Platform number'],
  received: ['接单时间', '接單時間', 'Received'],
  delivery: ['配送方式', '配送方式', 'Delivery'],
  innerNumber: ['系统编号', '系統編號', 'Inner number'],
  reveal: ['查看明文', '檢視明文', 'Show in the clear'],
  revealWhy: ['为什么要看收件人明文？', '為什麼要看收件人明文？', 'Why do you need the receiver in the clear?'],
  revealNote: ['谁、何时、为何查看会永久记入日志。', '誰、何時、為何檢視會永久記入日誌。', 'Who looked, when and why is kept in the log for good.'],
  name: ['姓名', '姓名', 'Name'],
  phone: ['电话', '電話', 'Phone'],
  street: ['地址', '地址', 'Street'],
  story: ['经过', '經過', 'Story'],
  play: ['播放', '播放', 'Play'],
  pause: ['暂停', '暫停', 'Pause'],
  toNow: ['回到现在', '回到現在', 'Back to now'],
  theSystem: ['系统', '系統', 'The system'],
  rule: ['规则：{name}', '規則：{name}', 'Rule: {name}'],
  confirmedWith: ['已与{who}确认', '已與{who}確認', 'confirmed with {who}'],
  didIt: ['已{what}', '已{what}', 'Done: {what}'],
  approveNote: ['通过后会立即分仓，再由{next}拣货。', '通過後會立即分倉，再由{next}揀貨。', 'It is allocated at once, then picked ({next}).'],
  goTo: ['打开订单 {number}', '開啟訂單 {number}', 'Open order {number}'],
})

/** What a correction may change. */
export const fields = words({
  name: ['姓名', '姓名', 'Name'], phone: ['电话', '電話', 'Phone'], province: ['省', '省', 'Province'], city: ['市', '市', 'City'], district: ['区', '區', 'District'],
  street: ['地址', '地址', 'Street'], sellerRemark: ['客服备注', '客服備註', 'Seller’s remark'], delivery: ['配送方式', '配送方式', 'Delivery'],
})

/** What a carrier's scan says. */
export const scans = words({
  collected: ['已揽收', '已攬收', 'Collected'],
  'in-transit': ['运输中', '運輸中', 'In transit'],
  'out-for-delivery': ['派送中', '派送中', 'Out for delivery'],
  signed: ['已签收', '已簽收', 'Signed'],
  refused: ['拒收', '拒收', 'Refused'],
  returned: ['退回', '退回', 'Returned'],
  trouble: ['异常', '異常', 'Trouble'],
})

/** Why the house itself chose something. */
export const whys = words({
  'same-province': ['同省发货', '同省出貨', 'A warehouse of the same province'],
  'same-region': ['同一大区发货', '同一大區出貨', 'A warehouse of the same region'],
  far: ['只有较远的仓库有货', '只有較遠的倉庫有貨', 'Only a farther warehouse has it all'],
  'its time is over': ['时间已到，自动解除', '時間已到，自動解除', 'Its time is over'],
  'no answer in time': ['超时未回复', '逾時未回覆', 'No answer in time'],
  'the customer answered': ['客户已回复', '客戶已回覆', 'The customer answered'],
})

/** What a parcel is packed in. */
export const materials = words({
  'sealed-box': ['密封箱', '密封箱', 'Sealed box'],
  'cushioned-box': ['缓冲箱', '緩衝箱', 'Cushioned box'],
  'carton-large': ['大纸箱', '大紙箱', 'Large carton'],
  carton: ['纸箱', '紙箱', 'Carton'],
  bag: ['快递袋', '快遞袋', 'Bag'],
})

/** Why an order, or an act on one, is refused. */
export const reasons = words({
  erased: ['此人的信息已删除', '此人的資料已刪除', 'What was known of this person has been erased'],
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
