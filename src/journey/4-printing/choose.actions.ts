import type { Layout } from '#kit/print/layout.ts'
import type { Db } from '#kit/db.ts'
import type { Tongue } from '#kit/words.ts'
import { layoutsByKey, templatesFor } from '#journey/templates/actions.ts'
import { products, type Product } from '#journey/templates/rules.ts'
import { documentKinds, type DocumentKind } from './fields.rules.ts'
import { plainLayout, testLayout } from './plain.rules.ts'

export interface Chosen { key: string; layout: Layout }
/** What a template is chosen by: most specific wins. */
export interface Choice { document: DocumentKind; shopId: number | null; carrierId: number | null; products: readonly Product[]; tongue: Tongue; /** What lies in the printer, in millimetres. */ paper?: { width: number; height: number } }

/** The template of each paper, as it is in force now. */
export async function chooseTemplates(db: Db, wanted: readonly Choice[]): Promise<Chosen[]> {
  const found = await templatesFor(db, wanted.map(({ document, ...paper }) => ({ kind: document, ...paper })))
  return wanted.map((w, i) => found[i] ?? { key: `plain:${w.document}`, layout: plainLayout(w.document) })
}

/** The kinds of products that are in a parcel. */
export const productsIn = (goods: Readonly<Record<Product, boolean>> | undefined): Product[] => products.filter(kind => goods?.[kind])

/** The layouts that papers were set by, by their keys: a paper is drawn again as it was. */
export async function layoutsOf(db: Db, keys: readonly string[]): Promise<Map<string, Layout>> {
  const found = await layoutsByKey(db, keys)
  for (const key of keys) {
    const layout = found.has(key) ? undefined : ownLayout(key)
    if (layout) found.set(key, layout)
  }
  return found
}

/** Layouts that need no template: the plain ones and the test page, `test:100x180:label-1`. */
function ownLayout(key: string): Layout | undefined {
  const test = /^test:(\d+)x(\d+):(.+)$/.exec(key)
  if (test) return testLayout({ width: Number(test[1]), height: Number(test[2]), printer: test[3]! }) // a match has its three groups
  const kind = documentKinds.find(k => key === `plain:${k}`)
  return kind && plainLayout(kind)
}
