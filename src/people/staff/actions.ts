import { argon2, createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Ctx } from '#kit/context.ts'
import type { CompanyDb } from '#kit/db.ts'
import { record } from '#kit/events.ts'
import { stepOfCode } from '#kit/totp.ts'
import { reason, type Reason } from '#kit/verdict.ts'
import type { Actor, Work } from '#kit/work.ts'
import { hasLapsed, owed, session, throttle, whyNotDisable, whyNotPassword, type Owed, type Role } from './rules.ts'
import { useStep } from './second-step.store.ts'
import {
  actorByKey, deactivate, insertKey, insertStaff, lockForDisable, revokeKey, revokeKeysOf, passwordOf, revokeOtherSessions, revokeToken, staffByLogin, touchKey, writeOwnPassword,
} from './store.ts'

export interface Newcomer {
  login: string; name: string; password: string; roles: readonly Role[]
  warehouses?: readonly number[] | null | undefined; shops?: readonly number[] | null | undefined; departments?: readonly string[] | undefined; /** Their own password, which they keep; otherwise it was given to them. */ own?: true
}

/** Lets somebody in; without `warehouses` or `shops` they see all of them. Several with one password, which everybody knows anyway, may share its `hash`. */
export async function createStaff(work: Work, { password, warehouses, shops, departments, own, ...who }: Newcomer, hash?: string): Promise<{ id: number } | { reasons: Reason[] }> {
  const reasons = whyNotPassword(password, [who.login, who.name])
  if (reasons.length) return { reasons }
  const made = await insertStaff(work.tx, work.now, {
    login: who.login, name: who.name, roles: who.roles, password: hash ?? await hashOf(password),
    warehouses: warehouses ?? null, shops: shops ?? null, departments: departments ?? [], givenAt: own ? null : work.now,
  })
  if (!made[0]) return { reasons: [{ code: 'login-taken' }] }
  const { id } = made[0]
  await record(work, [{ subject: 'staff', id, kind: 'staff.created', facts: { roles: who.roles, warehouses: warehouses ?? null, shops: shops ?? null } }])
  return { id }
}

/** Ends somebody's access at once: their sessions go with them (S6). */
export async function disableStaff(work: Work, id: number): Promise<{ done: boolean; reasons: Reason[] }> {
  const locked = await lockForDisable(work.tx, id)
  const staff = locked.find(s => s.id === id)
  if (!staff) return { done: false, reasons: [] }
  const reasons = whyNotDisable(work.actor.id, staff, { it: locked.filter(s => s.id !== id && s.roles.includes('it')).length })
  if (reasons.length) return { done: false, reasons }
  await deactivate(work.tx, id)
  await revokeKeysOf(work.tx, work.now, id)
  await record(work, [{ subject: 'staff', id, kind: 'staff.disabled', facts: {} }])
  return { done: true, reasons: [] }
}

export interface NewToken { role: Role; name: string; warehouses?: readonly number[] | null | undefined; shops?: readonly number[] | null | undefined }

/** A machine's token, with a staff row of its own. The secret is given this once; only its hash is kept. */
export async function addToken(work: Work, { role, name, warehouses, shops }: NewToken): Promise<{ id: number; secret: string }> {
  const secret = `dl_${randomBytes(32).toString('base64url')}`
  const [made] = await insertStaff(work.tx, work.now, {
    login: `token:${randomBytes(9).toString('base64url')}`, name, password: null, roles: [role],
    warehouses: warehouses ?? null, shops: shops ?? null, departments: [], givenAt: null,
  })
  const { id } = made! // 72 random bits do not meet a login that is there
  await insertKey(work.tx, work.now, { hash: digest(secret), kind: 'token', staffId: id, name, expiresAt: null })
  await record(work, [{ subject: 'token', id, kind: 'token.added', facts: { role } }])
  return { id, secret }
}

/** Whether there was such a token. */
export async function dropToken(work: Work, id: number): Promise<boolean> {
  const [gone] = await revokeToken(work.tx, work.now, id)
  if (!gone) return false
  await deactivate(work.tx, gone.staffId)
  await record(work, [{ subject: 'token', id, kind: 'token.revoked', facts: {} }])
  return true
}

