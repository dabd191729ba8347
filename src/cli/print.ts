import { writeFile } from 'node:fs/promises'
import { system } from '#kit/work.ts'
import { makeBatch } from '#journey/4-printing/actions.ts'
import { documentKinds, type DocumentKind } from '#journey/4-printing/fields.rules.ts'
import { takePdf } from '#journey/4-printing/give.actions.ts'
import { reprintReasons, type ReprintReason } from '#journey/4-printing/rules.ts'
import { printNext } from '#journey/4-printing/run.actions.ts'
import { closeTalks } from '#journey/4-printing/send.actions.ts'
import { allPrinters, batchesOf, ordersByNumbers } from '#journey/4-printing/cli.store.ts'
import { withCompany } from './open.ts'
import { list, say, type Options } from './options.ts'

export interface PrintGiven { documents: string; printer?: string; pdf?: string; reason?: string }

/** Makes a batch, sets and sends it here and now, and says what became of it. */
export async function printThese(options: Options, what: { wave: string } | { numbers: string[] }, given: PrintGiven): Promise<void> {
  const documents = given.documents.split(',').map(name => documentKinds.find(k => k === name.trim()) ?? unknown('document', name, documentKinds))
  const reason = given.reason === undefined ? null : reprintReasons.find(r => r === given.reason) ?? unknown('reason', given.reason, reprintReasons)
  const done = await withCompany(options, async company => {
    const printer = given.printer === undefined ? null : (await allPrinters(company.db)).find(p => p.code === given.printer)?.id ?? unknown('printer', given.printer, (await allPrinters(company.db)).map(p => p.code))
    const subject = 'wave' in what ? { wave: Number(what.wave) } : { orders: (await ordersByNumbers(company.db, what.numbers)).map(o => o.id) }
    const made = await company.act(system, work => makeBatch(work, { ...subject, documents, reason: reason as ReprintReason | null, printers: Object.fromEntries(documents.map(d => [d, printer])) as Partial<Record<DocumentKind, number | null>> }))
    // Until it stands still: what waits for a printer is gone on with by the house.
    while (made.batch !== null && await printNext(company) > 0);
    if (made.batch !== null && given.pdf) await writeFile(given.pdf, (await takePdf(company, system, made.batch, { document: null, from: 0, to: 100_000 })).pdf, { mode: 0o600 })
    closeTalks()
    const [batch] = made.batch === null ? [] : await batchesOf(company.db, made.batch, 1)
    return { ...made, refused: made.refused.length, why: made.refused.slice(0, 20).map(r => `${r.number ?? r.order} ${r.document}: ${r.reasons.map(x => x.code).join(', ')}`), state: batch?.state ?? null, stopped: batch?.stopCode ?? null, failed: batch?.refused ?? 0 }
  })
  say(options, done, `${done.batch === null ? 'nothing to print' : `batch ${done.batch}: ${done.papers} papers, ${done.state}${done.stopped ? ` (${done.stopped})` : ''}${done.failed ? `, ${done.failed} refused by the check` : ''}`}${done.refused ? `, ${done.refused} not printed` : ''}${list(done.why)}`)
  if (done.batch === null || done.failed > 0) process.exitCode = 3
}

export async function showBatches(options: Options): Promise<void> {
  const batches = await withCompany(options, company => batchesOf(company.db, null, 50))
  say(options, { batches }, batches.length ? batches.map(b => `${b.id}  ${b.state}${b.stopCode ? ` (${b.stopCode})` : ''}  ${b.done}/${b.papers}${b.refused ? `, ${b.refused} refused` : ''}  ${b.documents.join('+')}  ${b.by}  ${b.madeAt.toISOString()}`).join('\n') : 'nothing has been printed')
}

export async function showPrinters(options: Options): Promise<void> {
  const printers = await withCompany(options, company => allPrinters(company.db))
  say(options, { printers }, printers.length ? printers.map(p => `${p.code}  ${p.name}  ${p.station || '-'}  ${p.channel} ${p.address}  ${p.documents.join(',')}`).join('\n') : 'no printers')
}

function unknown(what: string, name: string, known: readonly string[]): never { throw new Error(`there is no ${what} ${name}; known: ${known.join(', ') || 'none'}`) }
