import type { Options } from './options.ts'

/** A line that is written over as the work goes on; silent for programs and files. */
export function bar({ json }: Options, what: string): { at(done: number, all: number): void; end(): void } {
  const shows = process.stderr.isTTY && !json
  let told = 0
  return {
    at(done, all) {
      const now = Date.now()
      if (!shows || now - told < 100) return
      told = now
      const share = all > 0 ? Math.min(1, done / all) : 0
      process.stderr.write(`\r${what} ${'█'.repeat(Math.round(share * 30)).padEnd(30, '·')} ${Math.round(share * 100)} %   `)
    },
    end() { if (shows && told) process.stderr.write('\r\u001b[K') },
  }
}
