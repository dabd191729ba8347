import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { handbookInForce } from './cached.ts'
import { loadHandbook, readChapter } from './load.ts'
import { amount, checkHandbook, clause, clauseText, clockClauses, figure, figures } from './rules.ts'
import { houseWords, traditional } from './traditional.ts'

// The names that the lives of order and parcel give to their events; the handbook knows no other.
const knownEvents = [
  ...['place', 'receive', 'divide', 'pay', 'pass', 'refer', 'approve', 'send-back', 'allocate', 'pick', 'picked', 'short', 'check', 'pack',
    'hand-over', 'transit', 'sign', 'complete', 'cancel', 'merge', 'split', 'undo', 'block', 'unblock', 'doubt', 'settle', 'contact', 'await', 'suspend', 'resume'].map(m => `order.${m}`),
  ...['hand-over', 'upload', 'sign', 'scan', 'void'].map(m => `parcel.${m}`),
  'collection.open', 'collection.collect',
]
const { book, flaws } = loadHandbook(knownEvents)

test('HB-1 · a handbook read before is taken from the cache, and any change of its chapters is read anew', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'danliu-book-')), directory = mkdtempSync(join(tmpdir(), 'danliu-chapters-'))
  try {
    cpSync(join(import.meta.dirname, '../../../handbook'), directory, { recursive: true })
    expect(await handbookInForce(knownEvents, { directory, cache })).toEqual(book)
    const [kept] = readdirSync(cache)
    expect(await handbookInForce(knownEvents, { directory, cache })).toEqual(book)
    expect(readdirSync(cache)).toEqual([kept])
    writeFileSync(join(directory, 'fulfilment.yaml'), readFileSync(join(directory, 'fulfilment.yaml'), 'utf8').replace('FU-1.pick', 'FU-1.gather'))
    expect((await handbookInForce(knownEvents, { directory, cache })).clauses['FU-1.gather']).toBeDefined()
  } finally {
    for (const made of [cache, directory]) rmSync(made, { recursive: true })
  }
})

