import { expect, test } from 'vitest'
import { makeParty } from '../../test/dane-chains.ts'
import { signatureAlgorithm, signWith } from '../lab/signing-key.ts'
import { writeExtension } from './certificate-writer.ts'
import { openCertificate } from './certification-path.ts'
import { readOcspResponse } from './ocsp-response.ts'
import { ocspStatusOf } from './ocsp-status.ts'
import { type OcspTemplate, writeOcspError, writeOcspResponse } from './ocsp-writer.ts'

const issuer = makeParty({ cn: 'Authority', ca: true })
const server = makeParty({ issuer })
const THIS = new Date('2026-11-24T08:00:00Z')
const NEXT = new Date('2026-12-01T08:00:00Z')

function write(changes: Partial<OcspTemplate> = {}): Uint8Array {
  const template: OcspTemplate = {
    certificate: server.der,
    issuer: issuer.der,
    status: { kind: 'good' },
    thisUpdate: THIS,
    nextUpdate: NEXT,
    responder: issuer.der,
    signatureAlgorithm: signatureAlgorithm(issuer.key, 'sha256'),
    ...changes,
  }
  return writeOcspResponse(template, (data) => signWith(issuer.key, 'sha256', data))
}

const cases: readonly { readonly name: string; readonly given: Partial<OcspTemplate>; readonly expected: object }[] = [
  { name: 'good', given: {}, expected: { status: 'good', nextUpdate: '2026-12-01T08:00:00Z' } },
  { name: 'without an end', given: { nextUpdate: null }, expected: { status: 'good', nextUpdate: null } },
  { name: 'named by SHA-256', given: { hash: 'sha256' }, expected: { status: 'good' } },
  { name: 'the responder by name', given: { responderBy: 'name' }, expected: { status: 'good' } },
  { name: 'unknown', given: { status: { kind: 'unknown' } }, expected: { status: 'unknown' } },
  {
    name: 'revoked',
    given: { status: { kind: 'revoked', at: THIS } },
    expected: { status: 'revoked', at: '2026-11-24T08:00:00Z', reason: null },
  },
  {
    name: 'revoked, with a reason',
    given: { status: { kind: 'revoked', at: THIS, reason: 4 } },
    expected: { status: 'revoked', reason: 'superseded' },
  },
  {
    name: 'a critical extension that nobody knows',
    given: { extensions: [writeExtension('1.2.3', true, new Uint8Array(0))] },
    expected: { status: 'invalid', fault: { code: 'unreadable' } },
  },
]

test.each(cases)('what is written is read: $name', ({ given, expected }) => {
  const [leaf, above] = [openCertificate(server.der), openCertificate(issuer.der)]
  if (!leaf.ok || !above.ok) throw new Error('two certificates')
  expect(ocspStatusOf(write(given), leaf.value, above.value, THIS.getTime())).toMatchObject(expected)
})

test('certificates go along, and errors have no response', () => {
  expect(readOcspResponse(write({ certificates: [issuer.der] })).basic?.certificates).toHaveLength(1)
  expect(readOcspResponse(writeOcspError(3))).toEqual({ responseStatus: 'tryLater', basic: null })
})
