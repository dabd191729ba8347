import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Keeps } from './backup/keeps.ts'
import type { CompanyDb } from './db.ts'
import type { Endpoint } from './endpoint.ts'
import type { Vault } from './pii.ts'
import type { Replica } from './replica.ts'
import type { Actor } from './work.ts'

/** What main makes once for a company and every door and job gets; `utcOffsetMinutes` is that of its calendar. */
export interface Ctx { company: string; db: CompanyDb; vault: Vault; now(): Date; readonly utcOffsetMinutes: number; log: Logger; /** The home and its server, where backups are this house's own. */ keeps?: Keeps | undefined
  /** A copy of the database for reports, where there is one. */
  replica?: Replica | undefined
  /** Of a report that is read from a copy: the copy, for its rows alone (what decides or is written down stays with `db`), and the moment it certainly reaches to. */
  reads?: CompanyDb | undefined
  asOf?: Date | undefined
}

/** One call as its handler sees it: checked input, who asks, from where. */
export interface Call<C extends Endpoint = Endpoint> {
  params: z.output<C['params']>
  query: z.output<C['query']>
  body: z.output<C['body']>
  actor: Actor
  address: string
  session: Session
  /** The file a call with `takes` came with; reading past its limit ends it with a refusal. */
  file: { type: string; bytes: AsyncIterable<Buffer> } | undefined
}

/** The secret the caller came with, and the browser's cookie that keeps it. */
export interface Session { secret: string | undefined; start(secret: string): void; end(): void }

/** The handler's answer is checked and stripped by the contract before it leaves. */
export type Handler<C extends Endpoint> = (ctx: Ctx, call: Call<C>) => Promise<z.input<C['answer']>>
export type Route = <C extends Endpoint>(contract: C, handler: Handler<C>) => void
