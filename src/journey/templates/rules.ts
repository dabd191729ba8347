import { reason, type Reason } from '#kit/verdict.ts'
import { fieldsOf, flawsOf, type Layout } from '#kit/print/layout.ts'
import type { Tongue } from '#kit/words.ts'
import { exampleOf, offers, type DocumentKind, type Filled } from '#journey/4-printing/fields.rules.ts'

/** Kinds of products that papers may be made for. */
export const products = ['cold', 'fragile', 'liquid', 'custom'] as const
export type Product = (typeof products)[number]

/** For which papers a template is meant; what is not said holds for all. */
export interface Meant { shopId: number | null; carrier: string | null; product: Product | null; tongue: Tongue | null }
/** What a paper is. */
export interface Wanted { kind: DocumentKind; shopId?: number | null; /** A carrier by its code. */ carrier?: string | null | undefined; products?: readonly Product[]; tongue?: Tongue; /** The paper in the printer, in millimetres. */ paper?: { width: number; height: number } | undefined }

/** How closely a template is made for a paper: its shop counts most, then carrier, product, tongue. Undefined: not for it at all. */
export function closeness(meant: Meant, wanted: Wanted): number | undefined {
  const parts: [asked: boolean, fits: boolean][] = [
    [meant.shopId !== null, meant.shopId === (wanted.shopId ?? null)], [meant.carrier !== null, meant.carrier === (wanted.carrier ?? null)],
    [meant.product !== null, !!meant.product && (wanted.products ?? []).includes(meant.product)], [meant.tongue !== null, meant.tongue === (wanted.tongue ?? 'zh-CN')],
  ]
  return parts.some(([asked, fits]) => asked && !fits) ? undefined : parts.reduce((sum, [asked], i) => sum + (asked ? 8 >> i : 0), 0)
}

/** The closest of those in force; of two alike the later one. Paper of another size is only taken where there is none that fits. */
export function closest<T extends Meant & { width: number; height: number }>(templates: readonly T[], wanted: Wanted): T | undefined {
  const fits = (t: T) => !wanted.paper || (Math.abs(t.width - wanted.paper.width) <= 2 && Math.abs(t.height - wanted.paper.height) <= 2) ? 16 : 0
  return templates.flatMap((t, at) => { const close = closeness(t, wanted); return close === undefined ? [] : [{ t, at, close: close + fits(t) }] }).sort((a, b) => b.close - a.close || b.at - a.at)[0]?.t
}

/** Fields and lists that a layout asks for and its kind of paper does not have. */
export function strangers(kind: DocumentKind, layout: Layout): string[] {
  const { values, lists } = fieldsOf(layout), offer = offers[kind]
  return [...values.filter(name => !Object.hasOwn(offer.values, name)), ...Object.entries(lists).flatMap(([list, columns]) => Object.hasOwn(offer.lists, list) ? columns.filter(c => !Object.hasOwn(offer.lists[list]!.columns, c)).map(c => `${list}.${c}`) : [list])] // asked just before
}

/** Every reason why a layout cannot be printed as it is; `path` is the place of the element. */
export const whyNotLayout = (kind: DocumentKind, layout: Layout): Reason[] => [
  ...flawsOf(layout).map(flaw => ({ ...reason(`element-${flaw.what}`), path: `elements.${flaw.element}` })),
  ...strangers(kind, layout).map(field => ({ ...reason('field-not-offered', { field }), path: `elements.${layout.elements.findIndex(e => JSON.stringify(e).includes(field.split('.').at(-1)!))}` })), // a split has a last part
  ...(kind === 'waybill' && layout.elements.some(e => e.kind === 'table' && e.pages) ? [reason('waybill-one-page')] : []),
  ...(layout.elements.length === 0 && !layout.typst?.trim() ? [reason('layout-empty')] : []),
  ...(/["']@\w/.test(layout.typst ?? '') ? [reason('typst-package')] : []),
]

export interface Standing { retired: boolean; approved: boolean; changedBy: number }
/** A change is approved by somebody else, once (PR-1). */
export const whyNotApprove = ({ retired, approved, changedBy }: Standing, by: number): Reason[] => [
  ...(retired ? [reason('template-retired')] : []), ...(approved ? [reason('decided-already')] : []), ...(changedBy === by ? [reason('own-change')] : []),
]

/** Names of the carriers that templates of the house are made for, and how their numbers begin: for examples only. */
const carriers: Readonly<Record<string, readonly [name: string, number: string]>> = {
  SF: ['顺丰速运', 'SF0000000018'], ZTO: ['中通快递', '78600000000018'], YTO: ['圆通速递', 'YT0000000000018'], STO: ['申通快递', '77300000000018'], YD: ['韵达快递', '4310000000018'], JD: ['京东快递', 'JDX000000000018'], EMS: ['邮政 EMS', '1200000000018'],
}
/** Examples in every field, of the carrier that a template is for. */
export function exampleFor(kind: DocumentKind, carrier?: string | null): Filled {
  const example = exampleOf(kind), known = carrier ? carriers[carrier] : undefined
  if (!known || !('carrier.name' in example.values)) return example
  const [name, number] = known, before = example.values['parcel.waybill'] ?? ''
  const put = (value: string) => before ? value.replaceAll(before, number) : value
  return { ...example, values: { ...Object.fromEntries(Object.entries(example.values).map(([field, value]) => [field, put(value)])), 'carrier.name': name, 'carrier.code': carrier! } } // it was found by its code
}

/** Pages written in Typst are IT's: they are programs. */
export const whyNotWrite = (layout: Layout, roles: readonly string[]): Reason[] => layout.typst !== undefined && !roles.includes('it') ? [reason('typst-for-it')] : []
