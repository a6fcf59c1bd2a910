import { describe, expect, test } from 'vitest'
import { renderSenderTest, SENDER_TEST_FORMATS } from '../src/apps/sendertest/render.ts'
import { SENDER_TEST_CASES, type SenderTestCaseFacts, type SenderTestCaseId } from '../src/facts/sender-test-facts.ts'
import { SENDERS } from '../src/judge/senders/sender-list.ts'
import { senderTestSchema } from '../src/report/schema/sender-test-schema.ts'
import { renderSenderTestCsv } from '../src/report/sender-test-csv.ts'
import { senderTestDocumentOf } from '../src/report/sender-test-document.ts'
import { renderSenderTestHtml } from '../src/report/sender-test-html.ts'
import { renderSenderTestNdjson } from '../src/report/sender-test-json.ts'
import { foretell, likenesses } from '../src/report/sender-test-likeness.ts'
import type { SenderTestOutcome } from '../src/report/sender-test-meaning.ts'
import { outcomeOf } from '../src/report/sender-test-outcome.ts'
import { delegationRecords, mailtoOf, type SenderTestSetup, unboundLines } from '../src/report/sender-test-setup.ts'
import { renderSenderTestSetup } from '../src/report/sender-test-setup-text.ts'
import { renderSenderTestText } from '../src/report/sender-test-text.ts'
import { meaningOf, SENDER_TEST_WORDS } from '../src/report/sender-test-words.ts'
import { caseFacts, IN_CLEAR, senderTestFacts, session } from './support/sendertest-facts.ts'

const NOBODY = { mx: 0, address: 0, tlsa: 0, policyRecord: 0, policy: 0 }

describe('outcomeOf', () => {
  const cases: readonly {
    name: string
    of?: SenderTestCaseId
    facts: Partial<SenderTestCaseFacts>
    expected: SenderTestOutcome
  }[] = [
    { name: 'in TLS', facts: {}, expected: 'encrypted' },
    { name: 'in clear', facts: { sessions: [IN_CLEAR] }, expected: 'clear' },
    { name: 'one of two in clear', facts: { sessions: [IN_CLEAR, session()] }, expected: 'clear' },
    { name: 'TLS and nothing', facts: { sessions: [session({ message: 'none' })] }, expected: 'refused' },
    { name: 'named and left', facts: { sessions: [session({ message: 'unfinished' })] }, expected: 'refused' },
    {
      name: 'greylisted, then taken',
      facts: { sessions: [session({ message: 'deferred' }), session()] },
      expected: 'encrypted',
    },
    { name: 'asked for its names only', facts: { sessions: [] }, expected: 'never' },
    { name: 'nobody asked', facts: { sessions: [], lookups: NOBODY }, expected: 'untried' },
    { name: 'no address', facts: { sessions: [], unserved: 'no-ipv6' }, expected: 'unserved' },
    {
      name: 'obeyed',
      of: 'injection',
      facts: { sessions: [session({ injected: 'used', message: 'none' })] },
      expected: 'injected',
    },
    {
      name: 'obeyed, by somebody',
      of: 'injection',
      facts: { sessions: [session({ injected: 'used', message: 'none', certain: false })] },
      expected: 'refused',
    },
    {
      name: 'REQUIRETLS',
      of: 'requiretls',
      facts: { sessions: [session({ requireTls: true })] },
      expected: 'required',
    },
    { name: 'No', of: 'tls-required-no', facts: { sessions: [session({ tlsRequiredNo: true })] }, expected: 'relaxed' },
    {
      name: 'No, and one without',
      of: 'tls-required-no',
      facts: { sessions: [session({ tlsRequiredNo: true }), session()] },
      expected: 'encrypted',
    },
  ]
  test.each(cases)('$name: $expected', ({ of = 'plain', facts, expected }) => {
    expect(outcomeOf(caseFacts(of, facts), true)).toBe(expected)
  })

  test('what has not come is open for a while, what has come is not', () => {
    expect(outcomeOf(caseFacts('plain', { sessions: [] }), false)).toBe('waiting')
    expect(outcomeOf(caseFacts('plain', { sessions: [session({ message: 'none' })] }), false)).toBe('waiting')
    expect(outcomeOf(caseFacts('plain'), false)).toBe('encrypted')
  })
})

