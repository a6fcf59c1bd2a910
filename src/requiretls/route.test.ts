import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Candidate, requireTlsRoute, requireTlsVerdict } from './route.ts'

const good: Candidate = { host: 'mx1', name: 'dnssec', tls: 'established', certificate: 'dane', offered: true }

describe('RFC 8689: MX found by DNSSEC or MTA-STS, certificate valid by PKIX or DANE, REQUIRETLS announced, else no delivery', () => {
  const permitted: readonly { name: string; changes: Partial<Candidate> }[] = [
    { name: 'DNSSEC and DANE', changes: {} },
    { name: 'DNSSEC and PKIX', changes: { certificate: 'pkix' } },
    { name: 'MTA-STS and PKIX', changes: { name: 'mta-sts', certificate: 'pkix' } },
    { name: 'MTA-STS and DANE', changes: { name: 'mta-sts' } },
    { name: 'no MX record needed', changes: { name: 'own' } },
  ]
  test.each(permitted)('$name: permitted', ({ changes }) => {
    expect(requireTlsVerdict({ ...good, ...changes })).toEqual({ verdict: 'permitted' })
  })

  const refused: readonly { name: string; changes: Partial<Candidate>; step: string; status: string }[] = [
    { name: 'an MX that nothing proves', changes: { name: 'nothing' }, step: 'name', status: '5.7.30' },
    { name: 'no STARTTLS', changes: { tls: 'not-offered' }, step: 'tls', status: '5.7.10' },
    { name: 'a handshake that fails', changes: { tls: 'failed' }, step: 'tls', status: '5.7.10' },
    {
      name: 'a certificate that nothing proves',
      changes: { certificate: 'nothing' },
      step: 'certificate',
      status: '5.7.30',
    },
    { name: 'no REQUIRETLS inside TLS', changes: { offered: false }, step: 'extension', status: '5.7.30' },
    {
      name: 'a refusal behind an open question',
      changes: { name: 'unknown', offered: false },
      step: 'extension',
      status: '5.7.30',
    },
  ]
  test.each(refused)('$name: $status', ({ changes, step, status }) => {
    const verdict = requireTlsVerdict({ ...good, ...changes })
    expect(verdict).toMatchObject({ verdict: 'refused', step, status, reason: expect.stringContaining('mx1') })
  })

  const open: readonly { changes: Partial<Candidate>; step: string }[] = [
    { changes: { name: 'unknown' }, step: 'name' },
    { changes: { tls: 'unknown', offered: 'unknown' }, step: 'tls' },
    { changes: { certificate: 'unknown' }, step: 'certificate' },
    { changes: { offered: 'unknown' }, step: 'extension' },
  ]
  test.each(open)('unknown $step stays unknown', ({ changes, step }) => {
    expect(requireTlsVerdict({ ...good, ...changes })).toEqual({ verdict: 'unknown', step })
  })

  const candidate: fc.Arbitrary<Candidate> = fc.record({
    host: fc.constant('mx'),
    name: fc.constantFrom('dnssec', 'mta-sts', 'own', 'nothing', 'unknown'),
    tls: fc.constantFrom('established', 'not-offered', 'failed', 'unknown'),
    certificate: fc.constantFrom('pkix', 'dane', 'nothing', 'unknown'),
    offered: fc.constantFrom<Candidate['offered'][]>(true, false, 'unknown'),
  })

  test('permitted if and only if all four are proved; unknown never becomes a refusal', () => {
    fc.assert(
      fc.property(candidate, (each) => {
        const { verdict } = requireTlsVerdict(each)
        const isBad =
          each.name === 'nothing' ||
          each.certificate === 'nothing' ||
          each.offered === false ||
          each.tls === 'failed' ||
          each.tls === 'not-offered'
        const isOpen = [each.name, each.tls, each.certificate, each.offered].includes('unknown')
        expect(verdict).toBe(isBad ? 'refused' : isOpen ? 'unknown' : 'permitted')
      }),
    )
  })
})

describe('RFC 8689: every MX host is tried before the message comes back', () => {
  const bad: Candidate = { ...good, host: 'mx2', offered: false }
  const unclear: Candidate = { ...good, host: 'mx3', tls: 'unknown' }

  test('one permitted host is enough', () =>
    expect(requireTlsRoute([bad, unclear, good])).toEqual({ verdict: 'permitted' }))
  test('an open one keeps it open', () => expect(requireTlsRoute([bad, unclear])).toMatchObject({ verdict: 'unknown' }))
  test('all refuse: the last one’s reason', () => {
    const last: Candidate = { ...good, host: 'mx9', tls: 'failed' }
    expect(requireTlsRoute([bad, last])).toMatchObject({
      verdict: 'refused',
      status: '5.7.10',
      reason: expect.stringContaining('mx9'),
    })
  })
  test('no host at all', () => expect(requireTlsRoute([])).toMatchObject({ verdict: 'refused', status: '5.7.30' }))
})
