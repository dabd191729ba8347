import type { Db } from '#kit/db.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { sql } from '#kit/sql.ts'

/** Clocks of a clause that ended, by the company's day they ended on; the index holds clause and end side by side, so that a month costs what the month held. */
export const endedByDay = (db: Db, scope: Scope, { clause, since, offsetMinutes }: { clause: string; since: Date; offsetMinutes: number }): Promise<{ day: string; met: number; missed: number }[]> => db.rows(sql`
  select ((c.stopped_at at time zone 'UTC') + make_interval(mins => ${offsetMinutes}))::date as day,
    count(*) filter (where c.state = 'met') as met, count(*) filter (where c.state = 'missed') as missed
  from clock c where c.clause = ${clause} and c.state in ('met', 'missed') and c.stopped_at >= ${since} and ${withinScope(scope, 'c')}
  group by 1 order by 1 limit 400`)