describe('what outcomes mean', () => {
  test('every case has words for every outcome, and each that is bad a severity and something to do', () => {
    for (const of of SENDER_TEST_CASES) {
      for (const outcome of ['encrypted', 'clear', 'refused', 'never'] as const) {
        const meaning = meaningOf(of, outcome)
        expect(meaning?.says, `${of} ${outcome}`).toMatch(/^.{20,}[^.]$/)
        if (meaning?.verdict === 'bad')
          expect(meaning).toMatchObject({ severity: expect.not.stringMatching('info'), fix: expect.any(String) })
      }
      expect(SENDER_TEST_WORDS[of].title.length).toBeLessThan(48)
    }
  })

  test('in clear is never good', () => {
    for (const of of SENDER_TEST_CASES) expect(meaningOf(of, 'clear')?.verdict, of).not.toBe('good')
  })
})

describe('what a sender looks like', () => {
  const outcomesLike = (id: string, isTrusted: boolean): ReadonlyMap<SenderTestCaseId, SenderTestOutcome> => {
    const sender = SENDERS.find((each) => each.id === id)
    if (sender === undefined) throw new Error(id)
    const words = { encrypted: 'encrypted', clear: 'clear', nothing: 'refused' } as const
    return new Map(
      SENDER_TEST_CASES.flatMap((of) => {
        const seen = foretell(sender, of, isTrusted)
        return seen === null ? [] : [[of, words[seen]] as const]
      }),
    )
  }

  test.each(SENDERS.map(({ id }) => id))('%s, simulated, is found again without a difference', (id) => {
    const all = likenesses(outcomesLike(id, true))
    expect(all.find((each) => each.id === id)).toMatchObject({ differs: [], distrusts: false })
    expect(all[0]?.differs).toEqual([])
  })

  test('a sender that verifies and does not trust the authority is recognised as that', () => {
    const [best] = likenesses(outcomesLike('postfix-secure', false))
    expect(best).toMatchObject({ differs: [], distrusts: true, id: expect.stringMatching(/^postfix-(verify|secure)$/) })
  })

  test('a few cases tell nothing', () => {
    expect(likenesses(new Map([['plain', 'encrypted']]))).toEqual([])
  })
})

describe('the document', () => {
  const hostile = '\u001b[31m<script>=cmd|\u202e"\n@x'
  const facts = senderTestFacts((of) => {
    if (of === 'plain') {
      return {
        sessions: [
          session({
            helo: hostile,
            tls: { version: 'tls12', suite: hostile, group: hostile, sni: hostile, clientCertificate: true },
          }),
        ],
        sessionsLeftOut: 3,
      }
    }
    if (of === 'tls10')
      return {
        sessions: [session({ message: 'none', tls: null, tlsFailure: { reason: hostile, offered: [], sni: hostile } })],
      }
    if (of === 'dnssec-bogus') return { sessions: [] }
    if (of === 'ipv6') return { sessions: [], unserved: 'no-ipv6' }
    if (of === 'post-quantum') {
      const failed = session({
        message: 'none',
        tls: null,
        tlsFailure: { reason: 'no suitable key share', offered: ['tls13'], sni: null },
      })
      return { sessions: [failed, IN_CLEAR] }
    }
    return of.startsWith('stripped') || of === 'no-starttls'
      ? { sessions: [{ ...IN_CLEAR, starttls: 'not-offered' }] }
      : {}
  })
  const document = senderTestDocumentOf(facts)

  test('satisfies its schema', () => {
    expect(senderTestSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document)
  })

  test('counts, finds and sorts', () => {
    expect(document).toMatchObject({ waitedSeconds: 120, settled: true })
    const { good, bad, info, open } = document.counts
    expect(good + bad + info + open).toBe(SENDER_TEST_CASES.length)
    expect(document.findings).toHaveLength(bad)
    expect(document.findings[0]).toMatchObject({ severity: 'high', scope: 'sender' })
    expect(document.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['sender-stripped-dane', 'sender-tlsa-mismatch']),
    )
    expect(document.headline).toContain(`Of ${SENDER_TEST_CASES.length} cases ${good} went as they should`)
  })

  test('is open as long as it may be too early', () => {
    const early = senderTestDocumentOf({ ...facts, at: '2026-11-24T12:00:30.000Z' })
    expect(early.settled).toBe(false)
    expect(early.cases.find((each) => each.case === 'dnssec-bogus')?.outcome).toBe('waiting')
    expect(senderTestDocumentOf(facts, { settleSeconds: 121 }).settled).toBe(false)
    const none = senderTestDocumentOf(senderTestFacts(() => ({ sessions: [] }), { firstSeenAt: null }))
    expect(none).toMatchObject({
      headline: 'Nothing has come yet.',
      waitedSeconds: null,
      counts: { open: SENDER_TEST_CASES.length },
    })
  })

  test.each(SENDER_TEST_FORMATS)('%s shows every case, and nothing of a peer that steers', (format) => {
    const text = renderSenderTest(document, format)
    for (const of of SENDER_TEST_CASES) {
      const title = format === 'html' ? SENDER_TEST_WORDS[of].title : of
      expect(text).toContain(title)
    }
    expect(text).not.toMatch(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u202e]/)
    if (format !== 'csv' && format !== 'text') expect(text).not.toContain('<script>')
  })

  test('text keeps to its width', () => {
    for (const width of [60, 80, 100, 140]) {
      const lines = renderSenderTestText(document, { width, ascii: true }).split('\n')
      expect(lines.filter((line) => line.length > Math.max(width, 100))).toEqual([])
      if (width >= 80) expect(lines.filter((line) => line.length > width)).toEqual([])
    }
    expect(renderSenderTestText(document, { ascii: true })).toMatch(/^[\x0a\x20-\x7e]*$/)
  })

  test('says what failed before the message went in clear', () => {
    expect(renderSenderTestText(document, { width: 140 })).toMatch(
      /post-quantum +in clear +bad +TLS failed \(no suitable key share\), then without/,
    )
  })

  test('CSV has a row for each case and no formula; NDJSON a line', () => {
    const rows = renderSenderTestCsv(document).trimEnd().split('\r\n')
    expect(rows).toHaveLength(SENDER_TEST_CASES.length + 1)
    expect(rows.join('\n')).not.toMatch(/(^|,)"?[=+@-]/)
    expect(renderSenderTestNdjson(document).trimEnd().split('\n')).toHaveLength(SENDER_TEST_CASES.length)
  })

  test('the page asks nobody for anything', () => {
    const page = renderSenderTestHtml(document)
    expect(page).toContain("default-src 'none'")
    expect(page).not.toMatch(/\b(?:src|href|action)=/)
  })
})

