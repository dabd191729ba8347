import type { Reason } from './verdict.ts'

/** An answer that is not the one asked for, as an RFC 9457 problem document. Thrown only at the door. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly reasons: Reason[]
  constructor(status: number, code: string, message: string, reasons: Reason[] = []) {
    super(message)
    this.status = status
    this.code = code
    this.reasons = reasons
  }
}

export const notFound = (what: string) => new Problem(404, 'not-found', `There is no such ${what}, or it is outside your scope.`)
export const conflict = (code: string, message: string, reasons: Reason[] = []) => new Problem(409, code, message, reasons)
export const invalid = (message: string, reasons: Reason[] = []) => new Problem(422, 'invalid', message, reasons)
