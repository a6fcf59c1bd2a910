import { expect, test } from 'vitest'
import type { Failure } from '../base/failure.ts'
import type { Lookup, MxRecord } from '../dns/lookup.ts'
import { examine } from './examine.ts'
import type { PolicyFetch } from './policy-fetch.ts'
import { writePolicy } from './write-policy.ts'

function lookup<Record>(
  name: string,
  type: 'TXT' | 'MX' | 'A' | 'AAAA',
  records: readonly Record[] | null,
): Lookup<Record> {
  const dnssec = { status: 'insecure', ede: null, reason: '', chain: [] } as const
  const base = { name, type, cnames: [], dnssec, ttlSeconds: 1 }
  if (records === null) {
    return { ...base, outcome: 'failed', records: [], failure: { code: 'dns-timeout', server: 's', name } }
  }
  return { ...base, outcome: records.length > 0 ? 'records' : 'nodata', records }
}

function fetched(text: string | null, failure: Failure | null = null, isWhole = true): PolicyFetch {
  const host = 'mta-sts.example.com'
  return {
    domain: 'example.com',
    url: `https://${host}/.well-known/mta-sts.txt`,
    host,
    at: '2026-11-24T08:00:00.000Z',
    milliseconds: 1,
    v4: lookup(host, 'A', ['198.51.100.1']),
    v6: lookup(host, 'AAAA', []),
    attempts: [],
    tls: null,
    response:
      text === null
        ? null
        : { status: 200, contentType: 'text/plain', location: null, body: { text, bytes: text.length, isWhole } },
    failure,
  }
}

const GOOD = ['v=STSv1; id=a']
const MX: readonly MxRecord[] = [
  { preference: 20, exchange: 'mx2.example.com' },
  { preference: 10, exchange: 'mx1.example.com' },
]
const policy = (mode: string, maxAgeSeconds: number, ...mx: readonly string[]): PolicyFetch =>
  fetched(writePolicy({ mode, maxAgeSeconds, mx }))
const HOST = 'mta-sts.example.com'
const YEAR = 31_557_600

const cases: readonly {
  readonly name: string
  readonly txt: readonly string[] | null
  readonly mx?: readonly MxRecord[] | null
  readonly fetch?: PolicyFetch | null
  readonly verdict: string
  readonly findings: readonly string[]
}[] = [
  { name: 'all is well', txt: GOOD, fetch: policy('enforce', YEAR, '*.example.com'), verdict: 'valid', findings: [] },
  { name: 'the record is not known', txt: null, verdict: 'unknown', findings: [] },
  { name: 'no record', txt: [], verdict: 'none', findings: ['mta-sts-missing '] },
  {
    name: 'two records',
    txt: [...GOOD, 'v=STSv1; id=b'],
    verdict: 'invalid',
    findings: ['mta-sts-records-multiple 2'],
  },
  { name: 'a broken record', txt: ['v=STSv1; id='], verdict: 'invalid', findings: ['mta-sts-record-invalid '] },
  { name: 'nobody fetched', txt: GOOD, fetch: null, verdict: 'unknown', findings: [] },
  {
    name: 'a broken policy',
    txt: GOOD,
    fetch: fetched('hello'),
    verdict: 'invalid',
    findings: ['mta-sts-policy-invalid '],
  },
  {
    name: 'a policy that is too large',
    txt: GOOD,
    fetch: fetched('version: STSv1', { code: 'stream-too-long', during: 'policy', limitBytes: 65_536 }, false),
    verdict: 'invalid',
    findings: ['mta-sts-policy-invalid '],
  },
  {
    name: 'our own resolver is silent',
    txt: GOOD,
    fetch: fetched(null, { code: 'dns-timeout', server: 's', name: HOST }),
    verdict: 'unknown',
    findings: ['mta-sts-policy-unreachable '],
  },
  {
    name: 'withdrawn',
    txt: GOOD,
    fetch: policy('none', 60),
    mx: null,
    verdict: 'valid',
    findings: ['mta-sts-mode-none '],
  },
  {
    name: 'tested, short, an exchanger that is not in it, a pattern too many',
    txt: GOOD,
    fetch: policy('testing', 60, 'mx1.example.com', 'old.example.com'),
    verdict: 'valid',
    findings: [
      'mta-sts-mode-testing ',
      'mta-sts-mx-not-covered mx2.example.com',
      'mta-sts-pattern-unused old.example.com',
    ],
  },
  {
    name: 'enforced for a week',
    txt: GOOD,
    fetch: policy('enforce', 604_800, '*.example.com'),
    verdict: 'valid',
    findings: ['mta-sts-max-age-short 604800'],
  },
  {
    name: 'the exchangers are not known',
    txt: GOOD,
    mx: null,
    fetch: policy('enforce', YEAR, 'x.example'),
    verdict: 'valid',
    findings: [],
  },
  {
    name: 'no MX: the domain itself must be in it',
    txt: GOOD,
    mx: [],
    fetch: policy('enforce', YEAR, '*.example.com'),
    verdict: 'valid',
    findings: ['mta-sts-mx-not-covered example.com', 'mta-sts-pattern-unused *.example.com'],
  },
]

test.each(cases)('$name: $verdict', ({ txt, mx = MX, fetch: seen = null, verdict, findings }) => {
  const facts = { record: lookup('_mta-sts.example.com', 'TXT', txt), mx: lookup('example.com', 'MX', mx), fetch: seen }
  const found = examine(facts)
  expect(found.verdict).toBe(verdict)
  expect(found.findings.map(({ code, subject }) => `${code} ${subject}`)).toEqual(findings)
})

const failures: readonly (readonly [failure: Failure, code: string])[] = [
  [{ code: 'host-without-address', host: HOST }, 'mta-sts-policy-unreachable'],
  [{ code: 'address-special', address: '10.0.0.1', kind: 'private' }, 'mta-sts-policy-unreachable'],
  [{ code: 'tcp-refused', address: '198.51.100.1', port: 443 }, 'mta-sts-policy-unreachable'],
  [{ code: 'stream-timeout', during: 'policy', milliseconds: 60_000 }, 'mta-sts-policy-unreachable'],
  [{ code: 'stream-reset', during: 'policy' }, 'mta-sts-policy-unreachable'],
  [{ code: 'certificate-untrusted', host: HOST, name: 'X', text: 'x' }, 'mta-sts-policy-certificate'],
  [{ code: 'certificate-expired', host: HOST }, 'mta-sts-policy-certificate'],
  [{ code: 'certificate-not-yet-valid', host: HOST }, 'mta-sts-policy-certificate'],
  [{ code: 'certificate-name-mismatch', host: HOST, names: [] }, 'mta-sts-policy-certificate'],
  [{ code: 'http-redirect', status: 302, location: null }, 'mta-sts-policy-redirect'],
  [{ code: 'http-status', status: 404 }, 'mta-sts-policy-status'],
  [{ code: 'http-media-type', mediaType: null }, 'mta-sts-policy-media-type'],
]

test.each(failures)('%j is %s', (failure, code) => {
  const facts = { record: lookup('_mta-sts.example.com', 'TXT', GOOD), mx: lookup('example.com', 'MX', MX) }
  expect(examine({ ...facts, fetch: fetched(null, failure) })).toMatchObject({
    verdict: 'invalid',
    findings: [{ code }],
  })
})
