import { describe, expect, test } from 'vitest'
import { HOSTILE } from '../../test/report-samples.ts'
import type { Evidence } from '../judge/evidence.ts'
import { evidenceSentence, findingDetail } from './evidence-wording.ts'

const leaf = { depth: 0, subject: 'CN=mx1.example.lab', sha256: 'aa' }
const upper = { depth: 1, subject: 'CN=Example E5', sha256: 'bb' }

const caa = {
  kind: 'caa-refuses',
  certificate: leaf,
  issuer: 'Corner Shop',
  name: '*.example.org',
  at: 'example.org',
} as const

const table: readonly { evidence: Evidence; says: string }[] = [
  {
    evidence: { kind: 'lookup', name: 'mx1.example.lab', type: 'A', outcome: 'nxdomain' },
    says: 'A of mx1.example.lab: no such name',
  },
  {
    evidence: { kind: 'lookup-failure', name: 'example.lab', type: 'MX', failure: null },
    says: 'MX of example.lab: it failed',
  },
  {
    evidence: {
      kind: 'dnssec',
      name: 'example.lab',
      type: 'MX',
      status: 'bogus',
      at: 'example.lab',
      ede: 7,
      reason: 'the signature of the MX set of example.lab expired at 20261114080000',
      reach: 'all',
    },
    says: 'MX of example.lab: the signature of the MX set of example.lab expired at 20261114080000',
  },
  {
    evidence: { kind: 'zone-algorithm', zone: 'example.lab', algorithm: 7 },
    says: 'the zone example.lab is signed with RSASHA1-NSEC3-SHA1 (7)',
  },
  {
    evidence: { kind: 'zone-digest', zone: 'example.lab', digest: 1 },
    says: 'the DS record of example.lab uses SHA-1 (1)',
  },
  { evidence: { kind: 'zone-key', zone: 'lab', bits: 1024 }, says: 'the zone lab has an RSA key of 1024 bits' },
  {
    evidence: { kind: 'signature-end', name: 'example.lab', type: 'DNSKEY', ends: '2026-11-25T08:00:00Z', days: 1 },
    says: 'the signature of DNSKEY of example.lab ends in 1 day (2026-11-25)',
  },
  { evidence: { kind: 'exchangers', exchangers: ['.', 'mx1.example.lab'] }, says: 'MX ., mx1.example.lab' },
  { evidence: { kind: 'alias', name: 'mx', targets: ['a', 'b'] }, says: 'mx is an alias of a → b' },
  {
    evidence: { kind: 'reverse-names', address: '203.0.113.10', names: ['mx1.example.lab'] },
    says: '203.0.113.10 is called mx1.example.lab, which does not lead back to it',
  },
  {
    evidence: { kind: 'reverse-names', address: '2001:db8::1', names: ['a', 'b'] },
    says: '2001:db8::1 is called a, b, which do not lead back to it',
  },
  {
    evidence: { kind: 'addresses', addresses: ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'] },
    says: '10.0.0.1, 10.0.0.2, 10.0.0.3 and 1 more',
  },
  { evidence: { kind: 'failure', failure: { code: 'cancelled' } }, says: 'the audit was stopped' },
  { evidence: { kind: 'reply', code: 454, text: '' }, says: 'the server answers 454' },
  {
    evidence: { kind: 'starttls-tally', accepted: 5, missing: 2, mangled: 0, refusedTemporarily: 1, refused: 0 },
    says: 'TLS could be started on 5 of 8 connections; on 2 STARTTLS was not announced and on 1 STARTTLS was refused for now',
  },
  {
    evidence: { kind: 'starttls-tally', accepted: 1, missing: 0, mangled: 1, refusedTemporarily: 0, refused: 1 },
    says: 'TLS could be started on 1 of 3 connections; on 1 STARTTLS was overwritten and on 1 STARTTLS was refused',
  },
  {
    evidence: { kind: 'relay', from: 'a@example.com', to: 'b@example.org', code: 250, text: '2.1.5 Ok' },
    says: 'RCPT TO:<b@example.org> is answered 250 2.1.5 Ok, after MAIL FROM:<a@example.com>',
  },
  {
    evidence: { kind: 'relay', from: '', to: 'b@example.org', code: 250, text: '' },
    says: 'RCPT TO:<b@example.org> is answered 250, after MAIL FROM:<>',
  },
  { evidence: { kind: 'delay', milliseconds: 22_340 }, says: 'the greeting took 22.3 s' },
  { evidence: { kind: 'extension', keyword: 'AUTH', parameters: ['PLAIN'] }, says: 'EHLO answers AUTH PLAIN' },
  {
    evidence: { kind: 'no-extension', keyword: 'STARTTLS', greeting: 'ehlo' },
    says: 'EHLO does not announce STARTTLS',
  },
  { evidence: { kind: 'no-extension', keyword: 'STARTTLS', greeting: 'helo' }, says: 'the server knows only HELO' },
  { evidence: { kind: 'version', version: 'ssl3', suite: null }, says: 'SSL 3.0 accepted' },
  { evidence: { kind: 'version-refused', version: 'tls13' }, says: 'TLS 1.3 refused' },
  { evidence: { kind: 'versions-refused', versions: ['tls10', 'tls12'] }, says: 'TLS 1.0 and TLS 1.2 refused' },
  { evidence: { kind: 'suites', version: 'tls12', suites: ['A', 'B'] }, says: 'TLS 1.2: A, B' },
  {
    evidence: { kind: 'preferred', version: 'tls12', suite: 'A', position: 1, better: 'B' },
    says: 'TLS 1.2: A before B',
  },
  { evidence: { kind: 'groups', version: 'tls12', groups: ['secp192r1'] }, says: 'TLS 1.2: secp192r1' },
  {
    evidence: { kind: 'groups-refused', version: 'tls13', groups: ['X25519MLKEM768'] },
    says: 'X25519MLKEM768 refused',
  },
  {
    evidence: {
      kind: 'dh',
      version: 'tls12',
      suite: 'A',
      bits: 1024,
      generator: '2',
      primeSha256: '',
      knownPrime: 'RFC 2409 group 2',
    },
    says: '1024 bits, the prime of RFC 2409 group 2 (TLS 1.2, A)',
  },
  { evidence: { kind: 'feature', feature: 'compression', present: true }, says: 'TLS compression: yes' },
  { evidence: { kind: 'early-data', maxBytes: 16_384 }, says: 'up to 16384 bytes' },
  { evidence: { kind: 'vulnerability', vulnerability: 'robot' }, says: 'shown by a probe' },
  {
    evidence: {
      kind: 'validity',
      certificate: upper,
      notBefore: '2026-08-14T00:00:00Z',
      notAfter: '2026-11-12T00:00:00Z',
      days: -12,
    },
    says: 'CN=Example E5: expired 2026-11-12, 12 days ago',
  },
  {
    evidence: {
      kind: 'validity',
      certificate: leaf,
      notBefore: '2026-08-14T00:00:00Z',
      notAfter: '2026-11-25T00:00:00Z',
      days: 1,
    },
    says: 'valid from 2026-08-14 to 2026-11-25, 1 day left',
  },
  {
    evidence: {
      kind: 'validity',
      certificate: leaf,
      notBefore: '2026-08-14T00:00:00Z',
      notAfter: '2026-11-24T00:00:00Z',
      days: 0,
    },
    says: 'the last day is 2026-11-24',
  },
  {
    evidence: { kind: 'names', certificate: leaf, host: 'mx2', names: [] },
    says: 'the certificate has no name, not mx2',
  },
  {
    evidence: { kind: 'verification', code: 20, name: 'X', text: 'unable to get it', roots: 'mozilla' },
    says: 'OpenSSL says 20, unable to get it',
  },
  { evidence: { kind: 'issuer', certificate: leaf, issuer: 'CN=R' }, says: 'issued by CN=R' },
  { evidence: { kind: 'certificates', certificates: [upper] }, says: '1: CN=Example E5' },
  {
    evidence: { kind: 'key', certificate: leaf, algorithm: 'rsa', bits: 1024, curve: null },
    says: 'RSA with 1024 bits',
  },
  {
    evidence: { kind: 'key', certificate: leaf, algorithm: 'ec', bits: 192, curve: 'secp192r1' },
    says: 'EC with 192 bits (secp192r1)',
  },
  {
    evidence: { kind: 'signature', certificate: upper, algorithm: 'sha1WithRSAEncryption' },
    says: 'CN=Example E5: sha1WithRSAEncryption',
  },
  {
    evidence: { kind: 'signatures', version: 'tls12', schemes: ['rsa_pkcs1_md5', 'rsa_pkcs1_sha1'] },
    says: 'the key exchange is signed with rsa_pkcs1_md5, rsa_pkcs1_sha1 (TLS 1.2)',
  },
  {
    evidence: { kind: 'revocation', certificate: leaf, at: '2026-11-01T12:00:00Z', reason: 'keyCompromise' },
    says: 'the certificate was revoked on 2026-11-01: keyCompromise',
  },
  {
    evidence: { kind: 'revocation', certificate: leaf, at: '2026-11-01T12:00:00Z', reason: null },
    says: 'the certificate was revoked on 2026-11-01',
  },
  {
    evidence: { kind: 'staple', certificate: leaf, fault: 'absent', at: null },
    says: 'the certificate promises a stapled response, and none came',
  },
  {
    evidence: { kind: 'staple', certificate: leaf, fault: 'expired', at: '2026-11-22T08:00:00Z' },
    says: 'the stapled response was valid until 2026-11-22',
  },
  {
    evidence: { kind: 'dual', certificate: leaf, keyType: 'rsa', other: 'ecdsa', fault: 'expired' },
    says: 'the RSA certificate has expired, the ECDSA certificate has not',
  },
  { evidence: { kind: 'usages', certificate: leaf, usages: [] }, says: 'meant for nothing' },
  {
    evidence: {
      kind: 'leaves',
      keyType: 'ec',
      leaves: [
        { address: 'a', port: 25, sha256: '1' },
        { address: 'b', port: 25, sha256: '2' },
      ],
    },
    says: '2 EC certificates on a, b',
  },
  {
    evidence: { kind: 'caa-open', host: 'mx.example.org', at: null, records: [] },
    says: 'there is no CAA record, neither at mx.example.org nor above it',
  },
  {
    evidence: {
      kind: 'caa-open',
      host: 'mx.example.org',
      at: 'example.org',
      records: [{ flags: 0, tag: 'iodef', value: 'mailto:a@b' }],
    },
    says: 'the CAA records at example.org restrain nobody: 0 iodef "mailto:a@b"',
  },
  {
    evidence: { ...caa, why: 'others', issuers: ['pki.goog'], records: [] },
    says: 'issued by Corner Shop, and CAA at example.org lets only pki.goog issue for *.example.org',
  },
  {
    evidence: { ...caa, why: 'nobody', issuers: [], records: [{ flags: 0, tag: 'issuewild', value: ';' }] },
    says: 'issued by Corner Shop, and CAA at example.org lets nobody issue for *.example.org: 0 issuewild ";"',
  },
  {
    evidence: { ...caa, why: 'critical', issuers: [], records: [{ flags: 128, tag: 'tbs', value: 'x' }] },
    says: 'issued by Corner Shop, and CAA at example.org has a critical property that no authority understands: 128 tbs "x"',
  },
  {
    evidence: { kind: 'unlike', port: 25, trait: 'tls13', having: ['a', 'b'], lacking: ['c'] },
    says: 'TLS 1.3 at a, b, not at c',
  },
  {
    evidence: { kind: 'unlike', port: 587, trait: 'starttls', having: ['a'], lacking: ['b'] },
    says: 'STARTTLS at a, not at b (port 587)',
  },
  {
    evidence: { kind: 'unlike', port: 25, trait: 'weak-suites', having: ['a'], lacking: ['b'] },
    says: 'weak cipher suites at a, not at b',
  },
  {
    evidence: { kind: 'unlike', port: 25, trait: 'post-quantum', having: ['a'], lacking: ['b'] },
    says: 'post-quantum key exchange at a, not at b',
  },
  {
    evidence: { kind: 'contradiction', address: 'a', port: 25, version: 'tls12', names: ['X', 'Y'] },
    says: 'a has accepted and refused X, Y (TLS 1.2)',
  },
]

describe('evidenceSentence', () => {
  test.each(table)('$says', ({ evidence, says }) => expect(evidenceSentence(evidence)).toBe(says))

  test('whatever a peer wrote is harmless', () => {
    const poisoned = (value: unknown): unknown => {
      if (typeof value === 'string') return HOSTILE
      if (Array.isArray(value)) return value.map(poisoned)
      if (typeof value !== 'object' || value === null) return value
      const kept = new Set([
        'kind',
        'version',
        'versions',
        'feature',
        'vulnerability',
        'failure',
        'greeting',
        'trait',
        'fault',
        'why',
      ])
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => [key, kept.has(key) ? member : poisoned(member)]),
      )
    }
    for (const { evidence } of table) {
      expect(evidenceSentence(poisoned(evidence) as Evidence)).toMatch(/^[\x20-\x7e…→]*$/)
    }
  })
})

test('a finding’s detail names its suites once, for all versions', () => {
  const suites = (version: 'tls12' | 'tls10' | 'ssl3', ...names: string[]): Evidence => ({
    kind: 'suites',
    version,
    suites: names,
  })
  expect(findingDetail({ evidence: [suites('tls12', 'A')] })).toBe('A (TLS 1.2)')
  expect(findingDetail({ evidence: [suites('tls12', 'A', 'B'), suites('tls10', 'B'), suites('ssl3', 'C')] })).toBe(
    'A and 2 more (TLS 1.2, 1.0, SSL 3.0)',
  )
  const delay = (milliseconds: number): Evidence => ({ kind: 'delay', milliseconds })
  expect(findingDetail({ evidence: [delay(1000), delay(2000), delay(3000)] })).toBe(
    'the greeting took 1.0 s; and 2 more',
  )
})
