import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { jobLife } from '#kit/jobs.states.ts'
import { flaws } from '#kit/moves.ts'
import { collectionLife } from '#journey/1-intake/collection.states.ts'
import { approvalLife } from '#people/approvals/states.ts'
import { batchLife, paperLife } from '#journey/4-printing/states.ts'
import { orderLife } from '#journey/order/states.ts'
import { parcelLife } from '#journey/parcel/states.ts'

/** Reads the text of src and holds it against STYLE.md "Who may import whom". It sees shape only, not meaning. */
const root = path.join(import.meta.dirname, '..')
const src = path.join(root, 'src')
const areas = ['kit', 'handbook', 'people', 'partners', 'goods', 'journey', 'detours', 'oversight']

/** A numbered step uses another one: file → what it uses, and why that may be. */
const ALLOWED_STEPS: Record<string, { uses: string; because: string }> = {}
/** A room uses what is private to another room (store, routes, page): what others may ask or tell stands in its actions. */
const ALLOWED_PRIVATE: Record<string, string> = {
}
/** Re-exports and paths out of src that stand all the same. */
const ALLOWED_SHAPE: Record<string, string> = {
  'cli/proofs.ts: ../../test/torture.ts': 'the command `danliu torture` lies beside src, and the command line joins everything',
  'cli/proofs.ts: ../../bench/run.ts': 'the command `danliu bench` lies beside src, and the command line joins everything',
}
/** Who writes a table. Kit's own tables are written by kit only. */
const OWNERS: Record<string, string> = {
  event: 'kit', event_reader: 'kit', job: 'kit', idempotency: 'kit', migration: 'kit', gesture: 'journey/5-picking',
  saved_view: 'people/views', company_setting: 'people/company',
  staff: 'people/staff', access_key: 'people/staff', approval: 'people/approvals', alarm: 'people/alarms',
  handbook_change: 'handbook/clauses', promotion: 'handbook/calendar', clock: 'handbook/clocks',
  shop: 'journey/1-intake', customer: 'journey/1-intake', payload: 'journey/1-intake', platform_order: 'journey/1-intake',
  intake_run: 'journey/1-intake', intake_problem: 'journey/1-intake', mapping: 'journey/1-intake', offline_entry: 'journey/1-intake', paper: 'journey/1-intake',
  intake_file: 'journey/1-intake', intake_fix: 'journey/1-intake', collection: 'journey/1-intake',
  calendar: 'handbook/calendar', carrier: 'partners/carriers', waybill_pool: 'partners/carriers', waybill_returned: 'partners/carriers',
  sku: 'goods/catalog', bundle_part: 'goods/catalog',
  warehouse: 'goods/inventory', place: 'goods/inventory', stock: 'goods/inventory', balance: 'goods/inventory', movement: 'goods/inventory', reservation: 'goods/inventory',
  correction: 'journey/order', orders: 'journey/order', order_line: 'journey/order', receiver: 'journey/order', order_block: 'journey/order',
  template: 'journey/templates', template_version: 'journey/templates', division: 'journey/parcelling', division_order: 'journey/parcelling', review_rule: 'journey/2-review', discrepancy: 'journey/discrepancy', contact: 'journey/contact', emergency: 'journey/2-review', review_skip: 'journey/2-review', transfer_suggestion: 'journey/3-allocation',
  parcel: 'journey/parcel', wave: 'journey/5-picking', pick: 'journey/5-picking', handover: 'journey/8-handover', tracking: 'journey/9-delivery',
  print_batch: 'journey/4-printing', print_paper: 'journey/4-printing', printer: 'journey/printers', carrier_bill: 'journey/4-printing', carrier_bill_line: 'journey/4-printing', waybill_void: 'partners/carriers',
  timetable_line: 'kit', key_state: 'kit', seal: 'oversight/verify', erasure: 'journey/erasing', erasing_cursor: 'journey/erasing', legal_hold: 'journey/erasing', flow: 'oversight/desk', sold: 'oversight/desk',
}
/** "room table" that writes though it is no owner, and why. */
const ALLOWED_WRITES: Record<string, string> = {
  'kit receiver': 'search keys of every row go over to another secret at once, which no room can do for another',
  'kit customer': 'as those of receivers',
  'journey/6-checking gesture': 'a scan of the second check keeps its gesture with its answer, as a scan at the shelf does',
  'journey/6-checking pick': 'the second check counts on the pick rows themselves: picked beside checked under one constraint',
}
/** File → what it uses that a pure file must not, and why. */
const ALLOWED_IMPURE: Record<string, string> = {
}

interface Source { name: string; text: string; imports: { from: string; to: string }[]; sql: string[] }
const files = (dir: string): string[] => fs.readdirSync(dir, { withFileTypes: true })
  .flatMap(e => e.isDirectory() ? files(path.join(dir, e.name)) : /\.tsx?$/.test(e.name) ? [path.join(dir, e.name)] : [])
