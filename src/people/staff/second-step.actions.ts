import { record } from '#kit/events.ts'
import { base32, freshSecret, otpauthUri, stepOfCode } from '#kit/totp.ts'
import { reason, type Reason } from '#kit/verdict.ts'
import type { Work } from '#kit/work.ts'
import * as store from './second-step.store.ts'

/** Makes a secret for the one who acts; it counts only once a code of it has been given. */
export async function beginSecondStep(work: Work, issuer: string): Promise<{ secret: string; uri: string } | undefined> {
  const staff = await store.secondStepOf(work.tx, work.actor.id)
  if (!staff) return undefined
  const secret = freshSecret()
  await store.writePending(work.tx, work.actor.id, work.vault.sealBytes(secret))
  return { secret: base32(secret), uri: otpauthUri(secret, issuer, staff.login) }
}

export async function confirmSecondStep(work: Work, code: string): Promise<Reason[]> {
  const staff = await store.secondStepOf(work.tx, work.actor.id)
  if (!staff?.pending) return [reason('no-second-step')]
  const step = stepOfCode(work.vault.openBytes(staff.pending), code, work.now, 0)
  if (step === undefined) return [reason('wrong-code')]
  await store.confirmPending(work.tx, work.actor.id, step)
  await record(work, [{ subject: 'staff', id: work.actor.id, kind: 'staff.second-step', after: 'on', facts: {} }])
  return []
}

/** Taken away by oneself, with a code. */
export async function endSecondStep(work: Work, code: string): Promise<Reason[]> {
  const staff = await store.secondStepOf(work.tx, work.actor.id)
  if (!staff?.totp) return [reason('no-second-step')]
  if (staff.asked) return [reason('second-step-asked')]
  if (stepOfCode(work.vault.openBytes(staff.totp), code, work.now, staff.step) === undefined) return [reason('wrong-code')]
  return off(work, work.actor.id, {})
}

/** Taken away by IT from somebody who lost the device. Never from oneself: whoever sits at a left desk must not open it for good. */
export async function resetSecondStep(work: Work, id: number, why: string): Promise<Reason[]> {
  if (id === work.actor.id) return [reason('own-second-step')]
  return (await store.secondStepOf(work.tx, id))?.totp ? off(work, id, { why }) : [reason('no-second-step')]
}

async function off(work: Work, id: number, facts: { why?: string }): Promise<Reason[]> {
  await store.clearSecondStep(work.tx, id)
  await record(work, [{ subject: 'staff', id, kind: 'staff.second-step', after: 'off', facts }])
  return []
}
