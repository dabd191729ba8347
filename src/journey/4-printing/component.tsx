import { componentAt, outcomeOf, taskFor, type ComponentOutcome, type ComponentPaper } from './component.rules.ts'
import type { Platform } from '#journey/printers/rules.ts'

export interface Component { print(paper: ComponentPaper, printer: string): Promise<ComponentOutcome>; close(): void }

/** Opens the talk with the component on this machine. Rejects when nothing listens: then nothing has been taken from the house yet. */
export function openComponent(platform: Platform, { secure, at, answerMs = 60_000 }: { secure: boolean; at?: string; answerMs?: number }): Promise<Component> {
  const socket = new WebSocket(at ?? componentAt[platform][secure ? 'secure' : 'plain'])
  const listeners = new Set<(message: unknown) => void>()
  const gone = new Set<() => void>()
  let requests = 0
  socket.addEventListener('message', event => { try { const message: unknown = JSON.parse(String(event.data)); for (const listener of [...listeners]) listener(message) } catch { /* no JSON, not for us */ } })
  socket.addEventListener('close', () => { for (const end of [...gone]) end() })
  return new Promise((done, failed) => {
    socket.addEventListener('error', () => failed(new Error('component-away')))
    socket.addEventListener('open', () => done({
      print: (paper, printer) => new Promise(answered => {
        const request = `${paper.id}-${++requests}`
        const end = (outcome: ComponentOutcome) => { listeners.delete(listen); gone.delete(lost); clearTimeout(late); answered(outcome) }
        const listen = (message: unknown) => { const outcome = outcomeOf(message, paper.id, request); if (outcome) end(outcome) }
        const lost = () => end({ outcome: 'unknown', why: 'the component went away' })
        const late = setTimeout(() => end({ outcome: 'unknown', why: 'no answer' }), answerMs)
        listeners.add(listen)
        gone.add(lost)
        if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(taskFor(paper, { printer, request })))
        else end({ outcome: 'not-printed', why: 'the component went away' })
      }),
      close: () => socket.close(),
    }))
  })
}
