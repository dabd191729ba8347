/** A "no" of the business is a value and carries every reason. `values` are the facts a person needs to understand it. */
export interface Reason { code: string; path?: string; clause?: string; values?: Record<string, string | number | boolean | null> }

/** What an act on a set did, item by item. */
export interface Outcome { moved: number[]; refused: { id: number; reasons: Reason[] }[] }

export const reason = (code: string, values?: Reason['values'], clause?: string): Reason =>
  ({ code, ...(values && { values }), ...(clause && { clause }) })
