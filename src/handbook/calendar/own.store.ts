import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'
import type { Calendar } from './rules.ts'

type Told = { name: string; from: string; to: string; announcedAt: string }
/** What of the calendar is the company's own, in one question, because a start waits for it. A promotion that ended early counts until then, one that ended before it began not at all. */
export async function ownCalendar(db: Db): Promise<Partial<Calendar>> {
  const [row] = await db.rows<{ utcOffsetMinutes: number | null; promotions: Told[] }>(sql`
    select (select utc_offset_minutes from calendar) as "utcOffsetMinutes", coalesce(json_agg(p order by p."from"), '[]') as promotions from (
      select name, from_at as "from", least(to_at, ended_at) as "to", announced_at as "announcedAt" from promotion where ended_at is null or ended_at > from_at) p`)
  const { utcOffsetMinutes, promotions } = row! // an aggregate always answers one row
  return {
    ...(utcOffsetMinutes !== null && { utcOffsetMinutes }),
    promotions: promotions.map(p => ({ name: p.name, from: new Date(p.from), to: new Date(p.to), announcedAt: new Date(p.announcedAt) })),
  }
}

/** Days that are counted stay as they were counted: the offset is chosen once. Answers the one that holds. */
export const chooseOffset = async (tx: Db, minutes: number): Promise<number> => {
  await tx.rows(sql`insert into calendar (utc_offset_minutes) values (${minutes}) on conflict do nothing`)
  return (await tx.rows<{ minutes: number }>(sql`select utc_offset_minutes as minutes from calendar`))[0]!.minutes // one was chosen just now or before
}
