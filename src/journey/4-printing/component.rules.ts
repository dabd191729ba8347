import type { Platform } from '#journey/printers/rules.ts'

/** Where a platform's print component listens on the clerk's own machine: one message form, a table of ports. */
export const componentAt: Readonly<Record<Platform, { plain: string; secure: string }>> = {
  cainiao: { plain: 'ws://localhost:13528', secure: 'wss://localhost:13529' },
  pinduoduo: { plain: 'ws://127.0.0.1:5000', secure: 'wss://127.0.0.1:18653' },
  kuaishou: { plain: 'ws://localhost:16888/ks/printer', secure: 'wss://localhost:16889/ks/printer' },
}
export interface ComponentPaper { id: string; fields: Record<string, string>; template: string }

/** One paper a task: a task of many that breaks off would leave a doubt about all of them. */
export const taskFor = (paper: ComponentPaper, { printer, request, preview = false }: { printer: string; request: string; preview?: boolean }) => ({
  cmd: 'print', requestID: request, version: '1.0',
  task: { taskID: `danliu-${paper.id}`, preview, printer, firstDocumentNumber: 1, totalDocumentCount: 1, documents: [{ documentID: paper.id, contents: [{ templateURL: paper.template, data: paper.fields }] }] },
})

export type ComponentOutcome = { outcome: 'printed' | 'not-printed' | 'unknown'; why: string }
const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 200) : '')

/** What a message of the component says about a task; undefined when it says nothing final of it. A refused request never printed. */
export function outcomeOf(message: unknown, paper: string, request: string): ComponentOutcome | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  const said = message as Record<string, unknown>
  if (said.cmd === 'print' && said.requestID === request && said.status === 'failed') return { outcome: 'not-printed', why: text(said.msg) }
  if (said.taskID !== `danliu-${paper}`) return undefined
  const status = said.cmd === 'notifyPrintResult' || said.cmd === 'notifyTaskResult' ? said.taskStatus : said.cmd === 'notifyDocResult' ? said.status : undefined
  // Rendered is not printed yet.
  if (status === 'printed') return { outcome: 'printed', why: '' }
  if (status === 'failed' || status === 'canceled') return { outcome: said.cmd === 'notifyDocResult' ? 'unknown' : 'not-printed', why: text(said.msg ?? (Array.isArray(said.printStatus) ? (said.printStatus[0] as { msg?: unknown } | undefined)?.msg : '')) }
  return undefined
}
