import { blockReasons, type BlockReason } from '#journey/order/rules.ts'
import { orderLife } from '#journey/order/states.ts'

export interface StoryEvent { number: number; at: Date; actor: string; kind: string; before: string | null; after: string | null; clause: string | null; facts: Record<string, unknown> | null }
export interface Sentence { zh: string; en: string }
/** One step of an order's story: what happened, and where the order stood afterwards. */
export interface Step {
  number: number; at: Date; actor: string; kind: string; before: string | null; after: string | null
  stage: string | null; blocks: string[]; clause: string | null; facts: Record<string, unknown>; sentence: Sentence
}

/** The story of one order from its events alone (C5); stage and blocks are as they stood after each. */
export function story(events: readonly StoryEvent[]): Step[] {
  let stage: string | null = null
  const blocks = new Set<string>()
  return events.toSorted((a, b) => a.number - b.number).map(event => {
    if (event.kind === 'order.block' && event.after) blocks.add(event.after)
    else if (event.kind === 'order.unblock' && event.before) blocks.delete(event.before)
    else if (stateKinds.has(event.kind) && event.after) stage = event.after
    const { number, at, actor, kind, before, after, clause } = event
    return { number, at, actor, kind, before, after, stage, blocks: [...blocks].sort(), clause, facts: event.facts ?? {}, sentence: sentenceOf(event) }
  })
}
const stateKinds = new Set([...Object.keys(orderLife.births), ...Object.keys(orderLife.moves)].map(name => `order.${name}`))

const stages: Record<(typeof orderLife.states)[number], Sentence> = {
  unpaid: { zh: '待付款', en: 'unpaid' },
  received: { zh: '已接单', en: 'received' },
  review: { zh: '待审核', en: 'review' },
  ready: { zh: '待处理', en: 'ready' },
  picking: { zh: '拣货中', en: 'picking' },
  checking: { zh: '待复核', en: 'checking' },
  packing: { zh: '待打包', en: 'packing' },
  packed: { zh: '已打包', en: 'packed' },
  'handed-over': { zh: '已交接', en: 'handed over' },
  'in-transit': { zh: '运输中', en: 'in transit' },
  signed: { zh: '已签收', en: 'signed' },
  completed: { zh: '已完成', en: 'completed' },
  cancelled: { zh: '已取消', en: 'cancelled' },
  merged: { zh: '已合并', en: 'merged' },
  split: { zh: '已拆分', en: 'split' },
  undone: { zh: '已撤销', en: 'undone' },
}
const reasons: Record<BlockReason, Sentence> = {
  hold: { zh: '人工挂起', en: 'hold' },
  'awaiting-customer': { zh: '待客户回复', en: 'awaiting the customer' },
  suspended: { zh: '已搁置', en: 'suspended' },
  shortage: { zh: '缺货', en: 'shortage' },
  preorder: { zh: '预售', en: 'preorder' },
  transfer: { zh: '待调拨', en: 'awaiting a transfer' },
  'refund-asked': { zh: '申请退款', en: 'refund asked' },
  'changed-after-print': { zh: '打印后有变更', en: 'changed after printing' },
  'payment-check': { zh: '待核对付款', en: 'payment check' },
  'design-pending': { zh: '待确认设计', en: 'design pending' },
  risk: { zh: '风险', en: 'risk' },
  discrepancy: { zh: '货品差异', en: 'discrepancy' },
  intercept: { zh: '拦截', en: 'intercept' },
}
const channels: Record<string, Sentence> = { platform: { zh: '平台消息', en: 'platform message' }, sms: { zh: '短信', en: 'SMS' }, phone: { zh: '电话', en: 'phone' } }
const outcomes: Record<string, Sentence> = { asked: { zh: '已询问', en: 'asked' }, unreached: { zh: '未接通', en: 'not reached' }, 'wrong-number': { zh: '号码不对', en: 'wrong number' }, promised: { zh: '答应稍后答复', en: 'promised to answer later' }, answered: { zh: '已答复', en: 'answered' } }
const fact = (e: StoryEvent, name: string): string | null => (typeof e.facts?.[name] === 'string' ? e.facts[name] : null)
const named = (names: Record<string, Sentence>, code: string | null): Sentence =>
  (code !== null && Object.hasOwn(names, code) ? names[code] : undefined) ?? { zh: code ?? '—', en: code ?? '—' }