describe('HB-1 the default handbook', () => {
  test('has no flaw', () => expect(flaws).toEqual([]))

  const rows: Record<string, number> = { HB: 5, IN: 8, RV: 8, CL: 3, FU: 7, PR: 4, SH: 8, EX: 6, AS: 9, ST: 8, CU: 5, FI: 2, AN: 5, KP: 3, QC: 2, PE: 5, RK: 3, IT: 5 }
  test.each(Object.entries(rows).flatMap(([area, count]) => Array.from({ length: count }, (_, i) => `${area}-${i + 1}`)))('%s is a clause', id =>
    expect(Object.values(book.clauses).some(c => c.requirement === id)).toBe(true))

  // id, figure, value, unit: the figures of S0–S4, written here by hand from the requirements.
  test.each([
    ['IN-3.fetch', 'every', 30, 'minutes'], ['IN-3.fetch', 'promotion', 15, 'minutes'], ['IN-4.collect', 'at', ['09:00', '14:00', '17:00'], 'timeOfDay'],
    ['RV-1.auto', 'limit', 5, 'minutes'], ['RV-4.human', 'limit', 30, 'minutes'], ['RV-5.contact', 'limit', 1, 'hours'], ['RV-5.suspend', 'limit', 2, 'hours'],
    ['CL-3.ship', 'normal', 24, 'hours'], ['CL-3.ship', 'promotion', 48, 'hours'], ['CL-3.ship', 'fresh', 12, 'hours'],
    ['FU-1.pick', 'limit', 4, 'hours'], ['FU-2.check', 'limit', 30, 'minutes'], ['FU-4.hand-over', 'limit', 2, 'hours'],
    ['FU-7.prepare', 'limit', 2, 'hours'], ['FU-7.upload', 'limit', 1, 'hours'], ['FU-7.complete', 'limit', 24, 'hours'], ['FU-7.not-left', 'limit', 48, 'hours'],
    ['SH-4.stall', 'limit', 24, 'hours'], ['EX-3.tell', 'limit', 1, 'hours'], ['EX-3.refund', 'limit', 24, 'hours'],
    ['AS-2.quality', 'limit', 4, 'hours'], ['AS-5.inspect', 'limit', 24, 'hours'], ['AS-7.account', 'limit', 3, 'workingDays'],
    ['AS-7.card', 'earliest', 7, 'workingDays'], ['AS-7.card', 'latest', 10, 'workingDays'], ['AS-9.enquiry', 'within', 30, 'workingMinutes'],
    ['AS-9.enquiry', 'morning', '10:00', 'timeOfDay'], ['AS-9.complaint', 'limit', 24, 'hours'], ['AS-9.major', 'limit', 72, 'hours'],
    ['ST-5.count', 'least', 1, 'months'], ['ST-5.count', 'most', 3, 'months'], ['CU-4.satisfaction', 'least', 90, 'percent'], ['CU-4.satisfaction', 'limit', 1, 'weeks'],
    ['KP-2.monthly', 'latest', 10, 'dayOfMonth'], ['KP-3.excellent', 'months', 3, 'count'], ['QC-1.sample', 'share', 3, 'percent'],
    ['QC-1.training', 'most', 2, 'percent'], ['QC-2.shopper', 'every', 1, 'years'], ['IT-1.retention', 'least', 3, 'years'],
  ])('%s says %s = %s %s', (id, name, value, unit) => expect(figure(book, id, name)).toEqual({ value, unit }))

  test('HB-3 the enforced clocks are these', () => expect(clockClauses(book).map(c => c.id)).toEqual(['IN-4.collect', 'RV-1.auto', 'RV-4.human', 'RV-5.contact', 'RV-5.suspend', 'CL-3.ship',
    'FU-1.pick', 'FU-2.check', 'FU-4.hand-over', 'FU-7.prepare', 'FU-7.upload', 'FU-7.complete', 'FU-7.not-left', 'SH-4.stall']))

  test('S3 §3.3 a new tracking event begins the stall clock anew', () => expect(clause(book, 'SH-4.stall').clock).toMatchObject({ restarts: true, starts: ['parcel.hand-over', 'parcel.scan'] }))

  test('S4 §3 reads in three tongues', () => {
    const auto = clause(book, 'RV-1.auto')
    expect(clauseText(auto, 'zh')).toBe('收到订单后 5 分钟内完成自动审核，通过的转入待处理，其余转人工审核。')
    expect(clauseText(auto, 'en')).toContain('within 5 minutes of receipt')
    expect(traditional(clauseText(auto, 'zh'))).toBe('收到訂單後 5 分鐘內完成自動審核，通過的轉入待處理，其餘轉人工審核。')
    expect(clauseText(clause(book, 'IN-4.collect'), 'zh')).toContain('09:00、14:00、17:00')
  })

  test('in Taiwan the handbook uses the words of the screens', () => {
    const all = Object.values(book.clauses).flatMap(c => [traditional(c.title.zh), traditional(clauseText(c, 'zh'))])
    expect(all.filter(t => Object.keys(houseWords).some(word => t.includes(word)))).toEqual([])
    expect(traditional(clauseText(clause(book, 'FU-3.weight'), 'zh'))).toContain('300 公克')
  })

  test('RV-2 a review rule may name every figure that is a number', () => {
    expect(figures(book)).toMatchObject({ 'RV-3.proof.large': 100_000, 'QC-1.sample.share': 3 })
    expect(figures(book)).not.toHaveProperty('IN-4.collect.at')
  })

  test('a figure that is not there is a fault of ours', () => {
    expect(amount(book, 'QC-1.sample', 'share')).toBe(3)
    expect(() => figure(book, 'QC-1.sample', 'toString')).toThrow('no figure toString')
    expect(() => figure(book, 'QC-9.none', 'share')).toThrow('no clause QC-9.none')
    expect(() => amount(book, 'IN-4.collect', 'at')).toThrow('not a number')
  })
})

const sound = `chapter: trial
title: {zh: 试, en: Trial}
clauses:
  - id: RV-1.auto
    number: "1.1"
    kind: deadline
    title: {zh: 试, en: Trial}
    text: {zh: "{limit} 内", en: "within {limit}"}
    source: {document: S4, section: "§3"}
    requirement: RV-1
    obliges: [clerk]
    figures: {limit: {value: 5, unit: minutes}}
    enforced: true
    clock: {subject: order, starts: [order.receive], stops: [order.pass], limit: limit}
`
const directory = mkdtempSync(join(tmpdir(), 'handbook-'))
afterAll(() => rmSync(directory, { recursive: true }))

