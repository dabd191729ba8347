import './health.css'
import { textIn, type Tongue } from '#kit/words.ts'
import type { Answer } from '#kit/ui/client.ts'
import { useTongue } from '#kit/ui/tongue.tsx'
import type { readHealth } from './contract.ts'
import { lines, reasons, text } from './words.ts'

export type Health = Answer<typeof readHealth>
export const lineName = (tongue: Tongue, line: string) => (Object.hasOwn(lines, line) ? textIn(tongue, lines[line as keyof typeof lines]) : line)

/** One finding as a sentence. */
export function Sentence({ of }: { of: Health['findings'][number] }) {
  const { tongue } = useTongue()
  const values = { ...of.values, ...('line' in of.values && { line: lineName(tongue, String(of.values.line)) }), ...('reader' in of.values && { reader: lineName(tongue, String(of.values.reader)) }), ...('year' in of.values && { year: String(of.values.year) }) }
  return <>{Object.hasOwn(reasons, of.code) ? textIn(tongue, reasons[of.code as keyof typeof reasons], values) : of.code}</>
}

/** What an administrator must look at, in sentences that say what to do; or that all is well. */
export function Findings({ of }: { of: Health }) {
  const { t } = useTongue()
  if (of.findings.length === 0) return <div className="well"><b className="good">{t(text.well)}</b><span>{t(text.wellWhy)}</span></div>
  return <div className="findings" role="status"><h2>{t(text.look)}</h2><ul>{of.findings.map((f, i) => <li key={i}><Sentence of={f} /></li>)}</ul></div>
}
