import { conflict } from '#kit/problem.ts'
import { reason } from '#kit/verdict.ts'
import { amount } from '#handbook/clauses/rules.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { tellExport } from '#people/alarms/actions.ts'
import { ask } from './actions.ts'
import { needsApproval } from './rules.ts'

export interface ListExport { list: 'orders' | 'parcels'; /** As the address of the list says it. */ filter: Readonly<Record<string, string>>; format: 'xlsx' | 'csv'; tongue: 'zh-CN' | 'zh-TW' | 'en'; /** Nothing that came later is in the file. */ newest: number | null }

/** A list leaves as a file: written down, and refused where it is so long that another person must approve it. */
export async function letOut(work: Work, { list, format, rows }: { list: string; format: string; rows: number }): Promise<void> {
  if (needsApproval(work.book, 'list-export', rows)) throw conflict('approval-needed', 'So many rows leave with the approval of another person.', [reason('approval-needed', { rows, most: amount(work.book, 'IT-3.export', 'rows') }, 'IT-3.export')])
  await tellExport(work, { list, rows, format })
}

/** Asks for a file of more rows: of exactly this filter, and of nothing that comes later. */
export async function askForList(work: Work, wanted: ListExport, rows: number, why: string): Promise<number> {
  if (rows === 0) throw conflict('nothing-to-export', 'Nothing fits the filter.', [reason('nothing-to-export')])
  return ask(work, { kind: 'list-export', size: rows, payload: wanted, view: [[wanted.list, wanted.format], ...Object.entries(wanted.filter)], reason: why })
}

/** A filter as the address says it, so that it is read the same way when the file is made. */
export const asText = (filter: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(filter).flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, Array.isArray(value) ? value.join(',') : String(value)]])))
