import { defineConfig } from 'vitest/config'

/** Tests that run the command line as a user does, each time in a process of its own. */
const COMMANDS = ['test/cli*.test.ts', 'test/*-cli.test.ts', 'test/config-sarif.test.ts', 'test/lab-plan.test.ts']

/**
 * Three circles of tests. `unit` is pure Node and leaves nothing running; `commands` is so, too, but starts hundreds of processes;
 * `peers` talks to real mail and DNS servers of the machine and counts a test as skipped where a server is not installed.
 */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    // Vitest leaves a processor to others; on a machine with two that would be half of it.
    maxWorkers: '100%',
    // A continuous integration sums up from this file.
    reporters:
      process.env['WIRETIGHT_TEST_REPORT'] === undefined
        ? ['default']
        : ['default', ['json', { outputFile: process.env['WIRETIGHT_TEST_REPORT'] }]],
    projects: [
      { extends: true, test: { name: 'unit', include: ['src/**/*.test.ts', 'test/*.test.ts'], exclude: COMMANDS } },
      { extends: true, test: { name: 'commands', include: COMMANDS } },
      {
        extends: true,
        test: { name: 'peers', include: ['test/peers/**/*.test.ts'], fileParallelism: false, testTimeout: 120_000 },
      },
    ],
  },
})
