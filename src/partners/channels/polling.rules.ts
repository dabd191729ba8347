/** How a platform's list of changes is read: windows of its own time, one behind the other. */
export interface Polling {
  /** Read again before the cursor: what changed in the same second, or by a clock that was behind. */
  overlapMs: number
  /** The newest moments are left for the next time: what is written there may not be visible yet. */
  restMs: number
  /** Platforms limit how much time one question may span. */
  spanMs: number
}
export interface Window { from: number; to: number }

/**
 * The windows from the cursor to the platform's now, which is its time and never ours. After an outage there are many; the cursor moves to the
 * end of each once everything of it is taken in, so that a break in the middle costs one window.
 */
export function windowsFrom(cursor: number, platformNow: number, { overlapMs, restMs, spanMs }: Polling): Window[] {
  const end = platformNow - restMs
  const windows: Window[] = []
  for (let from = cursor; from < end; from += spanMs) windows.push({ from: from - overlapMs, to: Math.min(from + spanMs, end) })
  return windows
}
