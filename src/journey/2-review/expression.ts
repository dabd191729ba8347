import { createRequire } from 'node:module'
import type { Environment } from '@marcbachmann/cel-js'
import type { CompiledRule, ReviewedLine, ReviewedOrder, RuleOutcome } from './rules.ts'

let environment: Environment | undefined

/** Variables a rule may use: `order`, `lines` (sums over them), and `limit["RV-3.large-order.amount"]`, the handbook's figures. The language is read in at the first rule. */
function readLanguage(): Environment {
  const cel: typeof import('@marcbachmann/cel-js') = createRequire(import.meta.url)('@marcbachmann/cel-js')
  return new cel.Environment({ limits: { maxAstNodes: 200 } })
    .registerVariable('order', { schema: {
      class: 'string', totalFen: 'double', paidFen: 'double', refundedFen: 'double', discountFen: 'double', pieces: 'double', first: 'bool', paid: 'bool', sameAddress: 'double',
      province: 'string', city: 'string', remark: 'string', shop: 'string',
    } } as never)
    .registerVariable('lines', { schema: { count: 'double', custom: 'bool', cold: 'bool', refundAsked: 'bool', lowestPercent: 'double' } } as never)
    .registerVariable('limit', 'map<string, double>')
}

type Values = (order: ReviewedOrder, lines: readonly ReviewedLine[]) => Record<string, string | number | boolean>
export type Compiled = { ok: true; values: Values; evaluate: (order: ReviewedOrder, lines: readonly ReviewedLine[]) => boolean | 'failed' } | { ok: false; message: string }

/** Compiles a condition, or says what is wrong with it and where. `matches` is refused: its patterns can hang the house (S12). */
export function compile(condition: string, limits: Record<string, number>): Compiled {
  if (condition.length > 2000) return { ok: false, message: 'A condition has at most 2,000 characters.' }
  environment ??= readLanguage()
  try {
    const checked = environment.check(condition)
    if (!checked.valid) return { ok: false, message: String(checked.error?.message) }
    if (checked.type !== 'bool') return { ok: false, message: `A condition answers true or false; this one answers ${checked.type}.` }
    const program = environment.parse(condition)
    if (callsOf(program.ast).includes('matches')) return { ok: false, message: 'matches() is not allowed; use contains(), startsWith() or endsWith().' }
    const missing = [...condition.matchAll(/limit\["([^"]*)"\]/g)].map(m => m[1]!).filter(name => !(name in limits))
    if (missing.length) return { ok: false, message: `The handbook has no figure ${missing.join(', ')}.` }
    return { ok: true, values: valuesOf(condition, limits), evaluate: (order, lines) => { try { return program({ order, lines: summary(lines), limit: limits }) === true } catch { return 'failed' } } }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

/** The facts a condition speaks of, as they are for one order. A remark may hold a name or phone and is not repeated. */
function valuesOf(condition: string, limits: Record<string, number>): Values {
  const names = [...new Set([...condition.matchAll(/\b(?:order|lines)\.(\w+)\b(?!\()/g)].map(m => m[0]))].filter(n => n !== 'order.remark')
  const known = [...new Set([...condition.matchAll(/limit\["([^"]*)"\]/g)].map(m => m[1]!))] // the pattern has one group
  return (order, lines) => {
    const facts: Record<string, Record<string, unknown>> = { order: { ...order }, lines: summary(lines) }
    const own = names.flatMap(name => { const [of, field] = name.split('.'); const value = facts[of!]?.[field!]; return typeof value === 'object' || value === undefined ? [] : [[name, value as string | number | boolean] as const] }) // a name has two parts
    return Object.fromEntries([...own, ...known.flatMap(name => (limits[name] === undefined ? [] : [[`limit.${name}`, limits[name]] as const]))])
  }
}

const summary = (lines: readonly ReviewedLine[]) => ({
  count: lines.length, custom: lines.some(l => l.custom), cold: lines.some(l => l.cold), refundAsked: lines.some(l => l.refundAsked),
  lowestPercent: lines.reduce((low, l) => (l.listFen > 0 ? Math.min(low, (l.unitFen * 100) / l.listFen) : low), 1000),
})

function callsOf(node: unknown, seen = new Set<unknown>()): string[] {
  if (typeof node !== 'object' || node === null || seen.has(node)) return []
  seen.add(node)
  if (Array.isArray(node)) return node.flatMap(n => callsOf(n, seen))
  const { op, args } = node as { op?: unknown; args?: unknown }
  const own = typeof op === 'string' && op.includes('call') && Array.isArray(args) && typeof args[0] === 'string' ? [args[0]] : []
  return [...own, ...callsOf(args, seen)]
}

export interface StoredRule { name: string; condition: string; outcome: RuleOutcome; clause: string | null }

/** Live rules ready to run. A stored rule that no longer compiles (a figure went away) fails loudly, never silently passes orders. */
export const compileAll = (rules: readonly StoredRule[], limits: Record<string, number>): CompiledRule[] => rules.map(rule => {
  const compiled = compile(rule.condition, limits)
  if (!compiled.ok) throw new Error(`review rule "${rule.name}": ${compiled.message}`)
  return { name: rule.name, clause: rule.clause, outcome: rule.outcome, fits: compiled.evaluate, values: compiled.values }
})
