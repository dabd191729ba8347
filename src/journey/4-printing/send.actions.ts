import { jobAttributes, printerAttributes, printJob } from '#kit/print/ipp.ts'
import type { Layout } from '#kit/print/layout.ts'
import { openTalk, type NotReady, type Talk } from '#kit/print/raw9100.ts'
import { tspl } from '#kit/print/tspl.ts'
import { zpl } from '#kit/print/zpl.ts'
import { system, type Actor } from '#kit/work.ts'
import { printersByIds, seePrinters } from '#journey/printers/actions.ts'
import { hostOf, type Printer } from '#journey/printers/rules.ts'
import { moveBatches, movePapers } from './actions.ts'
import { thePress } from './engine.ts'
import { setAsideStale, thawed, type PrintHouse } from './frozen.actions.ts'
import * as store from './store.ts'

type Ready = store.Paper & { sealed: Buffer }
interface Sending { house: PrintHouse; batch: store.Claimed; asker: Actor; until: number }

/**
 * Sends the next checked papers of a batch to the printers the house itself talks to. A paper is written down as printed before it leaves:
 * whatever breaks, it is never sent twice by a guess. Answers how many went out or were proved.
 */
export async function sendNext(house: PrintHouse, batch: store.Claimed, asker: Actor, until: number): Promise<number> {
  const ready = await fresh(house, asker, await store.papersToSend(house.db, batch.id, 60))
  const doubtful = await store.papersInDoubt(house.db, batch.id)
  const ids = [...new Set([...ready, ...doubtful.filter(d => d.job !== null)].flatMap(p => p.printerId ?? []))]
  if (ids.length === 0) return 0
  const printers = await printersByIds(house.db, system.scope, ids)
  const sent = await Promise.all(printers.map(printer => {
    const sending = { house, batch, asker, until }
    const own = ready.filter(p => p.printerId === printer.id), open = doubtful.filter(p => p.printerId === printer.id && p.job !== null)
    return printer.channel === 'raw' ? sendRaw(sending, printer, own, open) : sendIpp(sending, printer, own, open)
  }))
  return sent.reduce((sum, n) => sum + n, 0)
}

/** The papers that may go out as they are, up to the first that may not. */
async function fresh(house: PrintHouse, asker: Actor, papers: readonly Ready[]): Promise<Ready[]> {
  const stale = await setAsideStale(house, asker, papers)
  if (stale.size === 0) return [...papers]
  // What stands behind a paper that is set anew waits for it: places come out in their order.
  const first = papers.findIndex(p => stale.has(p.id))
  return papers.slice(0, first)
}

const pauseAt = ({ house, batch, asker }: Sending, code: string, values: Record<string, string | number>) => house.act(asker, work => moveBatches(work, 'pause', [batch.id], { code, values }))
const notReady = ({ house, batch }: Sending, printer: Printer, why: string) => store.writeNotReady(house.db, batch.id, { code: 'printer-not-ready', values: { printer: printer.name, why } })

// ── thermal printers over TCP ────────────────────────────────────────────────────────────────────────────────────────

/** Talks that stand, by printer, with the labels that were sent and have not come out. */
const talks = new Map<number, { talk: Talk; sent: store.Paper[] }>()
const inBuffer = 3, pollMs = 120

