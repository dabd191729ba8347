import { appendFile, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { homeOf } from '#kit/home.ts'

/** A parcel's number on its way to the channel. */
export interface NumberForChannel { id: number; shop: string; number: string; carrier: string; waybill: string | null }

/**
 * The file channel: numbers are appended to `outbox/<shop>.ndjson` in the company's home, one line a parcel. A line may stand
 * twice after a crash; `parcel` tells a repeat.
 */
export async function deliverNumbers(company: { company: string }, parcels: readonly NumberForChannel[]): Promise<void> {
  const folder = path.join(homeOf(), 'outbox', company.company)
  await mkdir(folder, { recursive: true })
  for (const [shop, group] of Map.groupBy(parcels, p => p.shop)) {
    const lines = group.map(p => JSON.stringify({ parcel: String(p.id), order: p.number, carrier: p.carrier, waybill: p.waybill }))
    await appendFile(path.join(folder, `${encodeURIComponent(shop)}.ndjson`), `${lines.join('\n')}\n`)
  }
}