describe('the setup', () => {
  const setup: SenderTestSetup = {
    schema: 'wiretight/sender-test-setup@1',
    mode: 'local',
    zone: 'test.example',
    token: 'abcdefghjkmn',
    recipients: ['abcdefghjkmn@plain.test.example', 'abcdefghjkmn@dane.test.example'],
    mailto: mailtoOf(['abcdefghjkmn@plain.test.example', 'abcdefghjkmn@dane.test.example']),
    mail: { port: 10_025, servers: [{ case: 'plain', addresses: ['2001:db8::1'] }] },
    dns: { names: ['ns1.test.example', 'ns.elsewhere.example'], addresses: ['192.0.2.53', '2001:db8::53'], port: 53 },
    https: { addresses: ['192.0.2.1'], port: 443 },
    resolver: { address: '127.0.0.2', port: 53 },
    ds: ['test.example. IN DS 1 13 2 ab'],
    authorityFile: '/tmp/ca.pem',
    namesToCertify: ['mx.plain.test.example'],
    web: null,
  }

  test('what the parent publishes: glue for names in the zone only', () => {
    expect(delegationRecords(setup)).toEqual([
      'test.example. IN NS ns1.test.example.',
      'test.example. IN NS ns.elsewhere.example.',
      'test.example. IN DS 1 13 2 ab',
      'ns1.test.example. IN A 192.0.2.53',
      'ns1.test.example. IN AAAA 2001:db8::53',
    ])
  })

  test('a local test tells of the resolver, the transport and what to send', () => {
    const text = renderSenderTestSetup(setup)
    for (const line of unboundLines(setup)) expect(text).toContain(line)
    expect(text).toContain('nameserver 127.0.0.2')
    expect(text).toContain('smtp_tcp_port=10025')
    expect(text).toContain('smtp_tls_CAfile = /tmp/ca.pem')
    expect(text).toContain(
      'mailto:abcdefghjkmn@plain.test.example,abcdefghjkmn@dane.test.example?subject=Sender%20test',
    )
    expect(text).toContain('swaks --server [2001:db8::1]:10025')
  })

  test('a delegated one of the parent and of certificates', () => {
    const text = renderSenderTestSetup({ ...setup, mode: 'delegated' })
    expect(text).toContain('wiretight sendertest check-delegation test.example')
    expect(text).toContain('mx.plain')
    expect(text).not.toContain('smtp_tcp_port')
  })
})
