import { configDefaults, defineConfig } from 'vitest/config'

const walks = 'test/browser/**/*.test.ts'

/** The walks through Chromium come after everything else and one by one: a browser and a house are enough for two cores. */
export default defineConfig({
  test: {
    globalSetup: ['test/global.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    projects: [
      { extends: true, test: { name: 'house', include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'], exclude: [...configDefaults.exclude, walks], maxWorkers: 2, sequence: { groupOrder: 0 } } },
      { extends: true, test: { name: 'walks', include: [walks], maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
})