const relative = (file: string) => path.relative(src, file).split(path.sep).join('/')
const everything = files(src).map(file => ({ name: relative(file), text: fs.readFileSync(file, 'utf8') }))
const sources: Source[] = everything.filter(f => !/\.test\.tsx?$/.test(f.name)).map(f => ({ ...f, imports: importsOf(f.name, f.text), sql: sqlOf(f.text) }))
const names = new Set(everything.map(f => f.name))

function importsOf(name: string, text: string) {
  return [...text.matchAll(/^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*'([^']+)'|^\s*import\s*'([^']+)'|\bimport\('([^']+)'\)/gm)].map(m => {
    const from = (m[1] ?? m[2] ?? m[3])!
    const to = from.startsWith('#') ? from.slice(1) : from.startsWith('.') ? path.posix.join(path.posix.dirname(name), from) : ''
    return { from, to }
  })
}

/** The text of every sql`…`, with ${} as ?; a statement inside another's ${} stands by itself too. */
function sqlOf(text: string): string[] {
  const found: string[] = []
  for (let at = text.indexOf('sql`'); at >= 0; at = text.indexOf('sql`', at)) {
    if (/\w/.test(text[at - 1] ?? ' ')) { at += 4; continue }
    const { end, body } = template(text, at + 4)
    found.push(body, ...sqlOf(text.slice(at + 4, end)))
    at = end
  }
  return found
}
function template(text: string, at: number): { end: number; body: string } {
  let body = ''
  while (at < text.length && text[at] !== '`') {
    if (text[at] === '\\') at += 2
    else if (text.startsWith('${', at)) { at = hole(text, at + 2); body += '?' }
    else body += text[at++]
  }
  return { end: at + 1, body }
}
function hole(text: string, at: number): number {
  for (let depth = 1; at < text.length;) {
    const sign = text[at++]
    if (sign === '`') at = template(text, at).end
    else if (sign === "'" || sign === '"') { while (text[at] !== sign && at < text.length) at += text[at] === '\\' ? 2 : 1; at++ }
    else if (sign === '{') depth++
    else if (sign === '}' && --depth === 0) break
  }
  return at
}

/** Root files join everything; so do those of the command line, which have a folder of their own. */
const areaOf = (name: string) => name.split('/').length > 1 && !name.startsWith('cli/') ? name.split('/')[0]! : ''
const roomOf = (name: string) => name.split('/').slice(0, 2).join('/')
const stepOf = (name: string) => /^journey\/(\d+-[a-z]+)\//.exec(name)?.[1]
const isStore = (name: string) => /(^|\/|\.)store\.ts$/.test(name)
const isPure = (name: string) => /(^|\/|\.)(rules|contract|states|words)\.ts$/.test(name)
/** The directory right below src/kit is one room for this purpose. */
const inside = (a: string, b: string) => areaOf(a) === 'kit' ? areaOf(b) === 'kit' : roomOf(a) === roomOf(b)

/** Table and verb of every write in a statement; `update of`, `do update` and `for update` write no table of that name. */
const writesOf = (statement: string) => [...statement.replace(/--.*$/gm, '').toLowerCase()
  .matchAll(/\b(?:insert\s+into|delete\s+from|(?<!for\s+|do\s+|no\s+key\s+)update)\s+([a-z_]+)/g)].map(m => m[1]!).filter(t => !['set', 'of', 'skip', 'nowait'].includes(t))

