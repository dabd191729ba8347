import { fork, type ChildProcess } from 'node:child_process'
import os from 'node:os'
import { root } from '#kit/root.ts'
import type { Errands } from './porter.ts'

/** A location gives no answer: a network mount that hangs, a disk that dies. */
export class Silent extends Error {}

// Whoever touches a mount that hangs, hangs with it, and no limit of ours can take back a call that the kernel does not end. So what lies at the locations
// is touched by processes of their own, one for each errand: the house asks them, waits as long as it likes, and goes on.

interface Porter { child: ChildProcess; asked: Map<number, { done(answer: unknown): void; fail(error: Error): void }>; silent: boolean }
const porters = new Map<keyof Errands, Porter>()
let last = 0

function porterFor(errand: keyof Errands): Porter {
  const known = porters.get(errand)
  if (known) return known
  const child = fork(`${root}/src/oversight/backups/porter.ts`, { execArgv: ['--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' })
  try { if (child.pid) os.setPriority(child.pid, 5) } catch { /* it has ended, or may not be made humbler */ }
  const porter: Porter = { child, asked: new Map(), silent: false }
  porters.set(errand, porter)
  child.on('message', ({ id, answer, fault }: { id: number; answer: unknown; fault?: string }) => {
    const one = porter.asked.get(id)
    porter.asked.delete(id)
    rest(porter)
    if (fault === undefined) one?.done(answer)
    else one?.fail(new Error(fault))
  })
  const gone = () => {
    if (porters.get(errand) === porter) porters.delete(errand)
    for (const { fail } of porter.asked.values()) fail(new Error('the process that looks after the backups has ended'))
    porter.asked.clear()
  }
  child.once('exit', gone).once('error', gone)
  rest(porter)
  return porter
}

/** Nobody's end waits for a porter that does nothing; while it is asked, whoever asked waits. */
function rest({ child, asked }: Porter): void {
  if (asked.size > 0) { child.ref(); child.channel?.ref() } else { child.unref(); child.channel?.unref() }
}

/** One errand; `Silent` after `limitMs`. As long as the kernel holds the one that hangs, no other is sent after it. */
export async function aside<E extends keyof Errands>(errand: E, given: Parameters<Errands[E]>[0], limitMs: number): Promise<ReturnType<Errands[E]>> {
  const porter = porterFor(errand)
  if (porter.silent) throw new Silent('a location of the backups gives no answer')
  const id = ++last
  const answer = new Promise<unknown>((done, fail) => { porter.asked.set(id, { done, fail }) })
  rest(porter)
  porter.child.send({ id, errand, given })
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, fail) => {
    timer = setTimeout(() => {
      porter.silent = true
      porter.asked.delete(id)
      rest(porter)
      // Where the kernel holds it, it goes when the mount comes back; until then its place is taken.
      porter.child.kill('SIGKILL')
      fail(new Silent(`a location of the backups gave no answer in ${limitMs / 1000} s`))
    }, limitMs)
  })
  try { return await Promise.race([answer, limit]) as ReturnType<Errands[E]> } finally { clearTimeout(timer) }
}
