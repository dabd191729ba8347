import type { Db } from './db.ts'
import type { Vault } from './pii.ts'
import type { Scope } from './scope.ts'

/** Who acts. The system itself has the role `system`, which may make every move. */
export interface Actor { id: number; name: string; roles: readonly string[]; scope: Scope; /** What this person must do before anything else, as a code, and by which call. */ owes?: { code: string; how: string }; /** What they reach by an interface, where that is less than at the screens (P5). */ outside?: Scope }

/** What every act gets: an open transaction, the time, who acts, the company's vault. The time is given, never taken. */
export interface Work { tx: Db; now: Date; actor: Actor; vault: Vault; cause?: string }

export const system: Actor = { id: 0, name: 'system', roles: ['system'], scope: { warehouses: null, shops: null } }

/**
 * The same work by the same person within the same scope, with the right to every move: for what is carried out on another's
 * word (a channel, a carrier) or follows from a move that was allowed. The log still names who brought it.
 */
export const onBehalf = <W extends Work>(work: W): W => ({ ...work, actor: { ...work.actor, roles: ['system'] } })
