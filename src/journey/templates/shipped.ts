import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { root } from '#kit/root.ts'
import { tongues, type Tongue } from '#kit/words.ts'
import { layout, type Layout } from '#kit/print/layout.ts'
import { documentKinds, type DocumentKind } from '#journey/4-printing/fields.rules.ts'

/** A template that comes with the house: every company may use it and copy it, none changes it. */
export interface Shipped { /** Its file's name. */ key: string; kind: DocumentKind; /** The code of the carrier it was made for. */ carrier?: string; title: [string, string, string]; layouts: Record<Tongue, Layout> }

const file = z.strictObject({ name: z.tuple([z.string(), z.string(), z.string()]), kind: z.enum(documentKinds), carrier: z.string().optional(), width: z.number(), height: z.number(), elements: z.array(z.unknown()) })

let known: Map<string, Shipped> | undefined
/** All of them, by key. A text of a file stands there in three tongues; each tongue is a layout of its own. */
export const shipped = (): ReadonlyMap<string, Shipped> => known ??= new Map(readdirSync(path.join(root, 'templates')).filter(name => name.endsWith('.json')).sort().map(name => {
  const { name: title, kind, carrier, ...drawn } = file.parse(JSON.parse(readFileSync(path.join(root, 'templates', name), 'utf8')))
  const key = name.replace('.json', '')
  const layouts = Object.fromEntries(tongues.map((tongue, at) => [tongue, layout.parse(spoken(drawn, at))])) as Record<Tongue, Layout> // one for every tongue
  return [key, { key, kind, ...(carrier && { carrier }), title, layouts }]
}))

function spoken(part: unknown, tongue: number): unknown {
  if (Array.isArray(part)) return part.length === 3 && part.every(p => typeof p === 'string') ? part[tongue] : part.map(p => spoken(p, tongue))
  return typeof part === 'object' && part ? Object.fromEntries(Object.entries(part).map(([name, value]) => [name, spoken(value, tongue)])) : part
}
