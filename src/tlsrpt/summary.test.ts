import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FailureDetail, PolicyReport, TlsReport } from './report.ts'
import { startSummary, summarise } from './summary.ts'
import { OTHERS, TALLY_KEYS } from './tally.ts'

const detail = (
  result: string,
  sessions: number | null,
  receivingMx: string | null,
  changes: Partial<FailureDetail> = {},
): FailureDetail => ({
  result,
  sendingIp: null,
  receivingMx,
  receivingHelo: null,
  receivingIp: null,
  sessions,
  information: null,
  reason: null,
  ...changes,
})
const policy = (changes: Partial<PolicyReport> = {}): PolicyReport => ({
  type: 'sts',
  domain: 'example.lab',
  lines: [],
  mxPatterns: [],
  successful: 10,
  failed: 0,
  details: [],
  ...changes,
})
const report = (changes: Partial<TlsReport> = {}): TlsReport => ({
  organization: 'A',
  contact: null,
  reportId: '1',
  begin: '2026-11-23T00:00:00.000Z',
  end: '2026-11-23T23:59:59.000Z',
  policies: [policy()],
  ...changes,
})

describe('summarise', () => {
  test('adds up by policy, sender, result, server and day', () => {
    const expired = policy({
      failed: 5,
      details: [detail('certificate-expired', 3, 'mx1', { reason: 'E' }), detail('starttls-not-supported', 2, 'mx2')],
    })
    const found = summarise([
      report({ policies: [expired, policy({ type: 'tlsa', successful: 1 })] }),
      report({
        organization: 'B',
        begin: '2026-11-22T00:00:00.000Z',
        policies: [policy({ failed: 7, details: [detail('certificate-expired', 7, 'mx1')] })],
      }),
    ])
    expect(found).toEqual({
      reports: 2,
      repeated: 0,
      successful: 21,
      failed: 12,
      begin: '2026-11-22T00:00:00.000Z',
      end: '2026-11-23T23:59:59.000Z',
      policies: [
        { type: 'sts', domain: 'example.lab', successful: 20, failed: 12, reports: 2 },
        { type: 'tlsa', domain: 'example.lab', successful: 1, failed: 0, reports: 1 },
      ],
      senders: [
        { organization: 'B', successful: 10, failed: 7, reports: 1 },
        { organization: 'A', successful: 11, failed: 5, reports: 1 },
      ],
      results: [
        { result: 'certificate-expired', failed: 10, senders: ['A', 'B'], exchangers: ['mx1'], reasons: ['E'] },
        { result: 'starttls-not-supported', failed: 2, senders: ['A'], exchangers: ['mx2'], reasons: [] },
      ],
      exchangers: [
        { host: 'mx1', failed: 10, results: [{ result: 'certificate-expired', failed: 10 }], senders: ['A', 'B'] },
        { host: 'mx2', failed: 2, results: [{ result: 'starttls-not-supported', failed: 2 }], senders: ['A'] },
      ],
      days: [
        { day: '2026-11-22', successful: 10, failed: 7, reports: 1 },
        { day: '2026-11-23', successful: 11, failed: 5, reports: 1 },
      ],
    })
  })

  const pairs: readonly { name: string; first: TlsReport; second: TlsReport; repeated: number }[] = [
    { name: 'the same report twice', first: report(), second: report(), repeated: 1 },
    {
      name: 'the same, corrected',
      first: report(),
      second: report({ policies: [policy({ successful: 11 })] }),
      repeated: 1,
    },
    {
      name: 'the same identifier of another sender',
      first: report(),
      second: report({ organization: 'B' }),
      repeated: 0,
    },
    {
      name: 'the same identifier on another day',
      first: report(),
      second: report({ begin: '2026-11-24T00:00:00.000Z' }),
      repeated: 0,
    },
    {
      name: 'the same identifier about another domain',
      first: report(),
      second: report({ policies: [policy({ domain: 'b.lab' })] }),
      repeated: 0,
    },
    {
      name: 'no identifier, the same content',
      first: report({ reportId: null }),
      second: report({ reportId: null }),
      repeated: 1,
    },
    {
      name: 'no identifier, other content',
      first: report({ reportId: null }),
      second: report({ reportId: null, policies: [policy({ successful: 1 })] }),
      repeated: 0,
    },
  ]
  test.each(pairs)('$name: $repeated repeated', ({ first, second, repeated }) => {
    const summary = summarise([first, second])
    expect([summary.reports, summary.repeated]).toEqual([2 - repeated, repeated])
    expect(summary.successful).toBe(repeated === 1 ? 10 : 10 + (second.policies[0]?.successful ?? 0))
  })

  test('an address stands for a server without a name, null for one that nobody names', () => {
    const details = [
      detail('validation-failure', 1, null, { receivingIp: '192.0.2.1' }),
      detail('sts-policy-invalid', 2, null),
    ]
    expect(summarise([report({ policies: [policy({ details })] })]).exchangers.map(({ host }) => host)).toEqual([
      null,
      '192.0.2.1',
    ])
  })

  test('nothing at all', () => {
    expect(summarise([])).toMatchObject({ reports: 0, begin: null, end: null, policies: [], days: [] })
  })

  test('numbers that are not there count nothing, and sums do not overflow', () => {
    const summary = summarise([
      report({ policies: [policy({ successful: null, failed: null, details: [detail('x', null, 'mx')] })] }),
      report({
        reportId: '2',
        policies: Array.from({ length: 20_000 }, () => policy({ successful: 1_000_000_000_000 })),
      }),
    ])
    expect([summary.failed, summary.successful]).toEqual([0, Number.MAX_SAFE_INTEGER])
  })

  test('strangers cannot make it grow without end', () => {
    const summing = startSummary()
    for (let at = 0; at < TALLY_KEYS + 500; at += 1) summing.add(report({ organization: `sender ${at}`, policies: [] }))
    const { senders, reports } = summing.finish()
    expect([senders.length, reports]).toEqual([TALLY_KEYS + 1, TALLY_KEYS + 500])
    expect(senders.find(({ organization }) => organization === OTHERS)?.reports).toBe(500)
  })

  test('the order of reports does not matter to any sum', () => {
    const some = fc.record({
      organization: fc.constantFrom('A', 'B', null),
      id: fc.nat(5),
      failed: fc.nat(9),
      mx: fc.constantFrom('mx1', 'mx2', null),
    })
    const reports = fc.uniqueArray(some, { selector: ({ organization, id }) => `${organization} ${id}`, maxLength: 12 })
    fc.assert(
      fc.property(reports, (list) => {
        const made = list.map(({ organization, id, failed, mx }) =>
          report({
            organization,
            reportId: String(id),
            policies: [policy({ failed, details: [detail('certificate-expired', failed, mx)] })],
          }),
        )
        const plain = (reports: readonly TlsReport[]) => {
          const { senders, exchangers, policies, failed } = summarise(reports)
          const sorted = (lines: readonly object[]): readonly string[] =>
            lines.map((line) => JSON.stringify({ ...line, senders: undefined })).toSorted()
          return { failed, senders: sorted(senders), exchangers: sorted(exchangers), policies: sorted(policies) }
        }
        expect(plain(made.toReversed())).toEqual(plain(made))
      }),
    )
  })
})
