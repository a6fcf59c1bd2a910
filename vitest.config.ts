import { defineConfig } from 'vitest/config'

/**
 * Tests that take long, since each starts processes, a whole laboratory or thousands of simulated servers: the command line as a
 * user runs it, what holds the larger parts together, and properties that judge or mend hundreds of whole documents.
 */
export const WHOLE = [
  'src/judge/judge-properties.test.ts',
  'src/mta-config/postfix/fix-postfix-properties.test.ts',
  'test/cli*.test.ts',
  'test/*-cli.test.ts',
  'test/config-sarif.test.ts',
  'test/html-report.test.ts',
  'test/lab-*.test.ts',
  'test/mta-sts-policy-host.test.ts',
  'test/planner.test.ts',
  'test/sendertest-*.test.ts',
]

/** Tests with properties that `unit` tries a few times and `whole` as often as it takes: see `test/support/runs.ts`. */
export const THOROUGH = [
  'src/dns/wire/message.test.ts',
  'src/judge/command.test.ts',
  'src/mta-config/exim/lint-exim.test.ts',
  'src/report/plan.test.ts',
  'src/report/stored-report.test.ts',
  'src/tls/planner/preference.test.ts',
  'test/received-vectors.test.ts',
  'test/registry-data.test.ts',
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
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/*.test.ts'],
          exclude: WHOLE,
          provide: { thorough: false },
          // Loading the sources anew for each file would take a third of the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'whole', include: [...WHOLE, ...THOROUGH], provide: { thorough: true } } },
      {
        extends: true,
        test: {
          name: 'peers',
          include: ['test/peers/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          provide: { thorough: true },
        },
      },
    ],
  },
})
