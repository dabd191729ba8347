import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import tls from 'node:tls'
import type { Keeps } from '#kit/backup/keeps.ts'
import { locationsOf } from '#kit/backup/locations.ts'
import type { CompanyDb } from '#kit/db.ts'
import { root } from '#kit/root.ts'
import type { Handbook } from '#handbook/clauses/rules.ts'
import { lookAtShelves, shelfNumber } from '#oversight/backups/actions.ts'
import { aside } from '#oversight/backups/aside.ts'
import { disksOf, type Disk } from '#oversight/backups/disks.ts'
import { findingsOf, wantedBy, type Kept } from '#oversight/backups/rules.ts'
import { graveFindings, mildFindings, type Machine } from './doctor.rules.ts'
import type { Finding } from './rules.ts'
import { serverSettings, serverClock } from './store.ts'

export interface Examined { grave: Finding[]; mild: Finding[]; kept: Kept | null; machine: Machine }
interface Patient { db: CompanyDb; company: string; now(): Date; book: Handbook; keeps?: Keeps | undefined; /** Where people reach the house, such as https://orders.example.com. */ origin?: string | undefined }

/** Machine, server and backups in one look: what is wrong with them and what could be better. */
export async function examine({ db, company, now, book, keeps, origin }: Patient): Promise<Examined> {
  const before = Date.now()
  const [settings, clock, certificate] = await Promise.all([serverSettings(db), serverClock(db), origin ? certificateOf(origin) : null])
  const after = Date.now(), at = clock.getTime()
  const kept = keeps ? await lookAtShelves(keeps, await shelfNumber(db), company) : null
  const machine: Machine = {
    server: Number(settings.server_version_num), settings, own: keeps?.server !== undefined, certificate,
    skewMs: at < before ? at - before : at > after ? at - after : 0,
    disks: keeps ? await disksWith(keeps, kept?.silent ?? false) : [],
    memory: { bytes: memory(), buffers: Number(settings.shared_buffers) * 8192 },
    keyOpen: keeps ? openKey(path.join(keeps.home, 'secret.key')) : null, demoOpen: company === 'demo' && !['127.0.0.1', '::1', 'localhost', undefined, ''].includes(process.env.HOST),
    alone: process.pid === 1, fontsMissing: fonts.filter(font => !fs.existsSync(path.join(root, 'node_modules/@expo-google-fonts', font))),
  }
  const found = kept ? findingsOf(kept, wantedBy(book), { now: now(), physical: keeps?.server !== undefined, up: process.uptime() * 1000 }) : []
  const isMild = ({ code }: Finding) => ['second-none', 'same-disk', 'drill-none'].includes(code)
  // A house without a home (a test, the simulator) stands on a server made to be thrown away.
  if (!keeps) return { kept, machine, grave: [], mild: [] }
  return { kept, machine, grave: [...found.filter(f => !isMild(f)), ...graveFindings(machine)], mild: [...found.filter(isMild), ...mildFindings(machine)] }
}

/** What the papers are printed with. */
const fonts = ['noto-sans-sc', 'noto-sans-jp', 'noto-sans-arabic', 'noto-emoji']

/** Those of the house itself at once, those of the locations aside: they may hang. */
async function disksWith(keeps: Keeps, silent: boolean): Promise<Disk[]> {
  const own = [keeps.home, ...(keeps.server ? [keeps.server.spool] : [])]
  const all = [...own, ...Object.values(locationsOf(keeps.home)).filter(one => one !== undefined)]
  return silent ? disksOf(own) : aside('disks', all, 10_000).catch(() => disksOf(own))
}

/** What this machine or its container has. */
const memory = () => Math.min(os.totalmem(), process.constrainedMemory() || os.totalmem())

const openKey = (file: string) => ((fs.statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o077 ? file : null)

async function certificateOf(origin: string): Promise<NonNullable<Machine['certificate']>> {
  const { hostname: host, port, protocol } = new URL(origin)
  if (protocol !== 'https:') return { host, fault: 'it is no https address' }
  return new Promise(done => {
    const socket = tls.connect({ host, port: Number(port || 443), ...(net.isIP(host) ? {} : { servername: host }), timeout: 5000 }, () => {
      done({ host, days: Math.floor((Date.parse(socket.getPeerCertificate().valid_to) - Date.now()) / 86_400_000) })
      socket.end()
    })
    socket.once('timeout', () => { socket.destroy(new Error('no answer in 5 s')) })
    socket.once('error', error => done({ host, fault: error.message }))
  })
}
