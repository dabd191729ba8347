import os from 'node:os'
import path from 'node:path'
import type { Logger } from 'pino'
import type { Keeps } from '#kit/backup/keeps.ts'
import { openDoor, type Door } from '#kit/http/door.ts'
import { version } from '#kit/root.ts'
import { clockSkew, watchSkew, type Skew } from '#kit/skew.ts'
import { measure } from '#oversight/measures/actions.ts'
import { actorOf } from '#people/staff/actions.ts'
import { roles } from '#people/staff/rules.ts'
import { openingCompany, type Company } from '#company.ts'
import { consoleDir, refreshConsole } from '#console.ts'
import { demoPassword, seedDemo } from '#demo.ts'
import { stopKeeping } from '#keeping.ts'
import { allRooms } from '#rooms.ts'
import { startTimetable } from '#timetable.ts'

/** A company with its door and its timetable, as one process serves them. `told` is what the person who started it reads. */
export async function openHouse({ url, home, log, company: name, works, answers, keeps }: {
  url: string; home: string; log: Logger; company: string; works: boolean; answers: boolean; keeps: Keeps
}): Promise<{ told: string; close(): Promise<void> }> {
  const { company, ready } = await openingCompany({ url, company: name, home, log, prepare: true, keeps, replica: process.env.DATABASE_REPLICA_URL || undefined })
  const skew = watchSkew(company)
  const door = answers ? doorOf(company, skew) : undefined
  await ready
  const seeded = name === 'demo' && await seedDemo(company)
  void skew.look()
  const address = await door?.listen({ port: portOf(process.env.PORT ?? '7070'), host: process.env.HOST ?? '127.0.0.1' })
  if (door) void refreshConsole(line => { console.log(line) })
  const timetable = works ? startTimetable(company) : undefined
  return {
    told: address ? welcome({ address, home, isDemo: name === 'demo', seeded }) : `works for the company ${name} of ${home}; Ctrl-C ends it`,
    async close() {
      skew.stop()
      stopKeeping()
      await door?.close()
      await timetable?.stop()
      await company.close()
    },
  }
}

function doorOf(company: Company, skew: Skew): Door {
  const trustProxy = process.env.DANLIU_TRUST_PROXY
  const rate = rateOf(process.env.DANLIU_CALLS_PER_SECOND ?? '200')
  const door = openDoor({
    ctx: company, actorOf, version, secure: process.env.DANLIU_BEHIND_TLS === '1', console: consoleDir, skew, counted: async () => [...await measure(company), clockSkew(skew)], ...(trustProxy && { trustProxy }), ...(rate && { rate }),
  })
  allRooms(door.route, company)
  return door
}

/** Far above what a station, a page or a connector asks for, far below what would keep others from their work (S16); 0 holds nobody back. */
function rateOf(text: string) {
  const perSecond = Number(text)
  if (!Number.isInteger(perSecond) || perSecond < 0) throw new Error(`DANLIU_CALLS_PER_SECOND must be a whole number, not "${text}"`)
  return perSecond === 0 ? undefined : { caller: { burst: 3 * perSecond, perSecond }, address: { burst: 15 * perSecond, perSecond: 5 * perSecond } }
}

const welcome = ({ address, home, isDemo, seeded }: { address: string; home: string; isDemo: boolean; seeded: boolean }) => [
  `Danliu is open at ${address}`, `  handhelds:         ${address}/m`, `  the API to read:   ${address}/docs`, `  data:              ${home}`,
  ...(isDemo ? [`  accounts:          ${roles.join(', ')} (password ${demoPassword})`] : []),
  ...(seeded ? ['  120 orders of a demo day have just come in'] : []),
  '', 'Try first:', `  TOKEN=$(./danliu${elsewhere(home)} token add --role clerk --name me)`, `  curl -H "Authorization: Bearer $TOKEN" ${address}/api/stages`, `  ./danliu${elsewhere(home)} verify`,
].join('\n')
/** A second terminal does not know `$DANLIU_HOME` of the first. */
const elsewhere = (home: string) => (home === path.join(os.homedir(), '.danliu') ? '' : ` --home '${home.replaceAll("'", "'\\''")}'`)

function portOf(text: string): number {
  const n = Number(text)
  if (!Number.isInteger(n) || n < 0 || n > 65535) throw new Error(`"${text}" is not a port`)
  return n
}
