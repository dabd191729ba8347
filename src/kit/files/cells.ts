/** Pure readers of single cells: what people type, brought to what the house keeps. A cell that cannot be read is a value, never a throw. */
export type Read<T> = { ok: true; value: T } | { ok: false; code: string; message: string }

const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/
const CONTROLS = new RegExp(CONTROL, 'g')
const EXPONENT = /^[+-]?(\d+(\.\d+)?e\+\d+|\d+\.\d+e\d+)$/i
const EXCEL_EPOCH = Date.UTC(1899, 11, 30)
const LATEST_SERIAL = 2_958_465

/** Whether the text carries control characters or marks that turn the writing direction (a tab or a line break inside a cell is fine). */
export const hasControls = (text: string) => CONTROL.test(text)

/** The text without control characters and direction marks. A formula stays the text it is. */
export const plainText = (text: string) => (CONTROL.test(text) ? text.replace(CONTROLS, '') : text)

/** Reads a count of pieces: `2`, `２`, `2.0`, `2 件`, `x2`. Whole, positive, at most a million. */
export function quantityOf(text: string): Read<number> {
  const typed = narrow(text)
  if (typed === '') return no('quantity-missing', 'The quantity is empty.')
  const found = /^[x×*+]?\s*(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d*))?\s*(?:[件个個只隻盒瓶套包箱支双雙条條台袋片罐提份]|pcs?|ea)?\.?$/i.exec(typed)
  if (!found) return no('quantity-unreadable', `"${cut(text)}" is not a quantity; write a whole number such as 2.`)
  if (/[1-9]/.test(found[2] ?? '')) return no('quantity-not-whole', `"${cut(text)}" is not a whole number.`)
  const value = Number(found[1]!.replaceAll(',', '')) // group 1 always matches
  if (value < 1) return no('quantity-not-positive', 'The quantity must be at least 1.')
  if (value > 1_000_000) return no('quantity-too-large', 'The quantity is over 1,000,000.')
  return { ok: true, value }
}

/** Reads money in yuan into whole fen: `¥1,234.50`, `12.5`, `１２.00`, `1234元`. Below nought only when `negative` is allowed. */
export function fenOf(text: string, { negative = false }: { negative?: boolean } = {}): Read<number> {
  const typed = narrow(text)
  if (typed === '') return no('money-missing', 'The amount is empty.')
  const found = /^(-)?\s{0,9}(?:¥|rmb|cny)?\s{0,9}(-)?(\d{1,18}|\d{1,3}(?:,\d{3}){1,5})?(?:\.(\d{0,30}))?\s{0,9}(?:元|圆|圓|块|¥|rmb|cny)?$/i.exec(typed)
  if (!found || (!found[3] && !found[4]) || (found[1] && found[2])) return no('money-unreadable', `"${cut(text)}" is not an amount; write it like 1234.50.`)
  const yuan = (found[3] ?? '0').replaceAll(',', '')
  const decimals = (found[4] ?? '').replace(/0{1,30}$/, '')
  const fen = decimals.length <= 2 ? Number(yuan) * 100 + Number(decimals.padEnd(2, '0')) : fenOfFloat(yuan, decimals)
  if (fen === undefined) return no('money-below-fen', `"${cut(text)}" has parts smaller than one fen.`)
  if (fen > 1_000_000_000_000) return no('money-too-large', `"${cut(text)}" is over ten thousand million yuan.`)
  const below = Boolean(found[1] ?? found[2]) && fen > 0
  if (below && !negative) return no('money-negative', `"${cut(text)}" is below nought.`)
  return { ok: true, value: below ? -fen : fen }
}

/**
 * Reads a moment: `2020-02-01 00:14:15`, `2020/2/1 0:14`, `2020年2月1日`, `20200201`, ISO with a zone, or an Excel serial such as `43862.01`.
 * Without a zone the wall clock is `offsetMinutes` east of UTC.
 */
