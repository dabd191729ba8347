import { configDefaults, defineConfig } from 'vitest/config'
import { LongestFirst, workers } from './test/order.ts'

const walks = 'test/browser/**/*.test.ts'
const records = 'test/statements/record.ts'
const statements = 'test/statements/**/*.test.ts'

/** The walks through Chromium come after everything else: each has a house and a browser of its own. At the end every statement they have sent is judged. */
export default defineConfig({
  test: {
    globalSetup: ['test/global.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Files that one worker runs one after another share what they have read in: to read it in anew took as long as a quarter of the tests.
    isolate: false,
    // As `danliu` itself runs: with the usual 1 MB the collector takes a fifth of the time of these tests.
    execArgv: ['--min-semi-space-size=16'],
    sequence: { sequencer: LongestFirst },
    // Printers of the tests stand on this machine, on any port.
    env: { DANLIU_PRINTERS_HERE: '1' },
    projects: [
      { extends: true, test: { name: 'house', include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'], exclude: [...configDefaults.exclude, walks, statements], setupFiles: [records], maxWorkers: workers, sequence: { groupOrder: 0 } } },
      { extends: true, test: { name: 'walks', include: [walks], setupFiles: [records], maxWorkers: workers, sequence: { groupOrder: 1 } } },
      { extends: true, test: { name: 'statements', include: [statements], maxWorkers: 1, sequence: { groupOrder: 2 } } },
    ],
  },
})
