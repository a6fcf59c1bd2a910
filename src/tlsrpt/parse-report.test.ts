import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { startProcessorTime } from '../../test/support/processor-time.ts'
import { attemptSync } from '../base/failure.ts'
import { JSON_DEPTH, JSON_VALUES, parseReport } from './parse-report.ts'
import { LIMITS, MOST_SESSIONS, type OddityCode, type ReadReport } from './report.ts'
import { RESULT_TYPES } from './result-type.ts'

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const read = (value: unknown): ReadReport => parseReport(bytesOf(value), 'a document')
const codes = ({ oddities }: ReadReport): readonly string[] => oddities.map(({ code, at }) => `${code} ${at}`)

const detail = {
  'result-type': 'certificate-expired',
  'sending-mta-ip': '2001:DB8:abcd:0012::1',
  'receiving-mx-hostname': 'MX1.example.lab',
  'receiving-mx-helo': 'mx1',
  'receiving-ip': '203.0.113.56',
  'failed-session-count': 3,
  'additional-information': 'https://sender.example/info',
  'failure-reason-code': 'X509_V_ERR_CERT_HAS_EXPIRED',
}
const policy = {
  'policy-type': 'sts',
  'policy-string': ['version: STSv1', 'mode: testing'],
  'policy-domain': 'Example.LAB',
  'mx-host': '*.example.lab',
}
const sts = {
  policy,
  summary: { 'total-successful-session-count': 5, 'total-failure-session-count': 3 },
  'failure-details': [detail],
}
const whole = {
  'organization-name': 'Sender',
  'date-range': { 'start-datetime': '2026-11-23T00:00:00Z', 'end-datetime': '2026-11-23T23:59:59Z' },
  'contact-info': 'tls@sender.example',
  'report-id': 'a1',
  policies: [sts],
}

/** The whole report with one policy changed. */
const withPolicy = (changes: object): object => ({
  ...whole,
  policies: [{ ...sts, policy: { ...policy, ...changes } }],
})
const withDetail = (changes: object): object => ({
  ...whole,
  policies: [{ ...sts, 'failure-details': [{ ...detail, ...changes }] }],
})
const withSummary = (changes: object): object => ({
  ...whole,
  policies: [{ ...sts, summary: { ...sts.summary, ...changes } }],
})

describe('RFC 8460 line 3: the members of a report', () => {
  test('all of them are read', () => {
    expect(read(whole)).toEqual({
      report: {
        organization: 'Sender',
        contact: 'tls@sender.example',
        reportId: 'a1',
        begin: '2026-11-23T00:00:00.000Z',
        end: '2026-11-23T23:59:59.000Z',
        policies: [
          {
            type: 'sts',
            domain: 'example.lab',
            lines: ['version: STSv1', 'mode: testing'],
            mxPatterns: ['*.example.lab'],
            successful: 5,
            failed: 3,
            details: [
              {
                result: 'certificate-expired',
                sendingIp: '2001:db8:abcd:12::1',
                receivingMx: 'mx1.example.lab',
                receivingHelo: 'mx1',
                receivingIp: '203.0.113.56',
                sessions: 3,
                information: 'https://sender.example/info',
                reason: 'X509_V_ERR_CERT_HAS_EXPIRED',
              },
            ],
          },
        ],
      },
      oddities: [],
    })
  })

  test('mx-host may be a string or a list', () => {
    const list = read(withPolicy({ 'mx-host': ['mx1.example.lab', '*.example.lab'] }))
    expect(list.report.policies[0]?.mxPatterns).toEqual(['mx1.example.lab', '*.example.lab'])
    expect(list.oddities).toEqual([])
    expect(codes(read(withPolicy({ 'mx-host': 'mx1.example.lab' })))).toEqual([])
  })

  test.each(['tlsa', 'sts', 'no-policy-found'])('the policy type %s', (type) => {
    const { report, oddities } = read(withPolicy({ 'policy-type': type }))
    expect([report.policies[0]?.type, oddities]).toEqual([type, []])
  })

  test.each(RESULT_TYPES)('the result type %s', (type) => {
    const { report, oddities } = read(withDetail({ 'result-type': type }))
    expect([report.policies[0]?.details[0]?.result, oddities]).toEqual([type, []])
  })

  test('there are eleven result types', () => expect(RESULT_TYPES).toHaveLength(11))

  test('unknown types are kept, and said to be unknown', () => {
    const unknownResult = read(withDetail({ 'result-type': 'quantum-failure' }))
    expect(unknownResult.report.policies[0]?.details[0]?.result).toBe('quantum-failure')
    expect(codes(unknownResult)).toEqual(['result-type-unknown /policies/0/failure-details/0/result-type'])
    const unknownPolicy = read(withPolicy({ 'policy-type': 'psk' }))
    expect(unknownPolicy.report.policies[0]?.type).toBe('psk')
    expect(codes(unknownPolicy)).toEqual(['policy-type-unknown /policies/0/policy/policy-type'])
  })
})

