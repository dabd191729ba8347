import type { StoredRule } from './expression.ts'
import type { ConditionForm } from './form.rules.ts'

/**
 * The rules a new company starts with, named and explained in three tongues (`inTongue`); a manager changes them like any other. Figures come from the handbook. A wholesaler has many
 * orders to one address every day, so that rule waits until a manager has tried it and lets it live.
 */
export const defaultRules: readonly (StoredRule & { rank: number; live: boolean; form: ConditionForm })[] = [
  { name: '新客大额订单核对付款 · 新客大額訂單核對付款 · large first order', condition: 'order.first && order.totalFen >= limit["RV-3.proof.large"]', form: { match: 'all', tests: [{ field: 'order.first', compare: 'is', value: true }, { field: 'order.totalFen', compare: '>=', value: { figure: 'RV-3.proof.large' } }] }, outcome: { block: 'payment-check', note: '新客户大额订单：请财务核对付款凭证 · 新客戶大額訂單：請財務核對付款憑證 · Large first order: finance checks the proof of payment' }, clause: 'RV-3.proof', rank: 10, live: true },
  { name: '定制商品需设计稿确认 · 客製商品需設計稿確認 · custom product', condition: 'lines.custom', form: { match: 'all', tests: [{ field: 'lines.custom', compare: 'is', value: true }] }, outcome: { block: 'design-pending', class: 'custom', note: '定制商品：设计稿需客户确认 · 客製商品：設計稿需客戶確認 · Custom product: the customer approves the design' }, clause: 'RV-3.proof', rank: 20, live: true },
  { name: '生鲜 · 生鮮 · fresh', condition: 'lines.cold', form: { match: 'all', tests: [{ field: 'lines.cold', compare: 'is', value: true }] }, outcome: { class: 'fresh' }, clause: null, rank: 30, live: true },
  { name: '单价远低于标价 · 單價遠低於標價 · far below the list price', condition: 'lines.lowestPercent < limit["RV-1.price.floor"]', form: { match: 'all', tests: [{ field: 'lines.lowestPercent', compare: '<', value: { figure: 'RV-1.price.floor' } }] }, outcome: { refer: true, note: '单价远低于标价：请核对合同或促销规则 · 單價遠低於標價：請核對合約或促銷規則 · Far below the list price: check contract or promotion' }, clause: 'RV-1.price', rank: 40, live: true },
  { name: '同址频繁下单 · 同址頻繁下單 · many orders to one address', condition: 'order.sameAddress >= limit["RV-3.behaviour.orders"]', form: { match: 'all', tests: [{ field: 'order.sameAddress', compare: '>=', value: { figure: 'RV-3.behaviour.orders' } }] }, outcome: { refer: true, note: '同一收件地址短时间内多次下单：请人工核实 · 同一收件地址短時間內多次下單：請人工核實 · Many orders to one address within a short time: a person checks' }, clause: 'RV-3.behaviour', rank: 50, live: false },
]
