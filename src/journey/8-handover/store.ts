import type { Db } from '#kit/db.ts'
import { withinWarehouses, type Scope } from '#kit/scope.ts'
import { sql } from '#kit/sql.ts'

export const openHandover = async (tx: Db, warehouseId: number, carrierId: number, by: number, at: Date): Promise<number> =>
  (await tx.rows<{ id: number }>(sql`insert into handover (warehouse_id, carrier_id, state, opened_at, opened_by) values (${warehouseId}, ${carrierId}, 'open', ${at}, ${by}) returning id`))[0]!.id
export const lockHandover = async (tx: Db, id: number, scope: Scope): Promise<{ id: number; warehouseId: number; carrierId: number; state: string } | undefined> =>
  (await tx.rows<{ id: number; warehouseId: number; carrierId: number; state: string }>(sql`select id, warehouse_id as "warehouseId", carrier_id as "carrierId", state from handover w where id = ${id} and ${withinWarehouses(scope, 'w')} for update`))[0]
export const signHandover = (tx: Db, id: number, signer: string, at: Date) => tx.rows(sql`update handover set state = 'signed', signer = ${signer}, signed_at = ${at} where id = ${id}`)
export const stagesOf = (tx: Db, orders: readonly number[]): Promise<{ id: number; stage: string; blocks: string[] }[]> => tx.rows(sql`select id, stage, blocks from orders where id = any(${orders}::bigint[])`)