/** One's own password, by the present one; every other session of oneself ends (S6). Wrong guesses count like those at the door. */
export async function changeOwnPassword(ctx: Ctx, actor: Actor, { present, next, secret, address }: { present: string; next: string; secret: string | undefined; address: string }): Promise<{ reasons: Reason[] } | { throttled: number }> {
  const me = await passwordOf(ctx.db, actor.id)
  if (!me) return { reasons: [{ code: 'wrong-password' }] }
  const attempt = countAttempt(ctx.db, me.login, address, ctx.now().getTime())
  if (attempt.seconds > 0) return { throttled: attempt.seconds }
  if (!await isPassword(present, me.password)) return { reasons: [{ code: 'wrong-password' }] }
  attempt.forget()
  const reasons = next === present ? [reason('password-same')] : whyNotPassword(next, [me.login, me.name])
  if (reasons.length) return { reasons }
  const hash = await hashOf(next)
  await ctx.db.transaction(async tx => {
    await writeOwnPassword(tx, actor.id, hash)
    await revokeOtherSessions(tx, ctx.now(), actor.id, secret === undefined ? Buffer.alloc(0) : digest(secret))
    await record({ tx, now: ctx.now(), actor, vault: ctx.vault }, [{ subject: 'staff', id: actor.id, kind: 'staff.password-change' }])
  })
  forgetActors(ctx.db)
  return { reasons: [] }
}

// ── sessions ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface SignIn { login: string; password: string; code?: string | undefined; address: string; before?: string | undefined }
export type SignedIn = { actor: Actor; secret: string } | { refused: 'wrong' | 'lapsed' | 'code-needed' | 'wrong-code' } | { refused: 'throttled'; seconds: number }

/**
 * A wrong login and a wrong password cost the same time and get the same answer (S7). Each sign-in makes a new secret
 * and ends the session the browser came with (S6). The password is checked outside of any transaction: it is slow.
 */
export async function signIn(ctx: Ctx, { login, password, code, address, before }: SignIn): Promise<SignedIn> {
  const now = ctx.now()
  const attempt = countAttempt(ctx.db, login, address, now.getTime())
  if (attempt.seconds > 0) return { refused: 'throttled', seconds: attempt.seconds }
  const [staff] = await staffByLogin(ctx.db, login)
  const fits = await isPassword(password, staff?.password ?? await decoy())
  if (!staff || !fits) return { refused: 'wrong' }
  if (hasLapsed(staff.givenAt, now)) return { refused: 'lapsed' }
  // A missing code is no attempt; a wrong one is, so that codes cannot be tried through.
  if (staff.totp && code === undefined) { attempt.forget(); return { refused: 'code-needed' } }
  const step = staff.totp && code !== undefined ? stepOfCode(ctx.vault.openBytes(staff.totp), code, now, staff.totpStep) : undefined
  if (staff.totp && (step === undefined || (await useStep(ctx.db, staff.id, step)).length === 0)) return { refused: 'wrong-code' }
  attempt.forget()
  const secret = `ds_${randomBytes(32).toString('base64url')}`
  const actor = actorFrom(staff)
  await ctx.db.transaction(async tx => {
    if (before) await revokeKey(tx, now, digest(before))
    await insertKey(tx, now, { hash: digest(secret), kind: 'session', staffId: staff.id, name: '', expiresAt: new Date(now.getTime() + session.absoluteMs) })
    await record({ tx, now, actor, vault: ctx.vault }, [{ subject: 'staff', id: staff.id, kind: 'staff.signed-in', facts: {} }])
  })
  forgetActors(ctx.db)
  return { actor, secret }
}

export async function signOut(work: Work, secret: string): Promise<void> {
  const [gone] = await revokeKey(work.tx, work.now, digest(secret))
  if (gone) await record(work, [{ subject: 'staff', id: gone.staffId, kind: 'staff.signed-out', facts: {} }])
}

const keptMs = 900
const keptMost = 10_000
/** By the pool: a call with an Idempotency-Key gets a database of its own around the same one. */
const known = new WeakMap<CompanyDb['pool'], Map<string, { actor: Actor | undefined; until: number }>>()

