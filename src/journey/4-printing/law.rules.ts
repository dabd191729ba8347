/** What a carrier needs on its waybill and may show by contract; everything else of a receiver is hidden on paper (label law). */
export interface Shown { name: boolean; phone: boolean; unit: boolean }
export const nothingShown: Shown = { name: false, phone: false, unit: false }
export interface Receiver { name: string; phone: string; street: string }

/** At least one character of the name, six digits of the phone and the number of unit and room are hidden, but where the carrier needs them. */
export const lawful = (to: Receiver, shown: Shown): Receiver => ({
  name: shown.name ? to.name : lawfulName(to.name),
  phone: shown.phone ? to.phone : lawfulPhone(to.phone),
  street: lawfulText(shown.unit ? to.street : lawfulStreet(to.street), to, shown),
})

/** A name of one sign has nothing left to show. */
export const lawfulName = (name: string): string => {
  const signs = [...name.trim()]
  return signs.length < 2 ? stars(name.trim()) : signs[0]! + '*'.repeat(Math.min(3, signs.length - 1)) // it has a first
}

/** The first three and last two digits stay where six others are hidden; signs between them stay, letters do not. */
export function lawfulPhone(phone: string): string {
  const digits = phone.replace(/[^\p{Nd}\p{L}]/gu, '').length
  const open = Math.max(0, digits - 6)
  const tail = Math.min(2, open), head = Math.min(3, open - tail)
  let at = 0
  return phone.replace(/[\p{Nd}\p{L}]/gu, sign => { const i = at++; return i < head || i >= digits - tail ? sign : '*' })
}

/**
 * Hides the numbers of unit, floor and room. What tells the road, the door, the building and the village stays: a number that is
 * followed by one of those words. Any other number is taken for that of a room.
 */
export function lawfulStreet(street: string): string {
  return street
    .replace(/(^|[^A-Za-z0-9])((?:flat|room|rm|unit|apt|apartment|suite|floor|#|no\.?)\s*)([A-Za-z]?\d+[A-Za-z]?)/giu, (_, before: string, word: string, number: string) => before + word + stars(number))
    .replace(new RegExp(`[${numerals}]{1,20}(?=单元|單元|室|房|户|戶|层|層|楼|樓|之)`, 'gu'), (all: string, at: number) => (/楼|樓/u.test(street[at + all.length] ?? '') && /[大小写寫字综綜]$/u.test(street.slice(0, at)) ? all : stars(all)))
    .replace(/[A-Za-z]{0,20}\p{Nd}+[A-Za-z]*/gu, (all: string, at: number, whole: string) => (kept.test(whole.slice(at + all.length)) || english(whole, at, all.length) ? all : stars(all)))
}
const numerals = '〇零一二两三四五六七八九十百'
const stars = (text: string) => '*'.repeat([...text].length)
/** Words after a number that make it the number of something larger than a flat. */
const kept = /^\s*(?:号(?!房|室|铺|舖|单元)|號(?!房|室|舖|單元)|号楼|號樓|栋|棟|幢|座|路|街|弄|巷|道|环|環|村|组|組|队|隊|期|里|区|區|院|段|鄰|邻|公里|国道|省道|县道|乡道|支路|大街|大道|营|團|团)/u
/** “12 High Street”: the first number of an address in Latin letters is the door’s. */
const english = (whole: string, at: number, length: number) => !/\p{Script=Han}/u.test(whole) && !/\d/.test(whole.slice(0, at)) && /^\s+[A-Za-z]{2}/.test(whole.slice(at + length))

/** Free text beside a receiver: a phone in it, and the receiver’s own name, are hidden as in their fields. */
export function lawfulText(text: string, to: Pick<Receiver, 'name'>, shown: Shown = nothingShown): string {
  const name = to.name.trim()
  const unnamed = !shown.name && [...name].length >= 2 ? text.replaceAll(name, lawfulName(name)) : text
  return shown.phone ? unnamed : unnamed.replace(/(?<![A-Za-z0-9])\+?\d[\d -]{5,20}\d(?![A-Za-z0-9])/g, run => (run.replace(/\D/g, '').length >= 7 ? lawfulPhone(run) : run))
}
