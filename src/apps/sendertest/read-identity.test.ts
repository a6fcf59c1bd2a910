import { describe, expect, test } from 'vitest'
import { attemptSync } from '../../base/failure.ts'
import { createAuthority } from '../../lab/certificate-authority.ts'
import { readIdentity } from './read-identity.ts'

const authority = createAuthority({ name: 'Test', now: new Date() })
const [mine, other] = await Promise.all([1, 2].map(() => authority.issue({ names: ['mx.test.example'] })))
const [key, wrongKey] = [mine?.privateKeyPem ?? '', other?.privateKeyPem ?? '']

describe('readIdentity', () => {
  test.each([`${key}${mine?.chainPem}`, `comment\n${mine?.chainPem}\nmore\n${key}`])(
    'a chain and its key, in any order',
    (text) => {
      const identity = readIdentity('file', text)
      expect(identity.chainDer.map((der) => Buffer.from(der))).toEqual(mine?.chainDer.map((der) => Buffer.from(der)))
      expect(identity.keyPem).toContain('PRIVATE KEY')
      expect(identity.chainPem.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
    },
  )

  const bad = [
    { name: 'nothing', text: '', reason: 'no certificate' },
    { name: 'no key', text: mine?.chainPem ?? '', reason: 'no private key' },
    { name: 'no certificate', text: key, reason: 'no certificate' },
    { name: 'the key of another', text: `${mine?.chainPem}${wrongKey}`, reason: 'not that of the certificate' },
    {
      name: 'rubbish in PEM',
      text: `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n${key}`,
      reason: '',
    },
  ]
  test.each(bad)('$name', ({ text, reason }) => {
    expect(attemptSync(() => readIdentity('file', text))).toMatchObject({
      ok: false,
      failure: { code: 'document-invalid', document: 'file', reason: expect.stringContaining(reason) },
    })
  })
})