async function sendRaw(sending: Sending, printer: Printer, ready: readonly Ready[], doubtful: readonly store.Paper[]): Promise<number> {
  const { house, batch, asker, until } = sending
  const here = talks.get(printer.id)
  const known = new Set(here?.sent.map(p => p.id))
  // Sent by a process that is gone, or over a line that went down: only somebody who looks can say which came out.
  const lost = doubtful.filter(p => !known.has(p.id) || !here?.talk.open)
  if (lost.length) {
    forget(printer.id)
    await pauseAt(sending, 'unsure', { printer: printer.name, from: lost[0]!.place, to: lost.at(-1)!.place }) // there is one
    return 0
  }
  const line = here?.talk.open ? here : await connect(printer)
  if (!line) { await notReady(sending, printer, 'no-connection'); return 0 }
  await seePrinters(house.db, [printer.id], house.now())
  const queue = [...ready]
  const drawn = new Map((await thawed(house, queue)).map(d => [d.paper.id, d]))
  let done = 0, told: NotReady | null = null
  while (Date.now() < until) {
    const status = await line.talk.ask()
    if (!line.talk.open) {
      const left = line.sent
      forget(printer.id)
      if (left.length) await pauseAt(sending, 'unsure', { printer: printer.name, from: left[0]!.place, to: left.at(-1)!.place }) // there is one
      else await notReady(sending, printer, 'no-connection')
      return done
    }
    // First in, first out: all but the last `waiting` have been burnt. A printer that is not ready proves nothing.
    const out = status.ready ? line.sent.splice(0, Math.max(0, line.sent.length - status.waiting)) : []
    if (out.length) {
      await house.act(asker, work => movePapers(work, 'confirm', out.map(p => p.id)))
      done += out.length
    }
    if (!status.ready) {
      if (told !== status.why) await notReady(sending, printer, status.why ?? 'silent')
      told = status.why
      // No label is lost by waiting; what else the house has to do is not kept.
      if (out.length === 0 && Date.now() > until - sliceRest) break
    } else if (told !== null) { await store.writeNotReady(house.db, batch.id, null); told = null }
    const next = queue[0]
    if (status.ready && next && line.sent.length < inBuffer && await store.isPrinting(house.db, batch.id)) {
      queue.shift()
      const label = drawn.get(next.id)
      if (!label) { await house.act(asker, work => movePapers(work, 'refuse', [next.id], { code: 'gone', values: {} })); continue }
      const bytes = await burnt(label, printer)
      await house.act(asker, async work => { await movePapers(work, 'print', [next.id]); await store.writeJob(work.tx, [next.id], 'raw') })
      line.sent.push(next)
      done++
      try { await line.talk.send(bytes) } catch { continue } // the next question finds the line down
    } else if (line.sent.length === 0 && (!next || status.ready)) break
    else await new Promise(end => setTimeout(end, pollMs))
  }
  if (told === null && done > 0) await store.writeNotReady(house.db, batch.id, null)
  return done
}
const sliceRest = 2500

async function connect(printer: Printer) {
  const at = hostOf(printer.address)
  if (!at) return undefined
  try {
    const line = { talk: await openTalk({ ...at, language: printer.language === 'tspl' ? 'tspl' : 'zpl', answerMs: 600 }), sent: [] as store.Paper[] }
    talks.set(printer.id, line)
    return line
  } catch { return undefined }
}
function forget(printer: number) {
  talks.get(printer)?.talk.close()
  talks.delete(printer)
}
/** Lines to printers do not outlive the house. */
export const closeTalks = () => { for (const id of [...talks.keys()]) forget(id) }

async function burnt({ layout, content }: { layout: Layout; content: { values: Record<string, string>; lists?: Record<string, Record<string, string>[]> } }, printer: Printer): Promise<Buffer> {
  const dots = await thePress().dots(layout, content, printer.dpi)
  const perTenth = (printer.dpi === 203 ? 8 : printer.dpi / 25.4) / 10
  const burning = { offsetX: Math.round(printer.offsetX * perTenth), offsetY: Math.round(printer.offsetY * perTenth), density: printer.density, copies: printer.copies }
  return printer.language === 'tspl' ? tspl(dots, { ...burning, dpi: printer.dpi }) : zpl(dots, burning)
}

// ── office printers by IPP ───────────────────────────────────────────────────────────────────────────────────────────

const inJob = 50

