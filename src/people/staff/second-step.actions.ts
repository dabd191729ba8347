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

/** Taken away by oneself with a code, or by IT for somebody who lost the device; the log says by whom. */
export async function endSecondStep(work: Work, id: number, code: string | undefined): Promise<Reason[]> {
  const staff = await store.secondStepOf(work.tx, id)
  if (!staff?.totp) return [reason('no-second-step')]
  if (code !== undefined && stepOfCode(work.vault.openBytes(staff.totp), code, work.now, staff.step) === undefined) return [reason('wrong-code')]
  await store.clearSecondStep(work.tx, id)
  await record(work, [{ subject: 'staff', id, kind: 'staff.second-step', after: 'off', facts: {} }])
  return []
}