describe('RFC 8460 line 5: what real reports lack is listed, and the rest is read', () => {
  const at = '/policies/0'
  const odd: readonly { name: string; given: object; expected: readonly `${OddityCode} ${string}`[] }[] = [
    {
      name: 'no sending-mta-ip',
      given: withDetail({ 'sending-mta-ip': undefined }),
      expected: [`missing ${at}/failure-details/0/sending-mta-ip`],
    },
    {
      name: 'no policy-string',
      given: withPolicy({ 'policy-string': undefined }),
      expected: [`missing ${at}/policy/policy-string`],
    },
    {
      name: 'no policy-domain',
      given: withPolicy({ 'policy-domain': undefined }),
      expected: [`missing ${at}/policy/policy-domain`],
    },
    {
      name: 'failure-details: null',
      given: {
        ...whole,
        policies: [{ ...sts, summary: { ...sts.summary, 'total-failure-session-count': 0 }, 'failure-details': null }],
      },
      expected: [`null ${at}/failure-details`],
    },
    {
      name: 'no policy',
      given: { ...whole, policies: [{ ...sts, policy: undefined }] },
      expected: [`missing ${at}/policy`],
    },
    {
      name: 'no summary',
      given: { ...whole, policies: [{ ...sts, summary: undefined }] },
      expected: [`missing ${at}/summary`],
    },
    { name: 'no policies', given: { ...whole, policies: undefined }, expected: ['missing /policies'] },
    { name: 'policies: null', given: { ...whole, policies: null }, expected: ['null /policies'] },
    { name: 'one policy without a list', given: { ...whole, policies: sts }, expected: ['not-a-list /policies'] },
    { name: 'a policy that is none', given: { ...whole, policies: ['x', sts] }, expected: ['type /policies/0'] },
    { name: 'no identifier', given: { ...whole, 'report-id': undefined }, expected: ['missing /report-id'] },
    { name: 'an empty name', given: { ...whole, 'organization-name': '' }, expected: ['missing /organization-name'] },
    { name: 'a number as a name', given: { ...whole, 'organization-name': 7 }, expected: ['type /organization-name'] },
    {
      name: 'no zone',
      given: {
        ...whole,
        'date-range': { 'start-datetime': '2026-11-23T00:00:00', 'end-datetime': '2026-11-23T23:59:59Z' },
      },
      expected: ['time-without-zone /date-range/start-datetime'],
    },
    {
      name: 'seconds',
      given: { ...whole, 'date-range': { 'start-datetime': 1_795_392_000, 'end-datetime': '2026-11-23T23:59:59Z' } },
      expected: ['time-as-number /date-range/start-datetime'],
    },
    {
      name: 'no time',
      given: { ...whole, 'date-range': { 'start-datetime': 'yesterday', 'end-datetime': '2026-02-30T99:00:00Z' } },
      expected: ['time /date-range/start-datetime', 'time /date-range/end-datetime'],
    },
    {
      name: 'backwards',
      given: {
        ...whole,
        'date-range': { 'start-datetime': '2026-11-24T00:00:00Z', 'end-datetime': '2026-11-23T23:59:59Z' },
      },
      expected: ['period-reversed /date-range'],
    },
    {
      name: 'a number in quotes',
      given: withSummary({ 'total-failure-session-count': '3' }),
      expected: [`number-as-text ${at}/summary/total-failure-session-count`],
    },
    {
      name: 'a negative number',
      given: withSummary({ 'total-failure-session-count': -3 }),
      expected: [`number ${at}/summary/total-failure-session-count`],
    },
    {
      name: 'half a session',
      given: withSummary({ 'total-failure-session-count': 2.5 }),
      expected: [`number ${at}/summary/total-failure-session-count`],
    },
    {
      name: 'an absurd number',
      given: withSummary({ 'total-successful-session-count': MOST_SESSIONS + 1 }),
      expected: [`number ${at}/summary/total-successful-session-count`],
    },
    {
      name: 'no domain name',
      given: withPolicy({ 'policy-domain': '..' }),
      expected: [`domain ${at}/policy/policy-domain`],
    },
    {
      name: 'no address',
      given: withDetail({ 'receiving-ip': 'somewhere' }),
      expected: [`address ${at}/failure-details/0/receiving-ip`],
    },
    {
      name: 'more failures than the total',
      given: withSummary({ 'total-failure-session-count': 1 }),
      expected: [`failures-exceed-total ${at}/failure-details`],
    },
    {
      name: 'fewer failures than the total',
      given: withSummary({ 'total-failure-session-count': 9 }),
      expected: [`failures-not-itemised ${at}/failure-details`],
    },
    {
      name: 'a text too long',
      given: withDetail({ 'additional-information': 'x'.repeat(LIMITS.text + 1) }),
      expected: [`text-cut ${at}/failure-details/0/additional-information`],
    },
    {
      name: 'a list too long',
      given: withPolicy({ 'policy-string': Array.from({ length: LIMITS.lines + 1 }, () => 'x') }),
      expected: [`list-cut ${at}/policy/policy-string`],
    },
  ]
  test.each(odd)('$name', ({ given, expected }) => expect(codes(read(given))).toEqual(expected))

  test('a report without failures needs no failure-details, and a policy that was not found no text', () => {
    const none = {
      policy: { 'policy-type': 'no-policy-found', 'policy-domain': 'example.lab' },
      summary: { 'total-successful-session-count': 1, 'total-failure-session-count': 0 },
    }
    expect(read({ ...whole, policies: [none] }).oddities).toEqual([])
  })

  test('a time without zone is taken for UTC, other zones are converted', () => {
    const range = { 'start-datetime': '2026-11-23 00:00:00', 'end-datetime': '2026-11-24T01:59:59.5+02:00' }
    expect(read({ ...whole, 'date-range': range }).report).toMatchObject({
      begin: '2026-11-23T00:00:00.000Z',
      end: '2026-11-23T23:59:59.500Z',
    })
  })

  test('a byte-order mark and repeated keys do no harm', () => {
    const text = `\ufeff${JSON.stringify(whole).replace('{', '{"report-id":"first",')}`
    expect(parseReport(new TextEncoder().encode(text), 'x').report.reportId).toBe('a1')
  })
})