async function sendIpp(sending: Sending, printer: Printer, ready: readonly Ready[], doubtful: readonly store.Paper[]): Promise<number> {
  const { house, batch, asker } = sending
  let done = 0
  const job = doubtful[0]?.job
  if (job === 'ipp:?') {
    await pauseAt(sending, 'unsure', { printer: printer.name, from: doubtful[0]!.place, to: doubtful.at(-1)!.place }) // there is one
    return 0
  }
  if (job) {
    const own = doubtful.filter(p => p.job === job)
    const found = await jobAttributes(printer.address, Number(job.slice('ipp:'.length))).catch(() => undefined)
    if (!found) { await notReady(sending, printer, 'no-connection'); return 0 }
    await seePrinters(house.db, [printer.id], house.now())
    if (found.state === 'completed' && !found.reasons.some(r => /errors/.test(r))) {
      // Completed says that the queue is rid of it. Whether paper came out, a person confirms.
      await house.act(asker, work => store.writeJob(work.tx, own.map(p => p.id), null))
      await store.writeNotReady(house.db, batch.id, null)
      done += own.length
    } else if (found.state === 'aborted' || found.state === 'canceled' || found.reasons.some(r => /errors/.test(r))) {
      await pauseAt(sending, 'unsure', { printer: printer.name, from: own[0]!.place, to: own.at(-1)!.place, why: found.reasons[0] ?? found.state }) // the job has papers
      return done
    } else {
      if (found.state === 'stopped' || found.state === 'held') await notReady(sending, printer, found.reasons[0] ?? found.state)
      // Asked again with the next slice: a long job keeps nobody from his own.
      await new Promise(end => setTimeout(end, 100))
      return 0
    }
  }
  const [first] = ready
  if (!first || !await store.isPrinting(house.db, batch.id)) return done
  // Asked before anything is written down: a printer that is switched off must not fill the log.
  const stands = await printerAttributes(printer.address).catch(() => undefined)
  if (!stands || !stands.accepting || stands.state === 'stopped') { await notReady(sending, printer, stands ? stands.reasons.find(r => r !== 'none') ?? 'stopped' : 'no-connection'); return done }
  // One job has one size of paper: the papers that follow one another by one template.
  const end = ready.findIndex(p => p.template !== first.template)
  const papers = await thawed(house, ready.slice(0, end < 0 ? inJob : Math.min(end, inJob)))
  const layout = papers[0]?.layout
  if (!layout) { await house.act(asker, work => movePapers(work, 'refuse', [first.id], { code: 'gone', values: {} })); return done + 1 }
  const { pdf } = await thePress().pdf(shifted(layout, printer), papers.map(p => p.content))
  const ids = papers.map(p => p.paper.id)
  await house.act(asker, async work => { await movePapers(work, 'print', ids); await store.writeJob(work.tx, ids, 'ipp:?') })
  try {
    const accepted = await printJob(printer.address, { pdf, name: `danliu ${batch.id}-${first.place}`, user: batch.byName, copies: printer.copies, width: layout.width, height: layout.height })
    await house.act(asker, work => store.writeJob(work.tx, ids, `ipp:${accepted.id}`))
    await seePrinters(house.db, [printer.id], house.now())
    return done + ids.length
  } catch (error) {
    // Refused or never reached: nothing was taken. A line that broke after that leaves a doubt.
    const nothing = error instanceof Error && (/refuses|is not an address|HTTP \d/.test(error.message) || ('code' in error && ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT'].includes(String(error.code))))
    if (!nothing) { await pauseAt(sending, 'unsure', { printer: printer.name, from: papers[0]!.paper.place, to: papers.at(-1)!.paper.place }); return done } // there is one
    await house.act(asker, work => movePapers(work, 'fetch-back', ids))
    const why = error instanceof Error ? error.message : ''
    if (/refuses/.test(why)) await pauseAt(sending, 'printer-refuses', { printer: printer.name, why })
    else await notReady(sending, printer, 'no-connection')
    return done
  }
}

/** The printer's own offsets, on paper that is drawn as a PDF. */
export const shifted = (layout: Layout, { offsetX, offsetY }: Pick<Printer, 'offsetX' | 'offsetY'>): Layout => offsetX === 0 && offsetY === 0 ? layout
  : { ...layout, ...(layout.typst !== undefined && { typst: `#set page(margin: (left: ${Math.max(0, offsetX / 10)}mm, top: ${Math.max(0, offsetY / 10)}mm));${layout.typst}` }), elements: layout.elements.map(e => ({ ...e, x: Math.max(0, e.x + offsetX / 10), y: Math.max(0, e.y + offsetY / 10) })) }
