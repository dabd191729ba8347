/**
 * Words of the screens, kept beside their room in `words.ts`: one tuple a text, in the three tongues. A missing tongue does not
 * compile, and neither does a text whose holes `{name}` are not all filled. English may tell one from many.
 */
export const tongues = ['zh-CN', 'zh-TW', 'en'] as const
export type Tongue = (typeof tongues)[number]
/** Each tongue by its own name. */
export const tongueNames = { 'zh-CN': '简体', 'zh-TW': '繁體', en: 'English' } as const satisfies Record<Tongue, string>
export type Plural = { readonly one: string; readonly other: string }
export type Text = readonly [simplified: string, traditional: string, english: string | Plural]
export type Words = Readonly<Record<string, Text>>

type HolesOf<S extends string> = S extends `${string}{${infer Hole}}${infer Rest}` ? Hole | HolesOf<Rest> : never
type EnglishOf<E> = E extends string ? E : E extends Plural ? E['other'] : never
/** The values a text needs: every hole of any of its tongues, and `count` where English has a plural. */
export type Values<T extends Text> = Record<HolesOf<T[0]> | HolesOf<T[1]> | HolesOf<EnglishOf<T[2]>> | (T[2] extends Plural ? 'count' : never), string | number>
/** No second argument for a text without holes. */
export type Fill<T extends Text> = string extends T[0] ? [values?: Record<string, string | number>] : keyof Values<T> extends never ? [] : [values: Values<T>]

/** Keeps the literal texts, so that their holes are known to the types. Texts that no page of a bundle uses are left out of it. */
/* @__NO_SIDE_EFFECTS__ */ export function words<const W extends Words>(given: W): W { return given }

const places: Record<Tongue, 0 | 1 | 2> = { 'zh-CN': 0, 'zh-TW': 1, en: 2 }
// Made when first needed: the rules of a language are large, and a start of the house waits for whatever is made beside it.
let plurals: Intl.PluralRules | undefined
const numbers = new Map<Tongue, Intl.NumberFormat>()
const grouped = (tongue: Tongue, value: number): string => {
  let format = numbers.get(tongue)
  if (!format) numbers.set(tongue, format = new Intl.NumberFormat(tongue))
  return format.format(value)
}

/** The text in a tongue, its holes filled; numbers as the tongue writes them. */
export function textIn(tongue: Tongue, text: Text, values: Readonly<Record<string, string | number>> = {}): string {
  const found = text[places[tongue]]
  const pattern = typeof found === 'string' ? found : found[(plurals ??= new Intl.PluralRules('en')).select(Number(values.count)) === 'one' ? 'one' : 'other']
  return pattern.includes('{') ? pattern.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = values[name]
    return value === undefined ? hole : typeof value === 'number' ? grouped(tongue, value) : value
  }) : pattern
}

/** A text that people wrote in several tongues, divided by ` · `: simplified · traditional · English, or Chinese · English. Any other stays as it is. */
export function inTongue(tongue: Tongue, written: string): string {
  const parts = written.split(' · ')
  if (parts.length === 3) return parts[places[tongue]]! // three, as just counted
  const [chinese = '', english = ''] = parts
  return parts.length === 2 && han.test(chinese) && !han.test(english) ? (tongue === 'en' ? english : chinese) : written
}
const han = /\p{Script=Han}/u

/** The tongue that suits a browser's or person's list of languages. */
export function tongueOf(languages: readonly string[]): Tongue {
  for (const language of languages) {
    if (/^zh\b.*\b(tw|hk|mo|hant)\b/i.test(language)) return 'zh-TW'
    if (/^zh\b/i.test(language)) return 'zh-CN'
    if (/^en\b/i.test(language)) return 'en'
  }
  return 'zh-CN'
}
