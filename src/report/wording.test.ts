import { describe, expect, test } from 'vitest'
import { HOSTILE } from '../../test/report-samples.ts'
import type { Unknown } from '../base/answer.ts'
import type { Failure } from '../base/failure.ts'
import { failureSentence, unknownAdvice, unknownReason } from './wording.ts'

const text = HOSTILE
const failures: readonly Failure[] = [
  { code: 'target-invalid', target: text, reason: text },
  { code: 'option-invalid', option: text, reason: text },
  { code: 'file-unreadable', file: text, reason: text },
  { code: 'file-unwritable', file: text, reason: text },
  { code: 'document-invalid', document: text, at: text, reason: text },
  { code: 'content-too-large', document: text, limitBytes: 2 },
  { code: 'gzip-malformed', document: text, reason: text },
  { code: 'gzip-ratio', document: text, limitRatio: 200 },
  { code: 'report-missing', document: text, reason: text },
  { code: 'name-invalid', name: text, reason: text },
  { code: 'dns-timeout', server: text, name: text },
  { code: 'dns-unreachable', server: text, name: text, reason: text },
  { code: 'dns-rcode', server: text, name: text, rcode: text },
  { code: 'dns-mismatch', server: text, name: text, reason: text },
  { code: 'dns-alias-limit', name: text, limit: 12 },
  { code: 'dns-no-server', reason: text },
  { code: 'dnssec-bogus', name: text, reason: text },
  { code: 'host-without-address', host: text },
  { code: 'address-special', address: text, kind: text },
  { code: 'tcp-refused', address: text, port: 25 },
  { code: 'tcp-timeout', address: text, port: 25, milliseconds: 1500 },
  { code: 'tcp-unreachable', address: text, port: 25, errno: text },
  { code: 'stream-closed', during: text },
  { code: 'stream-reset', during: text },
  { code: 'stream-timeout', during: text, milliseconds: 20 },
  { code: 'stream-too-long', during: text, limitBytes: 2 },
  { code: 'smtp-refused', during: text, reply: 421, text },
  { code: 'smtp-malformed', during: text, text },
  { code: 'starttls-not-offered', mangled: text },
  { code: 'starttls-refused', reply: 454, text },
  { code: 'tls-alert', level: 2, description: 40 },
  { code: 'tls-not-tls', text },
  { code: 'tls-handshake-failed', reason: text },
  { code: 'certificate-untrusted', host: text, name: text, text },
  { code: 'certificate-expired', host: text },
  { code: 'certificate-not-yet-valid', host: text },
  { code: 'certificate-name-mismatch', host: text, names: [text, text] },
  { code: 'certificate-name-mismatch', host: text, names: [] },
  { code: 'http-redirect', status: 302, location: text },
  { code: 'http-redirect', status: 302, location: null },
  { code: 'http-status', status: 404 },
  { code: 'http-media-type', mediaType: text },
  { code: 'http-media-type', mediaType: null },
  { code: 'http-malformed', reason: text },
  { code: 'wire-malformed', structure: text, offset: 3 },
  { code: 'budget-spent', connections: 7 },
  { code: 'cancelled' },
]

describe('failureSentence', () => {
  test.each(failures.map((failure) => ({ code: failure.code, failure })))(
    '$code is harmless and a sentence',
    ({ failure }) => {
      const sentence = failureSentence(failure)
      expect(sentence).toMatch(/^[\x20-\x7e…“”]+$/)
      expect(sentence).not.toMatch(/undefined|\[object|\.$/)
    },
  )

  test.each([
    {
      failure: { code: 'smtp-refused', during: 'banner', reply: 421, text: 'busy' },
      says: 'the server answered 421 instead of a greeting: busy',
    },
    {
      failure: { code: 'stream-timeout', during: 'ehlo', milliseconds: 20_000 },
      says: 'the server did not answer within 20 s to EHLO',
    },
    {
      failure: { code: 'tls-alert', level: 2, description: 40 },
      says: 'the server ended TLS with the alert handshake_failure',
    },
    { failure: { code: 'tls-alert', level: 2, description: 251 }, says: 'the server ended TLS with the alert 251' },
    { failure: { code: 'starttls-not-offered', mangled: null }, says: 'the server does not offer STARTTLS' },
    {
      failure: { code: 'document-invalid', document: 'a.json', at: '', reason: 'no' },
      says: 'a.json is not valid: no',
    },
  ] as const)('$says', ({ failure, says }) => expect(failureSentence(failure)).toBe(says))
})

test('each reason for an open question is told once, and differently', () => {
  const reasons: readonly Unknown[] = [
    'not-asked',
    'budget',
    'rate-limited',
    'timeout',
    'reset',
    'unreachable',
    'contradictory',
    'not-applicable',
    'interrupted',
    'local',
  ]
  expect(new Set(reasons.map(unknownReason)).size).toBe(reasons.length)
  expect(reasons.filter((why) => unknownAdvice(why) === null)).toEqual(['not-applicable'])
})
