import fs from 'node:fs'
import path from 'node:path'
import { Converter } from 'opencc-js/cn2t'
import { describe, expect, test } from 'vitest'
import { inTongue, textIn, tongueOf, tongues, words, type Plural, type Text } from '#kit/words.ts'
import { defaultRules } from '../src/journey/2-review/defaults.ts'
import { reasons } from '../src/reasons.words.ts'
import { lines } from '../src/oversight/health/words.ts'
import { names } from '../src/words.ts'

const src = path.join(import.meta.dirname, '../src')
const files = (dir: string): string[] => fs.readdirSync(dir, { withFileTypes: true }).flatMap(e => (e.isDirectory() ? files(path.join(dir, e.name)) : [path.join(dir, e.name)]))
const all = files(src).filter(f => /\.tsx?$/.test(f) && !/\.test\.tsx?$/.test(f)).map(f => ({ name: path.relative(src, f), text: fs.readFileSync(f, 'utf8') }))

/** Every text of every words file and of the words that small screens keep at their top. */
const isTuple = (value: unknown): value is Text => Array.isArray(value) && value.length === 3 && typeof value[0] === 'string'
const texts: { where: string; text: Text }[] = []
for (const { name } of all.filter(f => /(^|[/.])(words|reasons)\.ts$/.test(f.name) && !['kit/words.ts', 'words.ts', 'reasons.words.ts'].includes(f.name))) {
  for (const [table, value] of Object.entries(await import(path.join(src, name)) as Record<string, unknown>)) {
    if (typeof value === 'object' && value) for (const [key, text] of Object.entries(value)) if (isTuple(text)) texts.push({ where: `${name} ${table}.${key}`, text })
  }
}
// The names of screens stand with them: the navigation brings them to everybody's first page, the room's other words come with its page.
for (const { name, text } of all.filter(f => f.name.endsWith('screen.ts'))) {
  for (const [, simplified, traditional, inEnglish] of text.matchAll(/title: \['([^']+)', '([^']+)', '([^']+)'\]/g)) texts.push({ where: name, text: [simplified!, traditional!, inEnglish!] })
}
const english = (text: Text) => (typeof text[2] === 'string' ? [text[2]] : [(text[2] as Plural).one, (text[2] as Plural).other])

describe('words of the screens', () => {
  test('none is empty, Chinese is Chinese and English is English', () => {
    expect(texts.length).toBeGreaterThan(150)
    const wrong = texts.filter(({ text }) => text[0].trim() === '' || text[1].trim() === '' || english(text).some(e => e.trim() === '' || /\p{Script=Han}/u.test(e.replace(/[“”]/g, ''))))
    expect(wrong.map(w => w.where)).toEqual([])
  })
  test('zh-TW is written in traditional characters, zh-CN in simplified ones', () => {
    const toTraditional = Converter({ from: 'cn', to: 'tw' })
    // Characters that are right in both; a conversion by single characters would change them.
    const same = /[台才后里面只系干并松云范准冲谷表了占台]/
    const wrong = texts.filter(({ text }) => [...text[1]].some(c => !same.test(c) && toTraditional(c) !== c)).map(w => `${w.where}: ${w.text[1]}`)
    expect(wrong).toEqual([])
    expect(texts.filter(({ text }) => text[0] !== text[1] && text[0] === toTraditional(text[0]) && /\p{Script=Han}{4}/u.test(text[0]) && [...text[0]].length === [...text[1]].length && toTraditional(text[0]) === text[1]).map(w => w.where)).toEqual([])
  })
  test('a thing of the house has one name in Taiwan, on every screen', () => {
    const names = [['货位', '貨位'], ['批准', '核准'], ['店铺', '店鋪'], ['运单', '運單'], ['克', '公克']] as const
    expect(texts.flatMap(({ where, text: [china, taiwan] }) => names.filter(([here, there]) => china.includes(here) && !taiwan.includes(there)).map(([here]) => `${where}: ${here} ≠ ${taiwan}`))).toEqual([])
  })
  test('a thing of the house has one name in Chinese, on every screen', () => {
    expect(texts.filter(({ text }) => /库位|储位/.test(text[0])).map(({ where, text }) => `${where}: ${text[0]}`)).toEqual([])
  })
  test('the same holes stand in all three tongues', () => {
    const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(m => m[1]!).sort().join(' ')
    const wrong = texts.filter(({ text }) => new Set([holes(text[0]), holes(text[1]), ...english(text).slice(-1).map(holes)]).size > 1)
    expect(wrong.map(w => w.where)).toEqual([])
  })
  test('no screen holds text of its own: what is seen comes from words', () => {
    const wrong: string[] = []
    for (const { name, text } of all.filter(f => f.name.endsWith('.tsx'))) {
      const lines = text.replace(/\/\*[\s\S]*?\*\//g, m => m.replace(/[^\n]/g, ' ')).replace(/\bwords\(\{[\s\S]*?\n\}\)/g, m => m.replace(/[^\n]/g, ' ')).split('\n')
      for (const [at, line] of lines.entries()) {
        const code = line.replace(/(^|\s)\/\/.*$/, '')
        if (/\p{Script=Han}/u.test(code)) wrong.push(`${name}:${at + 1} ${code.trim().slice(0, 80)}`)
        if (/\b(title|label|placeholder|aria-label|alt|description|okText|cancelText)="[^"]*[A-Za-z]{2}/.test(code)) wrong.push(`${name}:${at + 1} ${code.trim().slice(0, 80)}`)
        if (/<[a-zA-Z][^<>]*[^=]>\s*[A-Za-z][a-z]+(\s[a-z]+)*[.!?]?\s*<\//.test(code)) wrong.push(`${name}:${at + 1} ${code.trim().slice(0, 80)}`)
      }
    }
    expect(wrong).toEqual([])
  })
  test('plurals, numbers and holes are filled as each tongue does it', () => {
    const { count } = words({ count: ['共 {count} 条', '共 {count} 筆', { one: '{count} row', other: '{count} rows' }] })
    expect(tongues.map(tongue => textIn(tongue, count, { count: 3412 }))).toEqual(['共 3,412 条', '共 3,412 筆', '3,412 rows'])
    expect(textIn('en', count, { count: 1 })).toBe('1 row')
    expect([['zh-HK'], ['zh-Hant-TW', 'en'], ['zh'], ['en-GB'], ['fr', 'en'], ['fr']].map(tongueOf)).toEqual(['zh-TW', 'zh-TW', 'zh-CN', 'en', 'en', 'zh-CN'])
  })
})

test('every reason code that the house gives has a sentence in three tongues; its room\'s words.ts says it', () => {
  const notReasons = new Set(['demo', 'main', 'branch', 'repeated-chapter'])
  const found = /(?:\breason\(|\bcode: |\bconflict\(|\bnew Problem\(\d+, |\brefuse\(|\bno\()'([a-z]+(?:-[a-z]+)*)'/g
  const used = new Map(all.filter(f => f.name.endsWith('.ts') && !/(^|\/)(words|reasons)\.ts$/.test(f.name) && f.name !== 'simulate.ts').flatMap(f => [...f.text.matchAll(f.name === 'journey/2-review/rules.ts' ? /\bsay\('([a-z-]+)'/g : found)].map(m => [m[1]!, f.name] as const)))
  expect([...used].filter(([code]) => !Object.hasOwn(reasons, code) && !notReasons.has(code)).map(([code, file]) => `${code} (${file})`)).toEqual([])
})

test('every name that a screen may show has its words', () => {
  for (const name of ['ready', 'hold', 'urgent', 'approve', 'clerk', 'system']) expect(Object.hasOwn(names, name)).toBe(true)
})

test('every line of the timetable and every reader of events has a name on the health page', () => {
  const timetable = all.find(f => f.name === 'timetable.ts')!.text
  const running = [...timetable.matchAll(/name: '([^']+)', every/g)].map(m => m[1]!)
  expect(running.length).toBeGreaterThan(10)
  expect(running.filter(line => !Object.hasOwn(lines, line))).toEqual([])
  expect(Object.keys(lines).filter(line => !running.includes(line)), 'named but gone').toEqual([])
})

describe('what people wrote in several tongues', () => {
  test('is read in one’s own; what is written in one is left as it is', () => {
    expect(tongues.map(tongue => inTongue(tongue, '生鲜 · 生鮮 · fresh'))).toEqual(['生鲜', '生鮮', 'fresh'])
    expect(tongues.map(tongue => inTongue(tongue, '生鲜 · fresh'))).toEqual(['生鲜', '生鲜', 'fresh'])
    for (const text of ['生鲜', '一号楼 · 二单元', 'a · b', 'a · b · c · d', '']) expect(inTongue('en', text)).toBe(text)
  })

  test('the first rules of a company have their name and note in three tongues', () => {
    const written = defaultRules.flatMap(r => [r.name, ...(r.outcome.note ? [r.outcome.note] : [])])
    expect(written.filter(text => new Set(tongues.map(tongue => inTongue(tongue, text))).size !== 3)).toEqual([])
  })
})
