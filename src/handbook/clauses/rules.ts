import { z } from 'zod'

const name = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'a figure is named in camelCase')
const eventKind = z.string().regex(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/, 'an event is written subject.move')
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written HH:MM')
const bothTongues = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })

/** Units of a length of time. Plain ones run day and night, `working…` ones only in shifts of working days. */
export const timeUnits = ['minutes', 'hours', 'days', 'weeks', 'workingMinutes', 'workingHours', 'workingDays'] as const
const otherUnits = ['months', 'years', 'percent', 'fen', 'grams', 'count', 'dayOfMonth'] as const

/** One figure of a clause: a number with its unit, or times of day. */
export const figureShape = z.union([
  z.strictObject({ value: z.number().nonnegative(), unit: z.enum([...timeUnits, ...otherUnits]) }),
  z.strictObject({ value: z.union([timeOfDay, z.array(timeOfDay).min(1)]), unit: z.literal('timeOfDay') }),
], 'a figure is {value: number, unit} or {value: "HH:MM" or a list of them, unit: timeOfDay}')

const limitChoice = z.strictObject({
  when: z.strictObject({ class: z.string().min(1).optional(), promotion: z.boolean().optional() }).optional(),
  figure: name,
})

/** When a clock of this clause starts, stops and rests; the limit is a figure, or the first of `limits` that fits. */
export const clockShape = z.strictObject({
  subject: z.string().min(1),
  starts: z.array(eventKind).min(1),
  stops: z.array(eventKind).min(1),
  voids: z.array(eventKind).default([]),
  pauses: z.array(eventKind).default([]),
  resumes: z.array(eventKind).default([]),
  /** What the house itself does when the time is over: running out is then no breach, and doing it meets the clause. */
  then: eventKind.optional(),
  /** A start event begins the running clock anew. */
  restarts: z.boolean().default(false),
  /** Counted from the event's own time, or from the time of placing that the event carries among its facts. */
  from: z.enum(['at', 'placedAt']).default('at'),
  count: z.enum(['elapsed', 'working']).default('elapsed'),
  limit: name.optional(),
  limits: z.array(limitChoice).min(1).optional(),
})

/** One numbered rule of the company. */
export const clauseShape = z.strictObject({
  id: z.string().regex(/^[A-Z]{2}-\d+\.[a-z0-9]+(-[a-z0-9]+)*$/, 'an id is a requirement and a word: RV-1.auto'),
  number: z.string().regex(/^\d+\.\d+$/, 'a number is written chapter.clause: "2.1"'),
  kind: z.enum(['deadline', 'gate', 'schedule', 'quota', 'threshold', 'retention', 'target', 'duty']),
  title: bothTongues,
  text: bothTongues,
  /** `house`: not in the five documents but in the requirements of this system; the section is the requirement. */
  source: z.strictObject({ document: z.enum(['S0', 'S1', 'S2', 'S3', 'S4', 'house']), section: z.string().min(1) }),
  /** Further places that say the same, as "S1 §1.1". */
  also: z.array(z.string().regex(/^S[0-4] §\d+(\.\d+)?(–\d+)?$/)).default([]),
  requirement: z.string().regex(/^[A-Z]{2}-\d+$/),
  obliges: z.array(z.enum(['clerk', 'service', 'picker', 'checker', 'packer', 'logistics', 'finance', 'repair',
    'purchasing', 'quality', 'manager', 'it'])).min(1),
  figures: z.record(name, figureShape).default({}),
  /** false: shown as "not yet enforced". */
  enforced: z.boolean(),
  clock: clockShape.optional(),
})

/** One file of the handbook. */
export const chapterShape = z.strictObject({
  chapter: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  title: bothTongues,
  clauses: z.array(clauseShape).min(1),
})

export type Figure = z.output<typeof figureShape>
export type TimeUnit = (typeof timeUnits)[number]
/** A length of time as the handbook says it. */
export interface Limit { value: number; unit: TimeUnit }
export type Clock = z.output<typeof clockShape>
export type Clause = z.output<typeof clauseShape>
export type ClockClause = Clause & { clock: Clock }
export type Chapter = z.output<typeof chapterShape>

/** All clauses in force, by id; plain data, so that a version of it can be stored and compared. */
export interface Handbook {
  chapters: { chapter: string; title: Chapter['title']; clauses: string[] }[]
  clauses: Record<string, Clause>
}

/** What is wrong with a handbook, and where inside its chapter. */
export interface Flaw { code: string; chapter: string; clause?: string; path: (string | number)[]; message: string }

/** Puts chapters together, in the order of their numbers. */
export function bind(chapters: readonly Chapter[]): Handbook {
  const ordered = chapters.toSorted((a, b) => chapterNumber(a) - chapterNumber(b))
  return {
    chapters: ordered.map(c => ({ chapter: c.chapter, title: c.title, clauses: c.clauses.map(clause => clause.id) })),
    clauses: Object.fromEntries(ordered.flatMap(c => c.clauses.map(clause => [clause.id, clause]))),
  }
}