describe('HB-1 a broken chapter points to its line', () => {
  test('the trial chapter is sound', () => expect(flawsOf(sound)).toEqual([]))

  test.each([
    ['yaml that does not parse', (s: string) => s.replace('kind: deadline', 'kind: [deadline'), /^trial\.yaml:\d+:\d+: /],
    ['a key said twice', (s: string) => s.replace('    kind: deadline', '    kind: deadline\n    kind: gate'), /^trial\.yaml:7:5: .*unique/],
    ['an unknown kind', (s: string) => s.replace('kind: deadline', 'kind: wish'), /^trial\.yaml:6:5: clauses\.0\.kind: /],
    ['an unknown key', (s: string) => s.replace('enforced: true', 'enforced: true\n    colour: red'), /^trial\.yaml:14:5: there is no such key: colour/],
    ['a missing key', (s: string) => s.replace('    number: "1.1"\n', ''), /^trial\.yaml:4:5: clauses\.0\.number: /],
    ['a figure without unit', (s: string) => s.replace(', unit: minutes', ''), /^trial\.yaml:12:15: clauses\.0\.figures\.limit: a figure is/],
    ['a time that is none', (s: string) => s.replace('{value: 5, unit: minutes}', '{value: "25:00", unit: timeOfDay}'), /^trial\.yaml:12:23: .*HH:MM/],
    ['an unknown event', (s: string) => s.replace('order.receive', 'order.recieve'), /^trial\.yaml:14:38: RV-1\.auto: no event is called order\.recieve/],
    ['an event of another subject', (s: string) => s.replace('order.pass', 'parcel.sign'), /^trial\.yaml:14:62: .*not an event of the subject order/],
    ['a figure in the text that is missing', (s: string) => s.replace('within {limit}', 'within {span}'), /^trial\.yaml:8:29: .*\{span\}/],
    ['a limit that names no figure', (s: string) => s.replace('limit: limit}', 'limit: span}'), /^trial\.yaml:14:\d+: .*names the figure span/],
    ['a limit that is no time', (s: string) => s.replace('unit: minutes', 'unit: percent'), /^trial\.yaml:14:\d+: .*not a length of time/],
    ['a clock without limit', (s: string) => s.replace(', limit: limit}', '}'), /^trial\.yaml:14:5: .*either `limit` or `limits`/],
    ['a last limit with a condition', (s: string) => s.replace('limit: limit}', 'limits: [{when: {class: fresh}, figure: limit}]}'), /^trial\.yaml:14:\d+: .*must fit always/],
    ['elapsed time in working hours', (s: string) => s.replace('unit: minutes', 'unit: workingHours'), /^trial\.yaml:14:\d+: .*counts elapsed time/],
    ['a pause without end', (s: string) => s.replace(', limit: limit}', ', pauses: [order.suspend], limit: limit}'), /^trial\.yaml:14:5: .*must resume/],
    ['an event with two meanings', (s: string) => s.replace('order.pass', 'order.receive'), /^trial\.yaml:14:62: .*also stands in stops/],
    ['a number of another chapter', (s: string) => s + sound.slice(sound.indexOf('  - id')).replace('auto', 'other').replace('1.1', '2.1'), /^trial\.yaml:16:5: RV-1\.other: number 2\.1 is of another chapter/],
    ['an id of another requirement', (s: string) => s.replace('requirement: RV-1', 'requirement: RV-2'), /^trial\.yaml:4:5: .*does not begin with its requirement/],
    ['a file of another name', (s: string) => s.replace('chapter: trial', 'chapter: other'), /^trial\.yaml:1:1: the chapter other/],
    ['an empty file', () => '', /^trial\.yaml:1:1: /],
  ])('%s', (_, spoil, expected) => expect(flawsOf(spoil(sound))).toEqual([expect.stringMatching(expected)]))

  test('an id and a number used twice', () => {
    const twice = sound + sound.slice(sound.indexOf('  - id'))
    expect(flawsOf(twice)).toEqual(['trial.yaml:15:5: RV-1.auto: the id RV-1.auto is used twice', 'trial.yaml:16:5: RV-1.auto: the number 1.1 is used twice'])
  })

  test('a chapter used twice', () => {
    const { chapter } = readChapter('trial.yaml', sound)
    if (!chapter) throw new Error('the trial chapter is sound')
    const [only] = chapter.clauses
    if (!only) throw new Error('the trial chapter has a clause')
    const other = { ...chapter, clauses: [{ ...only, id: 'RV-1.other', number: '1.2' }] }
    expect(checkHandbook([chapter, other], knownEvents).map(f => f.code)).toEqual(['repeated-chapter'])
  })
})

function flawsOf(text: string): string[] {
  writeFileSync(join(directory, 'trial.yaml'), text)
  return loadHandbook(knownEvents, directory).flaws
}
