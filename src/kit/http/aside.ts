import { once } from 'node:events'
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Ctx } from '../context.ts'
import { Busy, isAway, sqlState } from '../db.ts'

/** Asks a copy of the database, and says of which moment the answer is; undefined where the copy is not up to it, so that the primary is asked. */
export async function readAside<T>(ctx: Ctx, reply: FastifyReply, act: (within: Ctx) => Promise<T>): Promise<{ answer: T } | undefined> {
  const copy = await ctx.replica?.look()
  if (!copy) return undefined
  try {
    const answer = await act({ ...ctx, reads: copy.db, asOf: copy.asOf })
    await begins(answer)
    void reply.header('x-danliu-as-of', copy.asOf.toISOString()).header('x-danliu-lag-ms', String(copy.lagMs))
    return { answer }
  } catch (error) {
    // Away, closed, in the way of what it replays, or asked for more than reading.
    if (error instanceof Busy || isAway(error) || ['40001', '40P01', '25006', '42501', '42P01', '57014', '55000'].includes(sqlState(error) ?? '')) return undefined
    throw error
  }
}

/** A file is read while it is sent: once its first piece is there, the copy was up to it. One that breaks off later breaks off for the caller, too. */
async function begins(answer: unknown): Promise<void> {
  const body = typeof answer === 'object' && answer !== null && 'body' in answer ? answer.body : undefined
  if (body instanceof Readable && body.readableLength === 0 && !body.readableEnded) await Promise.race([once(body, 'readable'), once(body, 'end')])
}