/** Who stands behind a secret. Kept for 0.9 s, so that whoever is refused anywhere is refused everywhere within a second (S6). */
export async function actorOf(ctx: Ctx, secret: string): Promise<Actor | undefined> {
  const hash = digest(secret)
  const text = hash.toString('base64')
  const actors = known.get(ctx.db.pool) ?? new Map<string, { actor: Actor | undefined; until: number }>()
  known.set(ctx.db.pool, actors)
  const at = performance.now()
  const kept = actors.get(text)
  if (kept && kept.until > at) return kept.actor
  const now = ctx.now()
  const [found] = await actorByKey(ctx.db, hash, now, new Date(now.getTime() - session.idleMs))
  if (found && now.getTime() - (found.usedAt?.getTime() ?? 0) > 60_000) await touchKey(ctx.db, hash, now)
  const actor = found && actorFrom(found)
  if (actors.size >= keptMost) actors.clear()
  actors.set(text, { actor, until: at + keptMs })
  return actor
}

const actorFrom = ({ id, name, roles, warehouses, shops, owes, outside }: { id: number; name: string; roles: Role[]; warehouses: number[] | null; shops: number[] | null; owes: Owed | null; outside?: number[] | null }): Actor =>
  ({ id, name, roles, scope: { warehouses, shops }, ...(owes && { owes: { code: owes, how: owed[owes] } }), ...(outside && { outside: { warehouses, shops: outside } }) })

/** After a revocation has been committed: this process asks the database again at once. */
export const forgetActors = (db: CompanyDb) => { known.delete(db.pool) }

// ── throttle ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const attempts = new WeakMap<CompanyDb, Map<string, { count: number; since: number }>>()

/** Counts before the password is looked at, so that parallel guesses are counted too; a success takes its own count back. */
function countAttempt(db: CompanyDb, login: string, address: string, now: number): { seconds: number; forget(): void } {
  const counts = attempts.get(db) ?? new Map<string, { count: number; since: number }>()
  attempts.set(db, counts)
  if (counts.size > 50_000) for (const [key, { since }] of counts) if (now - since >= throttle.windowMs) counts.delete(key)
  if (counts.size > 100_000) counts.clear()
  const mine = [[`p ${login} ${address}`, throttle.pair], [`l ${login}`, throttle.login], [`a ${address}`, throttle.address]] as const
  const current = mine.map(([key, most]) => {
    const kept = counts.get(key)
    const count = kept && now - kept.since < throttle.windowMs ? kept : { count: 0, since: now }
    counts.set(key, count)
    return { count, most }
  })
  const over = current.filter(({ count, most }) => count.count >= most)
  const seconds = Math.max(0, ...over.map(({ count }) => Math.ceil((count.since + throttle.windowMs - now) / 1000)))
  if (seconds === 0) for (const { count } of current) count.count++
  return { seconds, forget() { for (const { count } of current) count.count-- } }
}

// ── secrets ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Secrets have 256 random bits, so that a plain hash is enough to keep. */
const digest = (secret: string) => createHash('sha256').update(secret).digest()

const derive = promisify(argon2)
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }

export async function hashOf(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive('argon2id', { message: password.normalize('NFKC'), nonce, ...cost })
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(nonce)}$${unpadded(tag)}`
}

async function isPassword(password: string, kept: string): Promise<boolean> {
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(kept)
  if (!found) throw new Error('a password is kept in an unknown form')
  const [, memory, passes, parallelism, nonce = '', tag = ''] = found
  const expected = Buffer.from(tag, 'base64')
  const given = await derive('argon2id', {
    message: password.normalize('NFKC'), nonce: Buffer.from(nonce, 'base64'), tagLength: expected.length,
    memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism),
  })
  return timingSafeEqual(given, expected)
}
const unpadded = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/={1,2}$/, '')

/** What a password is compared with when nobody has that login. */
let decoyHash: Promise<string> | undefined
const decoy = () => decoyHash ??= hashOf(randomBytes(18).toString('base64'))
