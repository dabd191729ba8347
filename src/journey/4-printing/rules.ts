import { holesOf } from '#kit/print/layout.ts'
import { reason, type Reason } from '#kit/verdict.ts'
import type { DocumentKind } from './fields.rules.ts'

/** Why papers are printed anew; each reprint is counted under one of these (PR-3.reprint). */
export const reprintReasons = ['paper-jam', 'unreadable', 'lost', 'changed', 'wrong-paper', 'not-printed', 'other'] as const
export type ReprintReason = (typeof reprintReasons)[number]

/** A parcel before the printer. `printed` are the documents of its present content that lie on paper already, with how often. */
export interface Printable { state: string; stage: string; blocks: readonly string[]; waybill: string | null; printed: Readonly<Record<string, number>>; /** Documents that wait in a batch, with its number. */ queued: Readonly<Record<string, number>> }

/** Every reason against printing one document of a parcel (PR-3). `again` is the reason somebody gave for a reprint. */
export function whyNotPrint(parcel: Printable, document: DocumentKind, again: ReprintReason | null): Reason[] {
  const times = parcel.printed[document] ?? 0
  return [
    ...(parcel.state === 'void' || parcel.stage === 'cancelled' ? [reason('parcel-void', {}, 'PR-3.void')] : []),
    ...(['handed-over', 'in-transit', 'signed'].includes(parcel.state) && document !== 'return-label' ? [reason('parcel-gone', { state: parcel.state })] : []),
    ...parcel.blocks.filter(block => block !== 'changed-after-print').map(block => reason('blocked', { block })),
    ...(document === 'waybill' && !parcel.waybill ? [reason('no-waybill-number', {}, 'SH-2.number')] : []),
    ...(parcel.queued[document] === undefined ? [] : [reason('queued-already', { document, batch: parcel.queued[document] })]),
    ...(times > 0 && !again ? [reason('printed-already', { document, times }, 'PR-3.reprint')] : []),
  ]
}

/** What a paper of a parcel must carry in its codes. */
export interface Mark { number: string; waybill: string; code: string; mark: string }
const carried: Partial<Record<DocumentKind, readonly { what: string; any: readonly (keyof Mark)[] }[]>> = {
  slip: [{ what: 'code', any: ['mark', 'code'] }], 'gift-slip': [{ what: 'code', any: ['mark', 'code'] }], waybill: [{ what: 'waybill', any: ['waybill'] }, { what: 'code', any: ['mark', 'code'] }],
}

/**
 * The codes that were read on the pages of one paper, against the database (C9): each that its kind must carry is there, and none is of another
 * parcel (`others`: numbers, marks and codes of the papers beside it). Codes of a template that say something else (a link, a product) are of no concern.
 */
export function whyNotAlike(document: DocumentKind, read: readonly { format: string; text: string }[], mark: Mark, others: ReadonlySet<string>): Reason[] {
  const texts = read.map(r => r.text)
  const lacking = (carried[document] ?? []).filter(({ any }) => !any.some(name => texts.includes(mark[name])))
  const strange = texts.filter(text => others.has(text) && text !== mark.waybill && text !== mark.code && text !== mark.mark && text !== mark.number)
  return [
    ...lacking.map(({ what }) => reason('code-not-read', { what }, 'PR-3.pair')),
    ...strange.map(text => reason('code-of-another', { found: text.slice(0, 80) }, 'PR-3.pair')),
  ]
}

/** What a carrier and a customer can do without: a text of these alone may end where its box ends. */
const dispensable: readonly string[] = ['order.goods', 'order.remark', 'order.note']
export const mayBeCut = (element: Part): boolean => {
  const fields = element?.kind === 'text' ? holesOf(element.value ?? '') : []
  return fields.length > 0 && fields.every(name => dispensable.includes(name))
}
type Part = { kind: string; value?: string } | undefined
/** What is too long for its place, the longest first, so that somebody can make it shorter. */
export const fieldsCut = (elements: readonly Part[], values: Readonly<Record<string, string>>): string[] =>
  [...new Set(elements.flatMap(e => holesOf(e?.value ?? '')))].filter(name => values[name]).sort((a, b) => values[b]!.length - values[a]!.length || a.localeCompare(b)).slice(0, 3) // only those that say something are left

/** Why a stopped batch cannot go on yet: of labels that may have come out somebody must say which was the last good one. */
export const whyNotResume = (batch: { stopCode: string | null; unsure: number }, lastGood: number | null): Reason[] =>
  batch.unsure > 0 && batch.stopCode === 'unsure' && lastGood === null ? [reason('say-last-good', { papers: batch.unsure })] : []
