import type { Db } from './db.ts'
import type { Vault } from './pii.ts'
import type { Scope } from './scope.ts'

/** Who acts. The system itself has the role `system`, which may make every move. */
export interface Actor { id: number; name: string; roles: readonly string[]; scope: Scope }

/** What every act gets: an open transaction, the time, who acts, the company's vault. The time is given, never taken. */
export interface Work { tx: Db; now: Date; actor: Actor; vault: Vault; cause?: string }

export const system: Actor = { id: 0, name: 'system', roles: ['system'], scope: { warehouses: null, shops: null } }