/** The clause of that id. Asking for one that the handbook lacks is a fault of ours and throws. */
export function clause(book: Handbook, id: string): Clause {
  const found = Object.hasOwn(book.clauses, id) ? book.clauses[id] : undefined
  if (!found) throw new Error(`the handbook has no clause ${id}`)
  return found
}

/** A figure of a clause, as `figure(book, 'QC-1.sample', 'share')`. One that is not there throws. */
export function figure(book: Handbook, id: string, figureName: string): Figure {
  const found = figureOf(clause(book, id), figureName)
  if (!found) throw new Error(`clause ${id} has no figure ${figureName}`)
  return found
}

/** A figure that is a number, without its unit. */
export function amount(book: Handbook, id: string, figureName: string): number {
  const { value } = figure(book, id, figureName)
  if (typeof value !== 'number') throw new Error(`figure ${figureName} of clause ${id} is not a number`)
  return value
}

const minute = 60_000, hour = 60 * minute, day = 24 * hour
/** How long a unit is at most; of working time, what lies in shifts is not asked. */
const lengths: Partial<Record<Figure['unit'], number>> = {
  minutes: minute, hours: hour, days: day, weeks: 7 * day, months: 31 * day, years: 366 * day, workingMinutes: minute, workingHours: hour, workingDays: day,
}
/** A figure that is a length of time, in milliseconds of the clock on the wall; undefined where it is something else. */
export const lengthMs = ({ value, unit }: Figure): number | undefined => {
  const length = lengths[unit]
  return typeof value === 'number' && length ? value * length : undefined
}
/** The same of a clause that must have it. */
export function lengthOf(book: Handbook, id: string, figureName: string): number {
  const length = lengthMs(figure(book, id, figureName))
  if (length === undefined) throw new Error(`figure ${figureName} of clause ${id} is not a length of time`)
  return length
}

/** Every enforced clause that runs a clock, in the order of the handbook. */
export function clockClauses(book: Handbook): ClockClause[] {
  return book.chapters.flatMap(c => c.clauses.map(id => clause(book, id))).filter(hasClock)
}

/** The figures a clock may take as its limit; the last one fits always. */
export const limitChoices = (clock: Clock) => clock.limits ?? (clock.limit === undefined ? [] : [{ figure: clock.limit }])

/** A length of time, or undefined where the figure is none. */
export const asLimit = ({ value, unit }: Figure): Limit | undefined => {
  const timeUnit = timeUnits.find(u => u === unit)
  return typeof value === 'number' && timeUnit ? { value, unit: timeUnit } : undefined
}

/** The clause's text for people, its figures filled in. zh-TW is made from `zh`. */
export function clauseText(of: Clause, tongue: 'zh' | 'en'): string {
  return of.text[tongue].replace(placeholder, (whole, figureName: string) => {
    const found = figureOf(of, figureName)
    return found ? figureText(found, tongue) : whole
  })
}

/** One figure in words: 5 分钟, 3%, 9:00. */
export function figureText({ value, unit }: Figure, tongue: 'zh' | 'en'): string {
  if (unit === 'timeOfDay') return [value].flat().join(tongue === 'zh' ? '、' : ', ')
  if (unit === 'fen') return tongue === 'zh' ? `${value / 100} 元` : `CNY ${value / 100}`
  const [zh, en] = words[unit]
  if (tongue === 'zh') return `${value}${zh}`
  return unit === 'dayOfMonth' ? `day ${value}` : `${value}${value === 1 ? en.replace(/s$/, '') : en}`
}

/** Everything wrong with these chapters together; an empty list means that they may come into force. */
export function checkHandbook(chapters: readonly Chapter[], knownEvents: Iterable<string>): Flaw[] {
  const known = new Set(knownEvents)
  return [
    ...repeated(chapters, 'id'),
    ...repeated(chapters, 'number'),
    ...repeatedChapters(chapters),
    ...chapters.flatMap(chapter => chapter.clauses.flatMap((of, i) => {
      const flaw = (code: string, path: (string | number)[], message: string): Flaw =>
        ({ code, chapter: chapter.chapter, clause: of.id, path: ['clauses', i, ...path], message })
      return [
        ...(Number.parseInt(of.number) === chapterNumber(chapter) ? []
          : [flaw('foreign-number', ['number'], `number ${of.number} is of another chapter`)]),
        ...(of.id.startsWith(`${of.requirement}.`) ? []
          : [flaw('foreign-id', ['id'], `id ${of.id} does not begin with its requirement ${of.requirement}`)]),
        ...textFlaws(of, flaw),
        ...(of.clock ? clockFlaws(of, of.clock, known, flaw) : []),
      ]
    })),
  ]
}

type MakeFlaw = (code: string, path: (string | number)[], message: string) => Flaw

