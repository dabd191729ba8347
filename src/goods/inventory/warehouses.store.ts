import type { Db } from '#kit/db.ts'
import { withinWarehouses, type Scope } from '#kit/scope.ts'
import { sql, whole } from '#kit/sql.ts'
import type { PlaceKind } from './rules.ts'

export interface Warehouse { id: number; code: string; name: string; province: string; rank: number }
export const listWarehouses = (db: Db, scope: Scope): Promise<Warehouse[]> => db.rows(sql`
  select w.id, w.code, w.name, w.province, w.rank from (select id, id as warehouse_id, code, name, province, rank from warehouse) w
  where ${withinWarehouses(scope, 'w')} order by w.rank, w.id limit 1000`)

export const findWarehouse = async (db: Db, scope: Scope, id: number): Promise<Warehouse | undefined> => (await listWarehouses(db, scope)).find(w => w.id === id)

export const isCodeTaken = async (tx: Db, code: string): Promise<boolean> => (await tx.rows(sql`select 1 as taken from warehouse where code = ${code}`)).length > 0

export interface PlaceRow { id: number; code: string; kind: PlaceKind; walk: number; pieces: number }
/** A warehouse's places and what lies in each. */
export const listPlaces = (db: Db, warehouseId: number, after: number, limit: number): Promise<PlaceRow[]> => db.rows(sql`
  select p.id, p.code, p.kind, p.walk, coalesce((select sum(b.quantity) from balance b where b.place_id = p.id), 0)::bigint as pieces
  from place p where p.warehouse_id = ${warehouseId} and p.id > ${after} order by p.id limit ${whole(limit)}`)
