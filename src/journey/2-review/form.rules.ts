import { reason, type Reason } from '#kit/verdict.ts'

/** RV-2: a condition as a form (field, comparison, value), so that a manager need not write an expression; it becomes one here. */
export type FieldKind = 'money' | 'number' | 'flag' | 'text' | 'choice'
export interface RuleField { name: string; kind: FieldKind }

/** What a condition may ask of an order and its lines; `percent` fields are numbers of their own. */
export const ruleFields = [
  { name: 'order.totalFen', kind: 'money' }, { name: 'order.paidFen', kind: 'money' }, { name: 'order.refundedFen', kind: 'money' }, { name: 'order.discountFen', kind: 'money' },
  { name: 'order.pieces', kind: 'number' }, { name: 'order.sameAddress', kind: 'number' }, { name: 'order.sameAddress', kind: 'number' }, { name: 'order.first', kind: 'flag' }, { name: 'order.paid', kind: 'flag' },
  { name: 'order.class', kind: 'choice' }, { name: 'order.shop', kind: 'choice' },
  { name: 'order.province', kind: 'text' }, { name: 'order.city', kind: 'text' }, { name: 'order.remark', kind: 'text' },
  { name: 'lines.count', kind: 'number' }, { name: 'lines.lowestPercent', kind: 'number' },
  { name: 'lines.custom', kind: 'flag' }, { name: 'lines.cold', kind: 'flag' }, { name: 'lines.refundAsked', kind: 'flag' },
] as const satisfies readonly RuleField[]

export const comparisons = {
  money: ['>=', '<=', '>', '<', '==', '!='], number: ['>=', '<=', '>', '<', '==', '!='], flag: ['is'],
  text: ['contains', 'lacks', 'starts', 'ends', '==', '!=', 'in', 'not-in'], choice: ['==', '!=', 'in', 'not-in'],
} as const satisfies Record<FieldKind, readonly string[]>
export type Comparison = (typeof comparisons)[FieldKind][number]

/** A figure of the handbook in the place of a number: the rule follows when the clause changes. */
export interface ByFigure { figure: string }
export interface FormTest { field: string; compare: string; value: string | number | boolean | readonly string[] | ByFigure }
export interface ConditionForm { match: 'all' | 'any'; tests: readonly FormTest[] }

/** The expression of a form, or every reason why it has none. */
export function conditionOf(form: ConditionForm): { ok: true; condition: string } | { ok: false; reasons: Reason[] } {
  const made = form.tests.map((test, i) => testOf(test, i))
  const reasons = made.flatMap(m => (m.ok ? [] : [m.reason]))
  if (made.length === 0) return { ok: false, reasons: [reason('condition-empty')] }
  if (reasons.length) return { ok: false, reasons }
  return { ok: true, condition: made.map(m => (m.ok ? m.text : '')).join(form.match === 'all' ? ' && ' : ' || ') }
}

type Made = { ok: true; text: string } | { ok: false; reason: Reason }

function testOf({ field, compare, value }: FormTest, at: number): Made {
  const no = (code: string): Made => ({ ok: false, reason: { ...reason(code, { field, compare }), path: `form/tests/${at}` } })
  const known = ruleFields.find(f => f.name === field)
  if (!known) return no('field-unknown')
  if (!(comparisons[known.kind] as readonly string[]).includes(compare)) return no('comparison-unfit')
  if (known.kind === 'flag') return typeof value === 'boolean' ? yes(value ? field : `!${field}`) : no('value-unfit')
  if (known.kind === 'money' || known.kind === 'number') {
    if (typeof value === 'number' && Number.isFinite(value)) return yes(`${field} ${compare} ${decimal(value)}`)
    return isFigure(value) ? yes(`${field} ${compare} limit[${quoted(value.figure)}]`) : no('value-unfit')
  }
  if (compare === 'in' || compare === 'not-in') {
    if (!Array.isArray(value) || value.length === 0) return no('value-unfit')
    const list = `${field} in [${value.map(v => quoted(String(v))).join(', ')}]`
    return yes(compare === 'in' ? list : `!(${list})`)
  }
  if (typeof value !== 'string' || value === '') return no('value-unfit')
  if (compare === 'contains') return yes(`${field}.contains(${quoted(value)})`)
  if (compare === 'lacks') return yes(`!${field}.contains(${quoted(value)})`)
  if (compare === 'starts') return yes(`${field}.startsWith(${quoted(value)})`)
  if (compare === 'ends') return yes(`${field}.endsWith(${quoted(value)})`)
  return yes(`${field} ${compare} ${quoted(value)}`)
}

const yes = (text: string): Made => ({ ok: true, text })
const isFigure = (value: FormTest['value']): value is ByFigure => typeof value === 'object' && 'figure' in value
/** The expression knows whole numbers and decimals apart; the variables are decimals. */
const decimal = (n: number) => (Number.isInteger(n) ? `${n}.0` : String(n))
const quoted = (text: string) => JSON.stringify(text)