export function momentOf(text: string, offsetMinutes: number): Read<Date> {
  const typed = narrow(text).replace(/^'/, '')
  if (typed === '') return no('moment-missing', 'The time is empty.')
  const unreadable = no('moment-unreadable', `"${cut(text)}" is not a time; write it like 2020-02-01 00:14:15.`)
  if (/^\d{5}(\.\d{1,20})?$/.test(typed)) {
    const serial = Number(typed)
    if (serial < 20_000 || serial > 80_000) return unreadable
    return { ok: true, value: new Date(EXCEL_EPOCH + Math.round(serial * 86_400) * 1000 - offsetMinutes * 60_000) }
  }
  const found = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?$/.exec(typed)
    ?? /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]?\s*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})?(\.\d{1,9})?)?[分秒]?\s*(Z|[+-]\d\d:?\d\d)?)?$/i.exec(typed)
  if (!found) return unreadable
  const [year, month, day, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(part => (part === undefined ? undefined : Number(part))) as [number, number, number, number?, number?, number?]
  const wall = new Date(Date.UTC(year, month - 1, day, hour, minute, second, Math.floor(Number(found[7] ?? 0) * 1000)))
  if (wall.getUTCFullYear() !== year || wall.getUTCMonth() !== month - 1 || wall.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return no('moment-impossible', `"${cut(text)}" is not in the calendar.`)
  if (year < 1900 || year > 2200) return no('moment-impossible', `The year of "${cut(text)}" cannot be right.`)
  return { ok: true, value: new Date(wall.getTime() - zoneMinutes(found[8], offsetMinutes) * 60_000) }
}

/** Reads an order number as text. A leading apostrophe and the `="123"` wrapper go; a number Excel has cut to `1.234E+18` is refused. */
export function orderNumberOf(text: string): Read<string> {
  let typed = narrow(text)
  typed = /^="(.*)"$/s.exec(typed)?.[1]?.trim() ?? typed
  typed = typed.replace(/^'/, '').trim()
  if (typed === '') return no('order-number-missing', 'The order number is empty.')
  if (EXPONENT.test(typed)) return no('number-lost-digits', `"${cut(typed)}" was cut by Excel and its last digits are lost. Format the column as text and export it again.`)
  typed = typed.replace(/^(\d{1,15})\.0+$/, '$1')
  if (typed.length > 64) return no('order-number-too-long', 'An order number has at most 64 characters.')
  if (!/^[\p{L}\p{N}][\p{L}\p{N}\-_./#]*$/u.test(typed)) return no('order-number-unreadable', `"${cut(text)}" is not an order number: letters, digits and - _ . / # only.`)
  return { ok: true, value: typed }
}

/** An Excel serial as `YYYY-MM-DD HH:mm:ss` (only `HH:mm:ss` when it is a time of day), or undefined when it is no date. */
export function serialText(serial: number, from1904 = false): string | undefined {
  const days = serial + (from1904 ? 1462 : 0)
  if (!(days >= 0 && days <= LATEST_SERIAL + 0.99999)) return undefined
  // Excel believes in 29 February 1900, so its first sixty days are one off.
  const moment = new Date(EXCEL_EPOCH + Math.round((days < 60 && days >= 1 ? days + 1 : days) * 86_400) * 1000)
  return days < 1 ? moment.toISOString().slice(11, 19) : dateText(moment)
}

/** The clock of a UTC moment as `YYYY-MM-DD HH:mm:ss`. */
export const dateText = (moment: Date) => moment.toISOString().slice(0, 19).replace('T', ' ')

/** Excel's sums come with float dust (`12.299999999999999`); dust is wiped off, a real half fen is not. */
function fenOfFloat(yuan: string, decimals: string): number | undefined {
  if (decimals.length < 9) return undefined
  const fen = Number(`${yuan}.${decimals}`) * 100
  return Math.abs(fen - Math.round(fen)) < 1e-5 ? Math.round(fen) : undefined
}

function zoneMinutes(zone: string | undefined, otherwise: number): number {
  if (!zone) return otherwise
  if (/z/i.test(zone)) return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return zone.startsWith('-') ? -minutes : minutes
}

const narrow = (text: string) => plainText(text.slice(0, 1000)).normalize('NFKC').trim()
const cut = (text: string) => plainText(text).slice(0, 40)
const no = (code: string, message: string) => ({ ok: false as const, code, message })
