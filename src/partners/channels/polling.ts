import { windowsFrom, type Polling, type Window } from './polling.rules.ts'

/** One page of what changed within a window, the oldest change first; pages count from 1. */
export type ReadPage<T> = (window: Window, page: number, signal: AbortSignal) => Promise<{ items: T[]; pages: number }>
interface Poll<T> { cursor: number; platformNow: number; polling: Polling; read: ReadPage<T>; signal: AbortSignal; /** Takes a page in; a repeat changes nothing. */ take: (items: T[]) => Promise<unknown> }

/**
 * Reads a platform's changes from the cursor on and takes them in; `moved` is told each place from which the next poll may go on. Pages are read from the
 * last to the first: what changes again meanwhile leaves the window, and all behind it move up a page. Going forward would pass over them.
 */
export async function poll<T>({ cursor, platformNow, polling, read, take, signal }: Poll<T>, moved: (cursor: number) => Promise<unknown>): Promise<void> {
  for (const window of windowsFrom(cursor, platformNow, polling)) {
    const { pages } = await read(window, 1, signal)
    for (let page = pages; page >= 1; page--) {
      signal.throwIfAborted()
      const { items } = await read(window, page, signal)
      if (items.length) await take(items)
    }
    await moved(window.to)
  }
}
