import { describe, expect, test } from 'vitest'
import { runCli } from './support/run-cli.ts'

/* What `test/open-relay.test.ts` shows of a survey, on the command line. */

describe('wiretight check', () => {
  const codesOf = (stdout: string): readonly string[] => {
    const report: { readonly findings: readonly { readonly code: string }[] } = JSON.parse(stdout)
    return report.findings.map(({ code }) => code)
  }

  test.each([
    { words: ['--quick', '--open-relay'], found: true },
    { words: ['--only', 'smtp-open-relay'], found: true },
    { words: ['--only', 'smtp-open-relay,cert-expired'], found: true },
    { words: ['--open-relay', '--only', 'cert-expired'], found: false },
    { words: ['--full'], found: false },
  ])('$words: $found', async ({ words, found }) => {
    const { stdout, code } = await runCli(['check', 'open-relay.lab', '--lab', '--json', ...words])
    expect(codesOf(stdout).includes('smtp-open-relay')).toBe(found)
    expect(code).toBe(found ? 1 : 0)
  })

  test('says on a terminal what was tried, and nothing of it where it was not', async () => {
    const found = await runCli(['check', 'open-relay.lab', '--lab', '--quick', '--open-relay'])
    expect(found.stdout.replace(/\s+/g, ' ')).toContain(
      'takes mail from anybody for anybody: RCPT TO:<wiretight@example.org> is answered 250 2.1.5 Ok',
    )
    const full = await runCli(['check', 'open-relay.lab', '--lab', '--full'])
    expect(full.stdout).not.toMatch(/relay(?!\.lab)/)
  })
})