describe('imports', () => {
  test('go one way: kit ← handbook ← people ← partners ← goods ← journey ← detours ← oversight', () => {
    const wrong = sources.flatMap(s => s.imports.filter(i => i.to).flatMap(({ to }) => {
      const from = areas.indexOf(areaOf(s.name)), into = areas.indexOf(areaOf(to))
      if (areaOf(s.name) === '') return [] // root files join everything
      if (from < 0) return [`${s.name}: lies in no area`]
      return into < 0 || into > from ? [`${s.name} → ${to}`] : []
    }))
    expect(wrong).toEqual([])
  })
  test('no step uses another step, but those listed with a reason', () => {
    const found = sources.flatMap(s => s.imports.filter(i => stepOf(i.to) && stepOf(s.name) && stepOf(i.to) !== stepOf(s.name)).map(i => `${s.name} → ${i.to}`))
    expect(found.toSorted()).toEqual(Object.entries(ALLOWED_STEPS).map(([file, { uses }]) => `${file} → ${uses}`).toSorted())
  })
  test('store, routes and page are private to their room, but those listed with a reason', () => {
    const found = sources.flatMap(s => s.imports.filter(i => areaOf(s.name) && areaOf(i.to) !== 'kit' && /(^|\/|\.)(store|routes|page)\.tsx?$/.test(i.to) && !inside(s.name, i.to)).map(i => i.to))
    expect([...new Set(found)].filter(f => !ALLOWED_PRIVATE[f])).toEqual([])
    expect(Object.keys(ALLOWED_PRIVATE).filter(f => !found.includes(f)), 'listed but no longer so').toEqual([])
  })
  test('every file that is named exists', () => {
    expect(sources.flatMap(s => s.imports.filter(i => i.to && !names.has(i.to) && !fs.existsSync(path.join(src, i.to))).map(i => `${s.name} → ${i.from}`))).toEqual([])
  })
  test('in the room ./, outside #, and never an index file or a re-export', () => {
    const wrong = sources.flatMap(s => [
      ...s.imports.filter(i => i.from.startsWith('../') && areaOf(s.name) !== 'kit').map(i => `${s.name}: ${i.from}`),
      ...(/^export\b[^'"`;=]*\bfrom\s*'/m.test(s.text) ? [`${s.name}: re-export`] : []),
      ...(/(^|\/)index\.tsx?$/.test(s.name) ? [`${s.name}: index file`] : []),
      ...(s.name.split('/').length > 3 ? [`${s.name}: too deep`] : []),
    ])
    expect(wrong.filter(w => !ALLOWED_SHAPE[w])).toEqual([])
    expect(Object.keys(ALLOWED_SHAPE).filter(w => !wrong.includes(w)), 'listed but no longer so').toEqual([])
  })
  test('make no circle', () => {
    const graph = new Map(sources.map(s => [s.name, s.imports.map(i => i.to).filter(t => names.has(t))]))
    const done = new Set<string>()
    const circles: string[] = []
    const visit = (name: string, path: string[]) => {
      if (path.includes(name)) { circles.push([...path.slice(path.indexOf(name)), name].join(' → ')); return }
      if (done.has(name)) return
      for (const next of graph.get(name) ?? []) visit(next, [...path, name])
      done.add(name)
    }
    for (const name of graph.keys()) visit(name, [])
    expect(circles).toEqual([])
  })
})

describe('places', () => {
  test('rules, contracts and states are pure', () => {
    const wrong = sources.filter(s => isPure(s.name)).flatMap(s => [
      ...s.imports.filter(i => /^(node:|pg$|pg-|fastify|@fastify|react)/.test(i.from) || /^kit\/(db|sql|http|events|mover|migrate|log|pii)\.ts$/.test(i.to) || isStore(i.to) || /(^|\/)(actions|routes)\.ts$/.test(i.to)).map(i => `${s.name}: ${i.from}`),
      ...[/\bDate\.now\(/, /\bnew Date\(\)/, /\bMath\.random\(/, /\bprocess\./, /\bfetch\(/].filter(r => r.test(s.text)).map(r => `${s.name}: ${r.source}`),
    ])
    expect(wrong.filter(w => !ALLOWED_IMPURE[w])).toEqual([])
    expect(Object.keys(ALLOWED_IMPURE).filter(w => !wrong.includes(w)), 'listed but no longer so').toEqual([])
  })
  test('what a pure file uses is pure as well', () => {
    const byName = new Map(sources.map(s => [s.name, s]))
    /** Imports that are types only vanish at run time. */
    const atRunTime = (s: Source) => [...s.text.matchAll(/^import\s+(?!type\b)[^'"`;]*?\bfrom\s*'([^']+)'/gm)].map(m => m[1]!)
    const reach = (name: string, seen = new Set<string>()): string[] => {
      const s = byName.get(name)
      if (!s || seen.has(name)) return []
      seen.add(name)
      return atRunTime(s).flatMap(from => {
        const to = s.imports.find(i => i.from === from)?.to
        return to ? reach(to, seen) : /^(node:|pg$|fastify)/.test(from) ? [`${name} uses ${from}`] : []
      })
    }
    expect(sources.filter(s => isPure(s.name)).flatMap(s => reach(s.name).map(r => `${s.name}: ${r}`)).filter(w => !ALLOWED_IMPURE[w])).toEqual([])
  })
  test('SQL is in stores and kit only', () => {
    const wrong = sources.filter(s => areaOf(s.name) !== 'kit' && !isStore(s.name) && s.sql.some(t => /\b(select|insert|update|delete|with|alter|create|drop)\b/i.test(t))).map(s => s.name)
    expect(sources.filter(s => areaOf(s.name) !== 'kit' && /\.query\(/.test(s.text)).map(s => s.name), 'past the one way to the database').toEqual([])
    expect(wrong).toEqual([])
  })
  test('only routes, kit and root files know Fastify, only .tsx knows React', () => {
    const wrong = sources.flatMap(s => s.imports.filter(i =>
      (/^@?fastify/.test(i.from) && !/(^|\/)routes\.ts$/.test(s.name) && !['', 'kit'].includes(areaOf(s.name))) || (/^react/.test(i.from) && !s.name.endsWith('.tsx') && areaOf(s.name) !== 'kit')).map(i => `${s.name}: ${i.from}`))
    expect(wrong).toEqual([])
  })
  test('a screen uses contracts, rules, states, words and screens, never the server; the server uses no screen', () => {
    const isScreen = (name: string) => name.endsWith('.tsx') || /(^|\/|\.)screen\.ts$/.test(name) || name.startsWith('kit/ui/')
    const shown = /(^|\/|\.)(contract|rules|states|words|screen)\.ts$|\.(tsx|css)$|^kit\/(ui\/[\w-]+|words|verdict|endpoint|money|print\/layout)\.ts$/
    const typesOnly = (s: Source, from: string) => new RegExp(`^import type [^;]*? from '${from.replace(/[.*+?^${}()|[\]\\#]/g, '\\$&')}'`, 'm').test(s.text)
    expect(sources.filter(s => isScreen(s.name)).flatMap(s => s.imports.filter(i => i.to && !shown.test(i.to) && !typesOnly(s, i.from)).map(i => `${s.name} → ${i.to}`))).toEqual([])
    expect(sources.filter(s => !isScreen(s.name) && !/(^|\/|\.)words\.ts$/.test(s.name)).flatMap(s => s.imports.filter(i => isScreen(i.to)).map(i => `${s.name} → ${i.to}`))).toEqual([])
  })
  test('only the owner writes a table, but those listed with a reason', () => {
    const wrong = new Set<string>()
    const unknown = new Set<string>()
    for (const s of sources) for (const table of s.sql.flatMap(writesOf)) {
      const owner = OWNERS[table]
      const writer = areaOf(s.name) === 'kit' ? 'kit' : roomOf(s.name)
      if (!owner) unknown.add(`${s.name} ${table}`)
      else if (owner !== writer) wrong.add(`${writer} ${table}`)
    }
    expect([...unknown], 'tables nobody owns').toEqual([])
    expect([...wrong].filter(w => !ALLOWED_WRITES[w])).toEqual([])
    expect(Object.keys(ALLOWED_WRITES).filter(w => !wrong.has(w)), 'listed but no longer so').toEqual([])
  })
  test('every table of the migrations has an owner', () => {
    const made = migrations().flatMap(m => [...m.text.matchAll(/create (?:unlogged )?table (?:if not exists )?([a-z_]+)/gi)].map(t => t[1]!))
    expect(made.filter(t => !OWNERS[t])).toEqual([])
  })
})

const migrations = () => fs.readdirSync(path.join(root, 'migrations')).filter(n => n.endsWith('.sql'))
  .map(n => ({ name: n, text: fs.readFileSync(path.join(root, 'migrations', n), 'utf8').replace(/--.*$/gm, '') }))

test('the checks of this file see what they look for', () => {
  expect(writesOf('with x as (select 1 for update of o skip locked) update pick k set a = 1; insert into event_reader (a) values (1) on conflict do update set a = 2; delete from job'))
    .toEqual(['pick', 'event_reader', 'job'])
  expect(sqlOf('a(sql`one ${b ? sql`two ${c}` : sql``} three ${f({ d: "}" })}`)')).toEqual(['one ? three ?', 'two ?', ''])
  expect(importsOf('journey/order/a.ts', "import { x,\n  y } from './b.ts'\nimport type { Z } from '#kit/c.ts'\nconst m = await import('#goods/d/e.ts')").map(i => i.to)).toEqual(['journey/order/b.ts', 'kit/c.ts', 'goods/d/e.ts'])
})

test('lives have no flaw', () => {
  expect(flaws(orderLife)).toEqual([])
  expect(flaws(parcelLife)).toEqual([])
  expect(flaws(collectionLife)).toEqual([])
  expect(flaws(jobLife)).toEqual([])
  expect(flaws(batchLife)).toEqual([])
  expect(flaws(paperLife)).toEqual([])
  expect(flaws(approvalLife)).toEqual([])
})

test('by which clock a company lives stands in its calendar and nowhere else', () => {
  const fixed = /Asia\/|\+08:?00|utcOffsetMinutes: \d|\b8 \* 3_?600|getHours\(|toLocale(Date|Time)?String\(\)/
  const sourcesOwn = 'journey/1-intake/mapping.rules.ts' // the files of a platform are written by the platform's clock
  expect(sources.filter(s => fixed.test(s.text) && ![sourcesOwn, 'handbook/calendar/days.ts'].includes(s.name)).map(s => s.name)).toEqual([])
})

test('nothing is left for later', () => {
  expect(everything.filter(f => /\b(TODO|FIXME|XXX|HACK)\b/.test(f.text)).map(f => f.name)).toEqual([])
})
