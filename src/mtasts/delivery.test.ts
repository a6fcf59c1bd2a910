import { expect, test } from 'vitest'
import { deliveryTo, mayGiveUp, objectionTo, type SeenHost } from './delivery.ts'
import type { Policy, PolicyMode } from './policy.ts'

const GOOD: SeenHost = {
  host: 'mx1.example.com',
  startTls: true,
  certificate: { verification: 'OK', dnsNames: ['mx1.example.com'] },
}
const certificate = (verification: string, ...dnsNames: string[]): SeenHost => ({
  ...GOOD,
  certificate: { verification, dnsNames },
})
const policy = (mode: PolicyMode): Policy => ({
  version: 'STSv1',
  mode,
  maxAgeSeconds: 1,
  mx: ['mx1.example.com', '*.b.example'],
})

const cases = [
  { name: 'a good host', seen: GOOD, objection: null },
  { name: 'a wildcard certificate', seen: certificate('OK', '*.example.com'), objection: null },
  { name: 'no pattern', seen: { ...GOOD, host: 'mx9.example.com' }, objection: 'validation-failure' },
  { name: 'no STARTTLS', seen: { ...GOOD, startTls: false, certificate: null }, objection: 'starttls-not-supported' },
  { name: 'expired', seen: certificate('CERT_HAS_EXPIRED', 'mx1.example.com'), objection: 'certificate-expired' },
  {
    name: 'not valid yet, which has no result type of its own',
    seen: certificate('CERT_NOT_YET_VALID', 'mx1.example.com'),
    objection: 'certificate-not-trusted',
  },
  {
    name: 'self-signed',
    seen: certificate('DEPTH_ZERO_SELF_SIGNED_CERT', 'mx1.example.com'),
    objection: 'certificate-not-trusted',
  },
  { name: 'another name', seen: certificate('OK', 'mx2.example.com'), objection: 'certificate-host-mismatch' },
  { name: 'no name but a CN', seen: certificate('OK'), objection: 'certificate-host-mismatch' },
  // The pattern says which hosts are right; what a host must prove is its own name.
  {
    name: 'the pattern in place of the name',
    seen: { ...certificate('OK', 'b.example'), host: 'a.b.example' },
    objection: 'certificate-host-mismatch',
  },
] as const

test.each(cases)('$name: $objection', ({ seen, objection }) => {
  expect(objectionTo(seen, policy('enforce'))).toBe(objection)
  const skips = objection === null ? 'deliver' : 'skip'
  expect(deliveryTo(seen, policy('enforce'), 'absent')).toEqual({ action: skips, objection })
  expect(deliveryTo(seen, policy('testing'), 'absent')).toEqual({ action: 'deliver', objection })
  expect(deliveryTo(seen, policy('none'), 'absent')).toEqual({ action: 'deliver', objection: null })
  expect(deliveryTo(seen, null, 'absent')).toEqual({ action: 'deliver', objection: null })
})

test('a failure of DANE is overridden by nothing', () => {
  for (const applied of [policy('enforce'), policy('testing'), policy('none'), null]) {
    expect(deliveryTo(GOOD, applied, 'failed')).toEqual({ action: 'skip', objection: null })
  }
})

test('a message is given back only under the policy that is in the DNS now', () => {
  expect(mayGiveUp('a', { kind: 'id', id: 'a' })).toBe(true)
  expect(mayGiveUp('a', { kind: 'id', id: 'b' })).toBe(false)
  expect(mayGiveUp('a', { kind: 'absent' })).toBe(true)
})
