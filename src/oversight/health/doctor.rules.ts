import type { Finding } from './rules.ts'

/** What was found on this machine and in this database server, apart from the work of the house. */
export interface Machine {
  server: number; settings: Readonly<Record<string, string>>; disks: readonly { where: string; free: number; all: number }[]
  memory: { bytes: number; buffers: number }; keyOpen: string | null; demoOpen: boolean; alone: boolean; fontsMissing: readonly string[]
  certificate: { host: string; days: number } | { host: string; fault: string } | null; skewMs: number | null
  /** Only of a server of the house's own these are ours to judge. */
  own: boolean
}

/** 18.5 was never released; below it a database user may run code as the server's user (CVE-2026-14680, CVE-2026-16239). */
const safeServer = 180_006
const gigabyte = 1e9
const wanted: Record<string, readonly string[]> = { fsync: ['on'], full_page_writes: ['on'], synchronous_commit: ['on', 'remote_apply', 'remote_write'], data_checksums: ['on'], password_encryption: ['scram-sha-256'], server_encoding: ['UTF8'] }

/** Grave: something is lost or open if it stays so. */
export const graveFindings = (m: Machine): Finding[] => [
  ...Object.entries(wanted).filter(([name, good]) => m.settings[name] !== undefined && !good.includes(m.settings[name]!)).map(([setting]) => ({ code: 'setting-weak', values: { setting, value: m.settings[setting]! } })),
  ...(m.own && m.settings.archive_mode === 'off' ? [{ code: 'archive-off', values: {} }] : []),
  ...m.disks.filter(d => d.free < Math.max(gigabyte, d.all * 0.05)).map(d => ({ code: 'disk-low', values: { where: d.where, gigabytes: Math.round(d.free / 1e8) / 10 } })),
  ...(m.skewMs !== null && Math.abs(m.skewMs) > 2000 ? [{ code: 'clock-skew', values: { seconds: Math.round(m.skewMs / 1000) } }] : []),
  ...(m.keyOpen ? [{ code: 'key-open', values: { file: m.keyOpen } }] : []),
  ...(m.demoOpen ? [{ code: 'demo-open', values: {} }] : []),
  ...(m.certificate && 'fault' in m.certificate ? [{ code: 'origin-away', values: { host: m.certificate.host, fault: m.certificate.fault } }] : []),
  ...(m.certificate && 'days' in m.certificate && m.certificate.days < 21 ? [{ code: 'certificate-ends', values: { host: m.certificate.host, days: m.certificate.days } }] : []),
]

/** Good to know, and better otherwise. */
export const mildFindings = (m: Machine): Finding[] => [
  ...(m.server >= 180_000 && m.server < safeServer ? [{ code: 'server-old', values: { version: versionText(m.server) } }] : []),
  ...(m.memory.bytes < 1.5 * gigabyte || m.memory.buffers > m.memory.bytes * 0.4 ? [{ code: 'memory-low', values: { gigabytes: Math.round(m.memory.bytes / 1e8) / 10 } }] : []),
  ...(m.alone ? [{ code: 'pid-one', values: {} }] : []),
  ...m.fontsMissing.map(font => ({ code: 'font-missing', values: { font } })),
]

export const versionText = (number: number) => `${Math.floor(number / 10_000)}.${number % 10_000}`
