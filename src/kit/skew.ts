import type { Ctx } from './context.ts'
import { faultOf } from './log.ts'
import type { Measure } from './measure.ts'
import { sql } from './sql.ts'

/** Beyond this the two clocks are an alarm (T2). Every decision goes by the house's own clock; the database's is only looked at here. */
const mostMs = 2000

/** How far the database's clock is ahead of the house's; undefined until it was asked. */
export interface Skew { readonly ms: number | undefined; readonly agrees: boolean; look(): Promise<void>; stop(): void }

/** Compares the clocks every minute; `look` compares at once. */
export function watchSkew({ db, log, now }: Pick<Ctx, 'db' | 'log' | 'now'>, everyMs = 60_000): Skew {
  let ms: number | undefined
  const agrees = () => ms === undefined || Math.abs(ms) <= mostMs
  const look = async () => {
    try {
      const before = now().getTime()
      const [row] = await db.rows<{ at: Date }>(sql`select clock_timestamp() as at`)
      const after = now().getTime()
      const at = row!.at.getTime() // a select without a table answers one row
      // Within the time the answer took nothing can be told apart, so that a slow answer is no alarm.
      ms = at < before ? at - before : at > after ? at - after : 0
      if (!agrees()) log.error({ skewMs: ms }, 'the clocks of this machine and of the database differ by more than 2 s; set both by NTP')
    } catch (error) {
      log.warn({ fault: faultOf(error) }, 'the clock of the database could not be asked')
    }
  }
  const timer = setInterval(look, everyMs).unref()
  return { get ms() { return ms }, get agrees() { return agrees() }, look, stop: () => clearInterval(timer) }
}

export const clockSkew = ({ ms }: Skew): Measure =>
  ({ name: 'danliu_clock_skew_seconds', help: 'How far the clock of the database is ahead of the house', rows: ms === undefined ? [] : [{ value: ms / 1000 }] })