describe('RFC 8460 line 6: hostile JSON is a coded error, or harmless', () => {
  const deep = (depth: number): string => `{"policies":${'['.repeat(depth)}${']'.repeat(depth)}}`
  const refused = [
    { name: 'no JSON', text: 'hello', reason: /JSON/ },
    { name: 'nothing', text: '', reason: /JSON/ },
    { name: 'cut off', text: JSON.stringify(whole).slice(0, -1), reason: /JSON/ },
    { name: 'too deep', text: deep(JSON_DEPTH), reason: /nested/ },
    { name: 'deep and endless', text: '['.repeat(1_000_000), reason: /nested/ },
    { name: 'too many values', text: `[${'[],'.repeat(JSON_VALUES)}[]]`, reason: /values/ },
    { name: 'no object', text: '[]', reason: /no report/ },
    { name: 'another document', text: '{"feedback":{}}', reason: /no report/ },
    { name: 'null', text: 'null', reason: /no report/ },
    { name: 'inherited members', text: '{"__proto__":{"policies":[]}}', reason: /no report/ },
  ]
  test.each(refused)('$name', ({ text, reason }) => {
    const spent = startProcessorTime()
    const result = attemptSync(() => parseReport(new TextEncoder().encode(text), 'doc'))
    expect(result).toMatchObject({ ok: false, failure: { code: 'document-invalid', document: 'doc' } })
    expect(result.ok ? '' : 'reason' in result.failure && result.failure.reason).toMatch(reason)
    expect(spent()).toBeLessThan(1_000)
  })

  test('every truncated report is refused', () => {
    const bytes = bytesOf(whole)
    for (let length = 0; length < bytes.length; length += 1) {
      const result = attemptSync(() => parseReport(bytes.subarray(0, length), 'doc'))
      expect(result).toMatchObject({ ok: false, failure: { code: 'document-invalid' } })
    }
  })

  test('brackets in strings are no depth', () => {
    expect(read({ ...whole, 'contact-info': `\\"${'['.repeat(200)}` }).report.contact).toContain('[[[')
  })

  test('hostile texts come out printable and bounded', () => {
    const hostile = '\u001b[2J\u202e=cmd()|<img src=x onerror=alert(1)>\u0000\u{1f4a9}'
    const { report } = read({
      ...withDetail({
        'result-type': hostile,
        'receiving-mx-hostname': hostile,
        'failure-reason-code': hostile,
        'sending-mta-ip': hostile,
      }),
      'organization-name': hostile.repeat(100),
      'report-id': hostile,
    })
    const texts = JSON.stringify(report)
    expect(texts).toMatch(/^[\x20-\x7e…]*$/)
    expect(report.organization?.length).toBeLessThanOrEqual(LIMITS.name + 1)
    expect(texts).toContain('\\\\x1b[2J')
  })

  test('members that an object inherits are not the report’s', () => {
    const { report } = read(JSON.parse('{"report-id":"x","__proto__":{"organization-name":"no"},"constructor":1}'))
    expect(report.organization).toBeNull()
  })

  test('oddities are bounded', () => {
    const many = { ...whole, policies: Array.from({ length: 1_000 }, () => 'x') }
    expect(read(many).oddities).toHaveLength(LIMITS.oddities)
  })
})

