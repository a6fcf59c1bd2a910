import { describe, expect, test } from 'vitest'
import { domainFacts, REFUSED, serverFacts, silentServerFacts } from '../facts/builders.ts'
import type { DomainFacts } from '../facts/domain-facts.ts'
import type { ExchangerSum, TlsRptSummary } from '../facts/tls-rpt-facts.ts'
import { judge } from '../judge/judge.ts'
import { auditNotes, type JudgedAudit } from './tls-rpt-audit.ts'

const judged = (facts: DomainFacts): JudgedAudit => ({ facts, judgement: judge(facts) })

function summaryOf(
  ...exchangers: readonly (readonly [host: string | null, result: string, failed?: number])[]
): TlsRptSummary {
  const sums = exchangers.map(
    ([host, result, failed = 1]): ExchangerSum => ({ host, failed, results: [{ result, failed }], senders: ['A'] }),
  )
  return {
    reports: 1,
    repeated: 0,
    successful: 0,
    failed: 1,
    begin: null,
    end: null,
    policies: [],
    senders: [],
    results: [],
    exchangers: sums,
    days: [],
  }
}

const good = judged(domainFacts())
const late = judged(domainFacts({ at: '2027-03-01T08:00:00.000Z' }))
const clear = judged(domainFacts({ servers: [serverFacts({ smtp: { starttls: REFUSED, starttlsReply: null } })] }))
const silent = judged(domainFacts({ servers: [silentServerFacts('timeout')] }))

describe('what an audit says beside a failing server', () => {
  const cases: readonly {
    name: string
    audit: JudgedAudit
    host: string | null
    result: string
    state: string
    codes?: readonly string[]
  }[] = [
    {
      name: 'the certificate has expired',
      audit: late,
      host: 'mx1.example.lab',
      result: 'certificate-expired',
      state: 'confirmed',
      codes: ['cert-expired'],
    },
    {
      name: 'the same by its address',
      audit: late,
      host: '203.0.113.10',
      result: 'certificate-expired',
      state: 'confirmed',
      codes: ['cert-expired'],
    },
    {
      name: 'no STARTTLS',
      audit: clear,
      host: 'mx1.example.lab',
      result: 'starttls-not-supported',
      state: 'confirmed',
      codes: ['starttls-missing'],
    },
    {
      name: 'nothing of the kind',
      audit: good,
      host: 'mx1.example.lab',
      result: 'certificate-expired',
      state: 'not-seen',
    },
    {
      name: 'another fault than the reports tell',
      audit: late,
      host: 'mx1.example.lab',
      result: 'starttls-not-supported',
      state: 'not-seen',
    },
    {
      name: 'a server that did not answer',
      audit: silent,
      host: 'mx1.example.lab',
      result: 'certificate-expired',
      state: 'unknown',
    },
    { name: 'a result that nobody knows', audit: good, host: 'mx1.example.lab', result: 'quantum', state: 'unknown' },
    {
      name: 'a server that is not of the domain',
      audit: good,
      host: 'mx9.example.lab',
      result: 'certificate-expired',
      state: 'not-audited',
    },
  ]
  test.each(cases)('$name: $state', ({ audit, host, result, state, codes = [] }) => {
    const [note] = auditNotes(summaryOf([host, result]), [audit])
    expect(note).toMatchObject({ host, state })
    expect(note?.findings.map(({ code }) => code)).toEqual(codes)
    expect(note?.at).toBe(state === 'not-audited' ? null : audit.facts.at)
  })

  test('of several audits the latest counts', () => {
    const notes = auditNotes(summaryOf(['mx1.example.lab', 'certificate-expired']), [good, late, good])
    expect(notes).toMatchObject([{ state: 'confirmed', at: late.facts.at }])
  })

  test('a policy that failed is a matter of the domain', () => {
    const [note] = auditNotes(summaryOf([null, 'sts-policy-fetch-error']), [good])
    expect(note).toMatchObject({ host: null, at: good.facts.at, state: 'not-seen' })
  })

  test('servers without failures, and no audit at all, need no note', () => {
    expect(auditNotes(summaryOf(['mx1.example.lab', 'certificate-expired', 0]), [good])).toEqual([])
    expect(auditNotes(summaryOf(['mx1.example.lab', 'certificate-expired']), [])).toEqual([])
  })
})
