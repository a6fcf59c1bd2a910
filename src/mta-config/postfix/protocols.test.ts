import { describe, expect, test } from 'vitest'
import { protocolRange, protocolsFrom, withoutGaps } from './protocols.ts'
import { parseRelease } from './release.ts'

const OLD = parseRelease('3.5') ?? []
const NEW = parseRelease('3.7') ?? []

describe('protocolRange', () => {
  const cases = [
    { value: '>=TLSv1.2', allowed: 'tls12 tls13' },
    { value: '>=TLSv1, <=TLSv1.2', allowed: 'tls10 tls11 tls12' },
    { value: '!SSLv2, !SSLv3', allowed: 'tls10 tls11 tls12 tls13' },
    { value: '!SSLv2:!SSLv3:!TLSv1:!TLSv1.1', allowed: 'tls12 tls13' },
    { value: 'TLSv1.2', allowed: 'tls12' },
    { value: 'tlsv1.2 TLSv1.3', allowed: 'tls12 tls13' },
    { value: 'SSLv3, TLSv1', allowed: 'ssl3 tls10' },
    { value: '', allowed: 'ssl2 ssl3 tls10 tls11 tls12 tls13' },
    { value: '>=0x0303', allowed: 'tls12 tls13' },
  ]

  test.each(cases)('“$value” lets $allowed through', ({ value, allowed }) => {
    expect(protocolRange(value, NEW)).toEqual({ allowed: allowed.split(' '), invalid: [] })
  })

  test.each([
    { value: '>=TLS1.2', release: NEW },
    { value: '!TLSv1.4', release: NEW },
    { value: 'modern', release: NEW },
    { value: '>=TLSv1.2', release: OLD },
  ])('“$value” is not understood by $release', ({ value, release }) => {
    expect(protocolRange(value, release).invalid).toEqual([value])
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'what is written for %s lets exactly that through, in old and new words',
    (least) => {
      const wanted = least === 'TLSv1.2' ? ['tls12', 'tls13'] : ['tls13']
      for (const release of [OLD, NEW])
        expect(protocolRange(protocolsFrom(least, release), release)).toEqual({ allowed: wanted, invalid: [] })
    },
  )
})

describe('withoutGaps', () => {
  test.each([
    { value: '!SSLv2, !SSLv3, !TLSv1.1', allowed: 'tls10' },
    { value: '!SSLv2, !SSLv3, !TLSv1.2', allowed: 'tls10 tls11' },
    { value: '!SSLv2, !SSLv3, !TLSv1, !TLSv1.1, !TLSv1.3', allowed: 'tls12' },
    { value: '>=TLSv1.2', allowed: 'tls12 tls13' },
    { value: '>=TLSv1.3, <=TLSv1.2', allowed: '' },
  ])('“$value” lets a client speak $allowed', ({ value, allowed }) => {
    const words = allowed.split(' ').filter((word) => word !== '')
    expect(withoutGaps(protocolRange(value, NEW))).toEqual({ allowed: words, invalid: [] })
  })
})
