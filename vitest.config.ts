import { defineConfig } from 'vitest/config'

/**
 * Tests that take long, since each starts processes, a whole laboratory or thousands of simulated servers: the command line as a
 * user runs it, what holds the larger parts together, and properties that judge or mend hundreds of whole documents.
 */
const WHOLE = [
  'src/judge/judge-properties.test.ts',
  'src/mta-config/postfix/fix-postfix-properties.test.ts',
  'test/cli*.test.ts',
  'test/*-cli.test.ts',
  'test/config-sarif.test.ts',
  'test/lab-*.test.ts',
  'test/mta-sts-policy-host.test.ts',
  'test/planner.test.ts',
  'test/sendertest-*.test.ts',
]

/**
 * Three circles of tests. `unit` is pure Node, quick, and leaves nothing running; `whole` is so, too, but takes minutes; `peers`
 * talks to real mail and DNS servers of the machine and counts a test as skipped where a server is not installed.
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
      { extends: true, test: { name: 'unit', include: ['src/**/*.test.ts', 'test/*.test.ts'], exclude: WHOLE } },
      { extends: true, test: { name: 'whole', include: WHOLE } },
      {
        extends: true,
        test: { name: 'peers', include: ['test/peers/**/*.test.ts'], fileParallelism: false, testTimeout: 120_000 },
      },
    ],
  },
})