type Tell = (e: StoryEvent) => Sentence
const say = (zh: string, en: string): Tell => () => ({ zh, en })
const told: Record<`order.${keyof typeof orderLife.moves | 'place' | 'receive' | 'close' | 'divide'}` | OtherKind | 'order.put-back', Tell> = {
  'order.place': say('订单已下，尚未付款', 'The order was placed and is not paid yet'),
  'order.receive': say('订单已接收', 'The order was received'),
  'order.close': say('订单到达时已被平台关闭', 'The order came already closed by the channel'),
  'order.divide': say('由另一订单拆分而来', 'The order came out of the split of another'),
  'order.pay': say('订单已付款', 'The order was paid'),
  'order.pass': say('自动审核通过', 'The order passed the automatic review'),
  'order.refer': say('订单转人工审核', 'The order was referred to a person for review'),
  'order.approve': say('人工审核通过', 'The order was approved'),
  'order.send-back': e => ({ zh: `订单退回至${named(stages, e.after).zh}`, en: `The order was sent back to ${named(stages, e.after).en}` }),
  'order.allocate': say('已分配仓库与库存', 'A warehouse and its stock were allocated'),
  'order.pick': say('开始拣货', 'Picking began'),
  'order.picked': say('拣货完成', 'Everything was picked'),
  'order.short': say('货架缺货，订单退回待处理', 'The shelf was short; the order went back to be allocated anew'),
  'order.check': say('复核通过', 'The goods were checked'),
  'order.pack': say('打包完成', 'The parcel was packed'),
  'order.hand-over': say('已交接给承运商', 'The parcel was handed over to the carrier'),
  'order.transit': say('包裹运输中', 'The parcel is in transit'),
  'order.sign': say('客户已签收', 'The customer signed for the parcel'),
  'order.complete': say('订单已完成', 'The order was completed'),
  'order.cancel': e => ({ zh: `订单在${named(stages, e.before).zh}阶段被取消`, en: `The order was cancelled while ${named(stages, e.before).en}` }),
  'order.merge': say('订单并入另一订单', 'The order was merged into another'),
  'order.split': say('订单已拆分', 'The order was split'),
  'order.undo': say('合单或拆单已撤销，此单作废', 'The merge or split was undone; this order ended'),
  'order.restore-received': say('合单已撤销，订单回到已接单', 'The merge was undone; the order is received again'),
  'order.restore-review': say('合单或拆单已撤销，订单回到待审核', 'The merge or split was undone; the order is in review again'),
  'order.restore-ready': say('合单或拆单已撤销，订单回到待处理', 'The merge or split was undone; the order is ready again'),
  'order.block': e => ({ zh: `订单被拦下：${named(reasons, e.after).zh}`, en: `The order was blocked: ${named(reasons, e.after).en}` }),
  'order.unblock': e => ({ zh: `解除：${named(reasons, e.before).zh}`, en: `The block was lifted: ${named(reasons, e.before).en}` }),
  'order.channel-change': say('平台更新了订单内容', 'The channel changed the order'),
  'order.correct': say('订单资料已更正', 'The order was corrected'),
  'order.reveal': say('已查看收件人明文', 'The receiver was shown in the clear'),
  'order.erase': say('个人信息已删除', 'The personal data was erased'),
  'order.legal-hold': say('法律保全：个人信息不删除', 'The law holds the personal data'),
  'order.legal-lift': say('法律保全已解除', 'The legal hold was lifted'),
  'order.unallocate': say('已收回仓库与库存分配', 'The allocation was taken back'),
  'order.recheck': e => { const found = Array.isArray(e.facts?.['found']) ? e.facts['found'].length : 0; return found ? { zh: `紧急审核后补查，发现 ${found} 项问题`, en: `The check after the emergency review found ${found} thing${found === 1 ? '' : 's'}` } : { zh: '紧急审核后补查，无问题', en: 'The check after the emergency review found nothing' } },
  'order.discrepancy': e => ({ zh: `发现不符（${fact(e, 'station') ?? '—'}：${fact(e, 'code') ?? '—'}）`, en: `A difference was found (${fact(e, 'station') ?? 'station'}: ${fact(e, 'code') ?? 'difference'})` }),
  'order.cause': e => ({ zh: `不符的原因：${fact(e, 'cause') ?? '—'}`, en: `The cause of the difference: ${fact(e, 'cause') ?? 'unknown'}` }),
  'order.doubt': say('订单存疑，须联系客户', 'The order is in doubt; the customer must be contacted'),
  'order.settle': say('疑问已解', 'The doubt is settled'),
  'order.contact': e => ({ zh: `${named(channels, fact(e, 'channel') ?? 'phone').zh}联系客户：${named(outcomes, fact(e, 'outcome') ?? 'asked').zh}`, en: `The customer was contacted by ${named(channels, fact(e, 'channel') ?? 'phone').en}: ${named(outcomes, fact(e, 'outcome') ?? 'asked').en}` }),
  'order.await': say('等待客户回复', 'The house waits for the answer of the customer'),
  'order.put-back': say('停单的货物已放回货位', 'The goods of the stopped order lie in their bins again'),
  'order.suspend': say('客户久未回复，订单搁置', 'The customer is silent; the order was suspended'),
  'order.resume': say('订单恢复处理', 'The order was resumed'),
  'clock.breach': e => ({ zh: `时限已过${e.clause ? `（${e.clause}）` : ''}`, en: `A time limit ran out${e.clause ? ` (${e.clause})` : ''}` }),
}
type OtherKind = 'order.erase' | 'order.legal-hold' | 'order.legal-lift' | 'order.block' | 'order.unblock' | 'order.channel-change' | 'order.correct' | 'order.reveal' | 'order.unallocate' | 'order.discrepancy' | 'order.cause' | 'order.recheck' | 'order.doubt' | 'order.settle' | 'order.contact' | 'order.await' | 'order.suspend' | 'order.resume' | 'clock.breach'

/** A kind nobody has words for yet is told by its name: a story has no holes. */
export const sentenceOf = (event: StoryEvent): Sentence =>
  Object.hasOwn(told, event.kind) ? told[event.kind as keyof typeof told](event) : { zh: `事件：${event.kind}`, en: `Event: ${event.kind}` }
export const knownKinds: readonly string[] = Object.keys(told)
export const knownReasons: readonly string[] = Object.keys(reasons satisfies Record<keyof typeof blockReasons, Sentence>)
