import { createHash, randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Ctx } from '../context.ts'
import { isAway, type Db } from '../db.ts'
import type { Endpoint } from '../endpoint.ts'
import { faultOf } from '../log.ts'
import { conflict, Problem } from '../problem.ts'
import { sql, whole } from '../sql.ts'
import type { Actor } from '../work.ts'

interface Once {
  ctx: Ctx; actor: Actor; key: string | string[]; request: FastifyRequest; reply: FastifyReply; contract: Endpoint
  act: (ctx: Ctx) => Promise<unknown>
}
interface Kept { state: 'running' | 'committed' | 'done'; claim: string; sealed?: string }
/** A door that died holds the keys of its calls for so long; one that lives says so again and again, however long a call takes. */
const leaseMs = 10_000, beatMs = 3000

/**
 * Carries a call out once per Idempotency-Key (I2). The claim is a row; every transaction of the handler ends by marking
 * that row, so that work and mark commit together: after a crash either nothing was done and the call may run again, or
 * the row says so. Whoever lost the claim meanwhile rolls back, so that the lease decides how long others wait and never
 * whether something is done twice. Answers are kept sealed, for they may be personal.
 */
export async function once({ ctx, actor, key, request, reply, contract, act }: Once): Promise<unknown> {
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) throw new Problem(400, 'bad-key', 'Idempotency-Key is 1 to 200 visible characters.')
  const { db, vault } = ctx
  const now = ctx.now()
  const claim = randomUUID()
  const hash = createHash('sha256').update(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`).digest('hex')
  const seal = (value: unknown) => vault.seal(JSON.stringify(value ?? null)).toString('base64')
  const mark = (kept: Kept) => sql`
    update idempotency set answer = ${JSON.stringify(kept)}::jsonb
    where actor_id = ${actor.id} and key = ${key} and answer->>'claim' = ${claim} returning key`
  const running: Kept = { state: 'running', claim }
  const stillOurs = sql`actor_id = ${actor.id} and key = ${key} and answer->>'claim' = ${claim} and answer->>'state' = 'running'`
  const free = () => db.rows(sql`
    delete from idempotency where ${stillOurs}`)

  const claimed = await db.rows(sql`
    insert into idempotency as i (actor_id, key, body_hash, at, answer)
    values (${actor.id}, ${key}, ${hash}, ${now}, ${JSON.stringify(running)}::jsonb)
    on conflict (actor_id, key) do update set at = excluded.at, answer = excluded.answer
      where i.answer->>'state' = 'running' and i.body_hash = excluded.body_hash and i.at < ${new Date(now.getTime() - leaseMs)}
    returning key`).catch((error: unknown) => {
    if (isAway(error)) void untilDone(free) // the claim may stand although its answer was lost
    throw error
  })
  if (claimed.length === 0) {
    const [kept] = await db.rows<{ hash: string; answer: Kept }>(sql`
      select body_hash as hash, answer from idempotency where actor_id = ${actor.id} and key = ${key}`)
    void reply.header('idempotency-replayed', 'true')
    return replay(ctx, contract, hash, kept)
  }

  const guarded: Ctx = { ...ctx, db: { ...db, transaction: work => db.transaction(async tx => {
    const value = await work(tx)
    const held = await tx.rows(mark({ state: 'committed', claim, sealed: seal(value) }))
    if (held.length === 0) throw conflict('running', 'The same request is being carried out elsewhere.')
    return value
  }) } }
  const beat = setInterval(() => {
    db.rows(sql`
      update idempotency set at = ${ctx.now()}
      where ${stillOurs} returning key`)
      .catch((fault: unknown) => ctx.log.warn({ request: request.id, fault: faultOf(fault) }, 'idempotency key not held'))
  }, beatMs)
  let answer: unknown
  try {
    answer = await act(guarded)
  } catch (error) {
    // Nothing was committed, so the same key may try again; a committed row stays. One that a commit of unknown end still holds is waited for by the database.
    await free().catch((fault: unknown) => {
      ctx.log.warn({ request: request.id, fault: faultOf(fault) }, 'idempotency key not freed yet')
      void untilDone(free)
    })
    throw error
  } finally { clearInterval(beat) }
  await db.rows(mark({ state: 'done', claim, sealed: seal(answer) }))
    .catch((fault: unknown) => ctx.log.warn({ request: request.id, fault: faultOf(fault) }, 'answer not kept'))
  return answer
}

/** Again and again while a claim that is not renewed holds: who comes back from an outage gives its keys back at once, and others need not wait. */
async function untilDone(what: () => Promise<unknown>): Promise<void> {
  for (const began = performance.now(); performance.now() - began < leaseMs;) {
    await new Promise(done => setTimeout(done, 300).unref())
    if (await what().then(() => true, () => false)) return
  }
}

/** Answers are kept for a day: nobody repeats a call later, and they may be personal. Answers how many went. */
export const forgetAnswers = async (db: Db, now: Date, limit = 5000): Promise<number> => (await db.rows(sql`
  delete from idempotency where (actor_id, key) in (select actor_id, key from idempotency where at < ${new Date(now.getTime() - 24 * 3600_000)} order by at limit ${whole(limit)} for update skip locked) returning key`)).length

function replay({ vault }: Ctx, contract: Endpoint, hash: string, kept: { hash: string; answer: Kept } | undefined): unknown {
  if (kept && kept.hash !== hash) throw new Problem(422, 'key-reused', 'This Idempotency-Key was used for another request.')
  if (!kept || kept.answer.state === 'running' || kept.answer.sealed === undefined) throw conflict('running', 'The same request is still being carried out.')
  const value: unknown = JSON.parse(vault.open(Buffer.from(kept.answer.sealed, 'base64')))
  if (kept.answer.state === 'done') return value
  // The process died between commit and answer: what the transaction gave is usually the answer itself.
  const answer = contract.answer.safeParse(value)
  if (!answer.success) throw conflict('answer-lost', 'The request was carried out, but its answer was lost; look at the result.')
  return answer.data
}
