/** An answer as it came over the line. */
export interface Answer { status: number; type: string; body: Uint8Array; retryAfter?: string | null | undefined }
/** What it means for everything that was sent: understood, to be said again with a new token, or away. */
export type Meaning = { means: 'said'; json: unknown } | { means: 'token' } | { means: 'away'; why: string; afterMs: number | undefined }

/**
 * Reads an answer without believing more than it says. Half an answer, one in letters that are none, or a page of a proxy leaves unknown
 * what became of the words: they are said again, and the channel knows a repeat.
 */
export function meaningOf({ status, type, body, retryAfter }: Answer, now: number): Meaning {
  const away = (why: string): Meaning => ({ means: 'away', why, afterMs: waitOf(retryAfter, now) })
  if (status === 401) return { means: 'token' }
  if (status === 429) return { means: 'away', why: 'the channel wants fewer calls', afterMs: waitOf(retryAfter, now) ?? 30_000 }
  if (status === 408 || status === 425 || status >= 500) return away(`the channel answered ${status}`)
  if (status < 200 || (status >= 300 && status < 400)) return away(`the channel answered ${status}, which leads elsewhere`)
  const text = textOf(body, type)
  if (text === undefined) return away('the answer of the channel is in no known letters')
  try { return { means: 'said', json: JSON.parse(text) as unknown } } catch { return away('the answer of the channel is no whole JSON') }
}

/** Retry-After as seconds or as a date (RFC 9110). */
export function waitOf(retryAfter: string | null | undefined, now: number): number | undefined {
  if (!retryAfter) return undefined
  if (/^\s*\d{1,9}\s*$/.test(retryAfter)) return Number(retryAfter) * 1000
  const at = /[a-z]/i.test(retryAfter) ? Date.parse(retryAfter) : Number.NaN
  return Number.isFinite(at) ? Math.max(0, at - now) : undefined
}

/** Some platforms answer in GBK and say so, some say UTF-8 and do not; letters that do not fit are no answer. */
function textOf(body: Uint8Array, type: string): string | undefined {
  const charset = /charset="?([\w-]+)/i.exec(type)?.[1] ?? 'utf-8'
  for (const tried of new Set([charset, 'utf-8'])) {
    try { return new TextDecoder(tried, { fatal: true }).decode(body) } catch { /* the next one, or none */ }
  }
  return undefined
}

/**
 * Which of the parcels were taken, by an answer `{ taken: [...], refused: [{ parcel, code, final }] }`. Only what is named counts: an answer of
 * 200 that tells of an error has taken nothing.
 */
export function untakenOf(json: unknown, parcels: readonly number[]): { parcel: number; code: string; hopeless: boolean }[] {
  const said = typeof json === 'object' && json !== null ? json as { taken?: unknown; refused?: unknown; code?: unknown } : {}
  const taken = new Set(Array.isArray(said.taken) ? said.taken.map(String) : [])
  const refused = new Map((Array.isArray(said.refused) ? said.refused : []).flatMap(r => (typeof r === 'object' && r !== null && 'parcel' in r ? [[String(r.parcel), r as { code?: unknown; final?: unknown }]] : [])))
  const of = (code: unknown) => (typeof code === 'string' && code !== '' ? code.slice(0, 80) : 'not-named')
  return parcels.filter(p => !taken.has(String(p))).map(parcel => {
    const no = refused.get(String(parcel))
    return { parcel, code: of(no ? no.code : said.code), hopeless: no?.final === true }
  })
}