function textFlaws(of: Clause, flaw: MakeFlaw): Flaw[] {
  return (['zh', 'en'] as const).flatMap(tongue =>
    [...of.text[tongue].matchAll(placeholder)].map(match => match[1] ?? '').filter(n => !figureOf(of, n))
      .map(n => flaw('unknown-figure', ['text', tongue], `the text speaks of {${n}}, which is not among the figures`)))
}

function clockFlaws(of: Clause, clock: Clock, known: ReadonlySet<string>, flaw: MakeFlaw): Flaw[] {
  const lists = ['starts', 'stops', 'voids', 'pauses', 'resumes'] as const
  const choices = limitChoices(clock)
  const last = choices.at(-1)
  return [
    ...(clock.then === undefined || known.has(clock.then) ? [] : [flaw('unknown-event', ['clock', 'then'], `no event is called ${clock.then}`)]),
    ...lists.flatMap(list => clock[list].flatMap((kind, i) => [
      ...(known.has(kind) ? [] : [flaw('unknown-event', ['clock', list, i], `no event is called ${kind}`)]),
      ...(kind.startsWith(`${clock.subject}.`) ? []
        : [flaw('foreign-event', ['clock', list, i], `${kind} is not an event of the subject ${clock.subject}`)]),
      ...(list !== 'starts' && clock.starts.includes(kind)
        ? [flaw('two-meanings', ['clock', list, i], `${kind} starts this clock and also stands in ${list}`)] : []),
    ])),
    ...(clock.pauses.length > 0 === clock.resumes.length > 0 ? []
      : [flaw('half-pause', ['clock'], 'a clock that pauses must resume, and the other way round')]),
    ...((clock.limit === undefined) !== (clock.limits === undefined) ? []
      : [flaw('no-limit', ['clock'], 'a clock has either `limit` or `limits`')]),
    ...(last && 'when' in last && last.when
      ? [flaw('no-last-limit', ['clock', 'limits', choices.length - 1], 'the last limit must fit always: leave out its `when`')] : []),
    ...choices.flatMap((choice, i) => {
      const path = clock.limits ? ['clock', 'limits', i, 'figure'] : ['clock', 'limit']
      const found = figureOf(of, choice.figure)
      if (!found) return [flaw('unknown-limit', path, `the limit names the figure ${choice.figure}, which is not there`)]
      const limit = asLimit(found)
      if (!limit) return [flaw('limit-is-no-time', path, `the limit ${choice.figure} is not a length of time`)]
      return limit.unit.startsWith('working') === (clock.count === 'working') ? []
        : [flaw('count-and-unit', path, `the clock counts ${clock.count} time, the limit ${choice.figure} is in ${limit.unit}`)]
    }),
  ]
}

function repeated(chapters: readonly Chapter[], key: 'id' | 'number'): Flaw[] {
  const seen = new Set<string>()
  return chapters.flatMap(({ chapter, clauses }) => clauses.flatMap((of, i): Flaw[] => {
    if (!seen.has(of[key])) { seen.add(of[key]); return [] }
    return [{ code: `repeated-${key}`, chapter, clause: of.id, path: ['clauses', i, key], message: `the ${key} ${of[key]} is used twice` }]
  }))
}

function repeatedChapters(chapters: readonly Chapter[]): Flaw[] {
  const seen = new Set<string>()
  return chapters.flatMap(({ chapter }): Flaw[] => {
    if (!seen.has(chapter)) { seen.add(chapter); return [] }
    return [{ code: 'repeated-chapter', chapter, path: ['chapter'], message: `the chapter ${chapter} is there twice` }]
  })
}

const placeholder = /\{(\w+)\}/g
const chapterNumber = (chapter: Chapter) => Number.parseInt(chapter.clauses[0]?.number ?? '0')
const hasClock = (of: Clause): of is ClockClause => of.enforced && of.clock !== undefined
const figureOf = (of: Clause, figureName: string) => Object.hasOwn(of.figures, figureName) ? of.figures[figureName] : undefined

const words: Record<Exclude<Figure['unit'], 'timeOfDay' | 'fen'>, readonly [zh: string, en: string]> = {
  minutes: [' 分钟', ' minutes'], hours: [' 小时', ' hours'], days: [' 天', ' days'], weeks: [' 周', ' weeks'],
  workingMinutes: [' 分钟工作时间', ' working minutes'], workingHours: [' 小时工作时间', ' working hours'],
  workingDays: [' 个工作日', ' working days'], months: [' 个月', ' months'], years: [' 年', ' years'],
  percent: ['%', '%'], grams: [' 克', ' g'], count: ['', ''], dayOfMonth: [' 日', ''],
}

/** Every numeric figure as "clause.figure" → number, for rules that a manager writes. */
export const figures = (book: Handbook): Record<string, number> => Object.fromEntries(Object.values(book.clauses).flatMap(c =>
  Object.entries(c.figures).flatMap(([name, { value }]) => (typeof value === 'number' ? [[`${c.id}.${name}`, value] as const] : []))))
