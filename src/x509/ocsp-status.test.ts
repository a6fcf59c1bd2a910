import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OCSP_AT, ocspCertificate, ocspResponse } from '../../test/ocsp-responses.ts'
import { hex } from '../../test/support/reader-properties.ts'
import { type OpenCertificate, openCertificate } from './certification-path.ts'
import { type OcspFault, ocspStatusOf } from './ocsp-status.ts'

function open(name: string): OpenCertificate {
  const opened = openCertificate(ocspCertificate(name))
  if (!opened.ok) throw new Error(opened.failure.code)
  return opened.value
}

const leaf = open('leaf')
const ca = open('ca')
const DAY = 86_400_000
const REVOKED_AT = '2026-11-01T12:00:00Z'
const fault = (code: OcspFault['code']) => ({ status: 'invalid', fault: expect.objectContaining({ code }) })
const revoked = (reason: string | null) => ({ status: 'revoked', at: REVOKED_AT, reason })
const GOOD = expect.objectContaining({ status: 'good' })

describe('what a response proves', () => {
  const cases: readonly {
    readonly name: string
    readonly response: string
    readonly about?: string
    readonly issuer?: string | null
    readonly days?: number
    readonly expected: unknown
  }[] = [
    { name: 'good', response: 'good', expected: GOOD },
    { name: 'good, the responder by its key', response: 'byKey', expected: GOOD },
    { name: 'good, without certificates', response: 'bare', expected: GOOD },
    { name: 'good, a serial with a leading zero', response: 'highSerial', about: 'high', expected: GOOD },
    { name: 'good, certificates named by SHA-256', response: 'sha256Id', expected: GOOD },
    { name: 'good, one of two', response: 'two', expected: GOOD },
    { name: 'good, with a nonce', response: 'nonce', expected: GOOD },
    { name: 'good, signed with SHA-1', response: 'sha1Signature', expected: GOOD },
    { name: 'good, signed with RSA', response: 'rsa', about: 'rsaleaf', issuer: 'rsaca', expected: GOOD },
    { name: 'good, signed with RSA-PSS', response: 'pss', about: 'rsaleaf', issuer: 'rsaca', expected: GOOD },
    { name: 'good, signed with Ed25519', response: 'ed25519', about: 'edleaf', issuer: 'edca', expected: GOOD },
    { name: 'good, a delegated responder', response: 'delegated', expected: GOOD },
    { name: 'good, a delegated responder by its key', response: 'delegatedByKey', expected: GOOD },
    { name: 'revoked', response: 'revoked', expected: revoked(null) },
    { name: 'revoked, with the reason', response: 'compromised', expected: revoked('keyCompromise') },
    {
      name: 'revoked by a delegated responder',
      response: 'compromisedDelegated',
      expected: revoked('keyCompromise'),
    },
    { name: 'revoked stays revoked', response: 'revoked', days: 400, expected: revoked(null) },
    { name: 'on hold', response: 'held', expected: revoked('certificateHold') },
    { name: 'was on hold', response: 'held', days: 8, expected: fault('expired') },
    { name: 'the responder does not know it', response: 'unknown', expected: { status: 'unknown' } },
    { name: 'good until yesterday', response: 'good', days: 8, expected: fault('expired') },
    { name: 'good from tomorrow', response: 'good', days: -1, expected: fault('not-yet-valid') },
    { name: 'good for ever', response: 'endless', days: 3_000, expected: GOOD },
    { name: 'another serial', response: 'good', about: 'high', expected: fault('other-certificate') },
    { name: 'another issuer', response: 'rsa', expected: fault('other-certificate') },
    {
      name: 'an issuer of the same name with another key',
      response: 'good',
      issuer: 'stranger',
      expected: fault('other-certificate'),
    },
    { name: 'no issuer to check with', response: 'good', issuer: null, expected: fault('issuer-absent') },
    { name: 'the same, about another', response: 'rsa', issuer: null, expected: fault('other-certificate') },
    { name: 'a delegate whose certificate is missing', response: 'delegatedBare', expected: fault('responder') },
    { name: 'a delegate of another authority', response: 'impostor', expected: fault('responder') },
    { name: 'a certificate of the authority for servers', response: 'usurper', expected: fault('responder') },
    { name: 'another authority', response: 'stranger', expected: fault('responder') },
  ]
  test.each(cases)('$name', ({ response, about = 'leaf', issuer = 'ca', days = 0, expected }) => {
    const above = issuer === null ? null : open(issuer)
    expect(ocspStatusOf(ocspResponse(response), open(about), above, OCSP_AT + days * DAY)).toEqual(expected)
  })

  test('a delegate counts while its certificate is valid', () => {
    expect(ocspStatusOf(ocspResponse('compromisedDelegated'), leaf, ca, OCSP_AT + 4_000 * DAY)).toEqual(
      fault('responder'),
    )
  })

  test('clocks may be five minutes apart', () => {
    const at = (minutes: number) => ocspStatusOf(ocspResponse('good'), leaf, ca, OCSP_AT + minutes * 60_000)
    const week = 7 * 24 * 60
    expect([-4, -6, week + 4, week + 6].map((minutes) => at(minutes).status)).toEqual([
      'good',
      'invalid',
      'good',
      'invalid',
    ])
  })

  test('what is no response, and errors', () => {
    expect(ocspStatusOf(hex('00'), leaf, ca, OCSP_AT)).toEqual(fault('unreadable'))
    expect(ocspStatusOf(hex('30030a0103'), leaf, ca, OCSP_AT)).toEqual({
      status: 'invalid',
      fault: { code: 'unsuccessful', responseStatus: 'tryLater' },
    })
  })
})

test('no octet of what is signed can be changed without its being noticed', () => {
  const honest = ocspResponse('revoked')
  const change = fc.tuple(fc.nat(honest.length - 1), fc.integer({ min: 1, max: 255 }))
  fc.assert(
    fc.property(change, ([at, mask]) => {
      const forged = Uint8Array.from(honest)
      forged[at] = (forged[at] ?? 0) ^ mask
      const status = ocspStatusOf(forged, leaf, ca, OCSP_AT)
      // Certificates that come along are not signed by it, and an issuer needs none of them.
      if (status.status !== 'invalid') expect(status).toEqual(revoked(null))
    }),
    { numRuns: 500 },
  )
})
