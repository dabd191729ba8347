import './health.css'
import { textIn, type Tongue } from '#kit/words.ts'
import type { Answer } from '#kit/ui/client.ts'
import { useTongue } from '#kit/ui/tongue.tsx'
import type { readHealth } from './contract.ts'
import { lines, reasons, text } from './words.ts'

export type Health = Answer<typeof readHealth>
export const lineName = (tongue: Tongue, line: string) => (Object.hasOwn(lines, line) ? textIn(tongue, lines[line as keyof typeof lines]) : line)

/** What an administrator must look at, in sentences that say what to do; or that all is well. */
export function Findings({ of }: { of: Health }) {
  const { t, tongue } = useTongue()
  if (of.findings.length === 0) return <div className="well"><b className="good">{t(text.well)}</b><span>{t(text.wellWhy)}</span></div>
  return <div className="findings" role="status"><h2>{t(text.look)}</h2><ul>{of.findings.map((f, i) => {
    const values = { ...f.values, ...('line' in f.values && { line: lineName(tongue, String(f.values.line)) }), ...('reader' in f.values && { reader: lineName(tongue, String(f.values.reader)) }), ...('year' in f.values && { year: String(f.values.year) }) }
    return <li key={i}>{Object.hasOwn(reasons, f.code) ? textIn(tongue, reasons[f.code as keyof typeof reasons], values) : f.code}</li>
  })}</ul></div>
}
