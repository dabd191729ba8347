import fs from 'node:fs'
import path from 'node:path'
import { record } from '#kit/events.ts'
import type { Side } from '#kit/move/copy.ts'
import { giveUp, moveCompany } from '#kit/move/move.ts'
import { findsUsIn, isFar } from '#kit/postgres/far.ts'
import { adminUrl, postgresUrl, startPostgres, type Postgres } from '#kit/postgres/launcher.ts'
import { homeAt } from '#kit/postgres/place.ts'
import { root } from '#kit/root.ts'
import { system } from '#kit/work.ts'
import { verify } from '#oversight/verify/actions.ts'
import { openCompany } from '#company.ts'
import { withOpen } from './open.ts'
import { say, type Options } from './options.ts'

/** Carries a company to the server of another home while it works; what runs goes along. A home of another machine is a folder here with its doors (`kit/postgres/far.ts`). */
export const carry = (options: Options, given: { to: string; abort?: boolean }): Promise<void> => withOpen(options, async ({ home, server, log }) => {
  if (!server) throw new Error('DATABASE_URL names a PostgreSQL of your own, and a company is carried between the servers of two homes: see docs/operations/scale-out.md for the other ways')
  const to = homeAt(path.resolve(given.to))
  const other = await startPostgres({ home: to, log: line => log.info(line) })
  try {
    const way = { company: options.company, from: sideOf(homeAt(home), server), to: sideOf(to, other) }
    if (given.abort) {
      await giveUp(way)
      return say(options, { company: options.company, moved: false }, `company ${options.company} stays in ${home}`)
    }
    takeKeyAlong(home, to)
    const done = await moveCompany({ ...way, migrations: path.join(root, 'migrations'), say: line => { if (!options.json) console.error(line) } })
    const company = await openCompany({ url: postgresUrl(other), company: options.company, home: to, log, prepare: true, connections: 3 })
    try {
      await company.act(system, work => record(work, [{ subject: 'company', id: 0, kind: 'company.move', facts: { events: done.events, pauseMs: done.pauseMs } }]))
      const { ok, checks } = await verify(company.db, { book: company.workOf(company.db, system).book, vault: company.vault, utcOffsetMinutes: company.utcOffsetMinutes })
      const bad = checks.filter(c => !c.ok).map(c => `${c.name}: ${c.bad.slice(0, 3).join('; ')}`)
      say(options, { company: options.company, moved: true, to, ...done, ok, bad }, [
        `company ${options.company} lives in ${to}: ${done.events} events, ${done.seconds} s, nobody could write for ${done.pauseMs} ms`, ok ? `ok  ${checks.length} checks` : `BAD ${bad.join('\n    ')}`,
        `What runs went along. Start it from now on ${isFar(to) ? 'on the other machine' : `with --home '${to}'`}; what is left in ${home} is closed, out of date, and yours to drop`,
      ].join('\n'))
      if (!ok) process.exitCode = 1
    } finally { await company.close() }
  } finally { await other.stop() }
})

const sideOf = (home: string, server: Postgres): Side => ({ home, adminUrl: adminUrl(server), owner: server.user, findsUsIn: findsUsIn(home) })

/** Names and phones open only with the key they were sealed with. */
function takeKeyAlong(home: string, to: string): void {
  const [own, theirs] = [path.join(home, 'secret.key'), path.join(to, 'secret.key')]
  if (!fs.existsSync(own)) return
  if (!fs.existsSync(theirs) && isFar(to)) throw new Error(`bring the secret.key of that home to ${theirs} too: names and phones open there only if it is the same as ${own}`)
  if (!fs.existsSync(theirs)) fs.copyFileSync(own, theirs, fs.constants.COPYFILE_EXCL)
  else if (fs.readFileSync(own, 'utf8').trim() !== fs.readFileSync(theirs, 'utf8').trim()) throw new Error(`${theirs} is another key than ${own}, and a home has one: carry the company to a home of its own`)
}