describe('the reader on changed reports', () => {
  const example = readFileSync(
    new URL('../../test/vectors/tls-rpt/reports/parsedmarc/rfc8460.json', import.meta.url),
    'utf8',
  )

  /** Every place of a JSON value. */
  function places(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
    if (typeof value !== 'object' || value === null) return [path]
    return [path, ...Object.entries(value).flatMap(([key, member]) => places(member, [...path, key]))]
  }

  function changed(value: unknown, path: readonly (string | number)[], to: unknown): unknown {
    const [key, ...rest] = path
    if (key === undefined) return to
    if (typeof value !== 'object' || value === null) return value
    const members = Object.entries(value).map(([name, member]) => [
      name,
      name === String(key) ? changed(member, rest, to) : member,
    ])
    return Array.isArray(value) ? members.map(([, member]) => member) : Object.fromEntries(members)
  }

  test('any value in any place: read, or no report at all; what is read is printable, bounded and JSON', () => {
    const value: unknown = JSON.parse(example)
    fc.assert(
      fc.property(fc.constantFrom(...places(value)), fc.jsonValue({ maxDepth: 3 }), (path, to) => {
        const result = attemptSync(() => read(changed(value, path, to)))
        if (!result.ok) {
          expect(result.failure.code).toBe('document-invalid')
          return
        }
        const text = JSON.stringify(result.value)
        expect(text).toMatch(/^[\x20-\x7e…]*$/)
        expect(JSON.parse(text)).toEqual(result.value)
        for (const { successful, failed } of result.value.report.policies) {
          for (const number of [successful, failed]) expect(number === null || number >= 0).toBe(true)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  test('any octets changed: read or document-invalid, and nothing else', () => {
    const bytes = new TextEncoder().encode(example)
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const copy = Uint8Array.from(bytes)
        for (const [at, octet] of changes) copy[at] = octet
        const result = attemptSync(() => parseReport(copy, 'doc'))
        if (!result.ok) expect(result.failure.code).toBe('document-invalid')
      }),
      { numRuns: 1_000 },
    )
  })
})
