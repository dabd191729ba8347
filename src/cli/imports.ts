import { statSync } from 'node:fs'
import { isAway, Unknown } from '#kit/db.ts'
import { system } from '#kit/work.ts'
import { importCatalogue } from '#goods/catalog/actions.ts'
import { importOrders } from '#journey/1-intake/import.actions.ts'
import { importTracking } from '#journey/9-delivery/import.actions.ts'
import { furnish } from '#demo.ts'
import { withCompany } from './open.ts'
import { list, say, type Options } from './options.ts'

export async function bringCatalogue(options: Options, file: string): Promise<void> {
  mustBeThere([file])
  const done = await withCompany(options, company => importCatalogue({ db: company.db, now: company.now(), actor: system, vault: company.vault }, file))
  say(options, done, `${done.products} products, ${done.pieces} pieces of opening stock, ${done.problems.length} rows with problems${list(done.problems.map(p => JSON.stringify(p)))}`)
}

export async function bringOrders(options: Options, files: string[], { shop, mapping }: { shop: string; mapping?: string }): Promise<void> {
  mustBeThere(files)
  const done = await withCompany(options, async company => {
    await company.act(system, work => furnish(work, [{ code: shop, name: shop }]))
    return importOrders(company, { workOf: tx => company.workOf(tx, system), shop, files, ...(mapping && { mapping }), onProgress: progress })
  }).catch(again)
  say(options, done, JSON.stringify(done, null, 2))
  if (done.gap) process.exitCode = 3
}

export async function bringTracking(options: Options, file: string): Promise<void> {
  mustBeThere([file])
  const done = await withCompany(options, company => importTracking(company, { workOf: tx => company.workOf(tx, system), file, onProgress: progress })).catch(again)
  say(options, done, JSON.stringify(done, null, 2))
}

/** Before a database is started or a shop is made for files that are not there. */
function mustBeThere(files: readonly string[]): void {
  const gone = files.filter(file => !statSync(file, { throwIfNoEntry: false })?.isFile())
  if (gone.length) throw new Error(`there is no file ${gone.join(', ')}`)
}

/** What a broken import needs to be told: nothing is lost, and how it goes on. */
function again(error: unknown): never {
  if (isAway(error) || error instanceof Unknown) throw new Error('the database went away in the middle. What was taken is kept: run the same command again, and it goes on from there', { cause: error })
  throw error
}

const progress = (p: object) => { if (process.stderr.isTTY) process.stderr.write(`\r${Object.entries(p).map(([k, v]) => `${k} ${String(v)}`).join('  ')}   `) }
