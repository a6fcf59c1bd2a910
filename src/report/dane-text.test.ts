import { describe, expect, test } from 'vitest'
import type { DaneCheck, DaneHost, MatchVerdict, TlsaRecord } from '../facts/dane-facts.ts'
import { renderDaneCheck } from './dane-check-text.ts'
import { renderDaneGenerated, renderDaneMatch } from './dane-record-text.ts'
import { renderDaneRollover } from './dane-rollover-text.ts'

const RECORD: TlsaRecord = { usage: 3, selector: 1, matching: 1, data: 'ab'.repeat(32) }
const AT = '2026-11-24T12:00:00Z'
const STEER = '\u001b[31m\u202e'
const dnssec = { status: 'secure', ede: null, reason: 'proved', chain: [] } as const

const failed: MatchVerdict = {
  verdict: 'failed',
  fault: { code: 'expired', depth: 1 },
  records: [
    { record: RECORD, state: 'failed', depth: 1, faults: [{ code: 'expired', depth: 1 }] },
    { record: { ...RECORD, usage: 0, data: STEER }, state: 'unusable', why: 'usage-pkix' },
    { record: { ...RECORD, data: 'cd'.repeat(3_000) }, state: 'weaker-digest' },
  ],
}

const host: DaneHost = {
  host: 'mx.example.org',
  preference: 10,
  port: 25,
  state: 'mismatch',
  standing: {
    state: 'usable',
    base: 'mx.example.net',
    records: [RECORD],
    unusable: [{ record: { ...RECORD, usage: 0, data: 'ef' }, why: 'usage-pkix' }],
    ttlSeconds: 60,
  },
  search: {
    port: 25,
    base: 'mx.example.net',
    alias: null,
    notLookedFor: null,
    tried: [
      {
        name: '_25._tcp.mx.example.net',
        type: 'TLSA',
        outcome: 'records',
        records: [RECORD, { ...RECORD, usage: 0, data: 'ef' }],
        cnames: [],
        dnssec,
        ttlSeconds: 60,
      },
    ],
  },
  sni: 'mx.example.net',
  referenceNames: ['mx.example.net'],
  rollover: null,
  servers: [
    {
      address: '192.0.2.1',
      port: 25,
      state: 'uncovered',
      chains: [{ keyType: 'ec', version: 'tls13', certificates: [], match: failed }],
      failure: null,
      skipped: null,
    },
    {
      address: '2001:db8::25',
      port: 25,
      state: null,
      chains: [],
      failure: { code: 'smtp-refused', during: 'banner', reply: 554, text: STEER },
      skipped: null,
    },
    { address: '2001:db8::26', port: 25, state: null, chains: [], failure: null, skipped: 'local' },
  ],
}

const check: DaneCheck = {
  target: 'example.org',
  at: AT,
  resolver: 'validating here',
  mx: {
    name: 'example.org',
    type: 'MX',
    outcome: 'records',
    records: [],
    cnames: [],
    dnssec: { ...dnssec, status: 'insecure', reason: STEER },
    ttlSeconds: 60,
  },
  route: 'mx',
  verdict: 'failing',
  hosts: [host],
}

const texts = {
  check: renderDaneCheck(check),
  match: renderDaneMatch({ names: ['mx.example.org'], at: AT, certificates: 2, match: failed }),
  generated: renderDaneGenerated({
    name: null,
    port: 25,
    records: [
      { record: RECORD, zoneLine: null, subject: `CN=${STEER}\n3 1 1 00`, keyType: 'ec', warnings: ['full-data'] },
    ],
  }),
  rollover: renderDaneRollover({
    name: 'mx.example.org',
    port: 25,
    ttlSeconds: 60,
    at: AT,
    plan: {
      scheme: '3+3',
      isCovered: false,
      keepsKey: false,
      steps: [{ action: 'publish', notBefore: AT, records: [RECORD], published: [RECORD] }],
    },
  }),
}

describe('texts about DANE', () => {
  test.each(Object.entries(texts))('%s: what a peer sent steers no terminal', (_, text) => {
    expect(text).not.toMatch(/[\u001b\u202e\u0080-\u009f]/)
  })

  test('a subject stays within its comment', () => {
    expect(texts.generated.split('\n').filter((line) => !line.startsWith(';'))).toEqual([
      `3 1 1 ${'ab'.repeat(32)}`,
      '',
    ])
  })

  test('a check: hosts, records, chains and silence', () => {
    expect(texts.check).toContain(
      'example.org  failing\nDANE fails: senders that use it hold mail back. Its MX records are not',
    )
    expect(texts.check).toContain(' 10 mx.example.org:25  mismatch\n')
    expect(texts.check).toContain('  records   3 1 1 abababababab…bababababab\n            0 1 1 ef')
    expect(texts.check).toContain('cannot be used: usages 0 and 1 mean nothing to mail servers')
    expect(texts.check).toContain('  192.0.2.1       ECDSA over TLS 1.3: a certificate has expired (depth 1)\n')
    expect(texts.check).toContain('  2001:db8::26    not contacted: there is no way to this family')
    expect(texts.check).toContain('mx.example.net, to which the host is an alias')
  })

  test('plain signs only, and no line longer than the terminal', () => {
    const plain = renderDaneCheck(check, { ascii: true, width: 70 })
    expect(plain).toMatch(/^[\n\x20-\x7e]*$/)
    for (const line of plain.split('\n')) expect(line.length).toBeLessThanOrEqual(70)
    for (const line of texts.match.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  })
})
