import { describe, expect, test } from 'vitest'
import type { CertificateRef, DualFault, StapleFault } from '../judge/evidence.ts'
import { certificateSentence } from './certificate-wording.ts'

const certificate: CertificateRef = { depth: 0, subject: 'CN=mx', sha256: 'aa' }
const AT = '2026-11-22T08:00:00Z'

describe('certificateSentence', () => {
  const staples: readonly (readonly [StapleFault, string])[] = [
    ['absent', 'the certificate promises a stapled response, and none came'],
    ['unreadable', 'the stapled response cannot be read'],
    ['unsuccessful', 'the stapled response is an error of the responder'],
    ['other-certificate', 'the stapled response is about another certificate'],
    ['issuer-absent', 'the stapled response cannot be checked without the certificate of the issuer'],
    ['responder', 'nobody who may speak for the issuer has signed the stapled response'],
    ['signature', 'the signature of the stapled response is wrong'],
    ['not-yet-valid', 'the stapled response is valid from 2026-11-22 only'],
    ['expired', 'the stapled response was valid until 2026-11-22'],
  ]
  test.each(staples)('a staple: %s', (fault, says) => {
    expect(certificateSentence({ kind: 'staple', certificate, fault, at: AT })).toBe(says)
  })

  const duals: readonly (readonly [DualFault, string])[] = [
    ['name', 'the RSA certificate is for another name, the ECDSA certificate for the right one'],
    ['expired', 'the RSA certificate has expired, the ECDSA certificate has not'],
    ['not-yet-valid', 'the RSA certificate is not valid yet, the ECDSA certificate is'],
    ['self-signed', 'the RSA certificate signed itself, an authority issued the ECDSA certificate'],
    ['incomplete', 'the RSA certificate comes without that of its issuer, the ECDSA certificate with it'],
  ]
  test.each(duals)('two certificates: %s', (fault, says) => {
    expect(certificateSentence({ kind: 'dual', certificate, keyType: 'rsa', other: 'ecdsa', fault })).toBe(says)
  })
})
