import { describe, expect, test } from 'vitest'
import { makeParty } from '../../test/dane-chains.ts'
import { toHex } from '../base/hex.ts'
import type { TlsaRecord } from '../dns/lookup.ts'
import { usabilityOf } from './tlsa.ts'

const { der, key } = makeParty()
const certificate = toHex(der)
const spki = toHex(key.spki)
const SHA256 = 'ab'.repeat(32)
const SHA512 = 'ab'.repeat(64)

const record = (usage: number, selector: number, matching: number, data: string): TlsaRecord => ({
  usage,
  selector,
  matching,
  data,
})

const usable: readonly TlsaRecord[] = [
  record(3, 1, 1, SHA256),
  record(3, 0, 2, SHA512),
  record(2, 0, 1, SHA256),
  record(2, 1, 2, SHA512.toUpperCase()),
  record(3, 0, 0, certificate),
  record(2, 1, 0, spki),
]

const unusable: readonly { readonly given: TlsaRecord; readonly why: string }[] = [
  { given: record(0, 0, 1, SHA256), why: 'usage-pkix' },
  { given: record(1, 1, 1, SHA256), why: 'usage-pkix' },
  { given: record(4, 1, 1, SHA256), why: 'usage-unknown' },
  { given: record(255, 1, 1, SHA256), why: 'usage-unknown' },
  { given: record(3, 2, 1, SHA256), why: 'selector-unknown' },
  { given: record(3, 1, 3, SHA256), why: 'matching-unknown' },
  { given: record(3, 1, 1, ''), why: 'data-malformed' },
  { given: record(3, 1, 1, 'xyz'), why: 'data-malformed' },
  { given: record(3, 1, 1, SHA512), why: 'digest-length' },
  { given: record(3, 1, 1, SHA256.slice(2)), why: 'digest-length' },
  { given: record(2, 0, 2, SHA256), why: 'digest-length' },
  { given: record(3, 0, 0, SHA256), why: 'certificate-malformed' },
  { given: record(2, 0, 0, certificate.slice(0, -2)), why: 'certificate-malformed' },
  { given: record(2, 0, 0, `${certificate}00`), why: 'certificate-malformed' },
  { given: record(2, 0, 0, spki), why: 'certificate-malformed' },
  { given: record(2, 1, 0, certificate), why: 'key-malformed' },
  { given: record(3, 1, 0, spki.slice(0, -2)), why: 'key-malformed' },
]

describe('usabilityOf', () => {
  test.each(usable)('$usage $selector $matching can be used', (given) => {
    expect(usabilityOf(given)).toMatchObject({ usable: true, tlsa: { record: given } })
  })

  test.each(unusable)('$given.usage $given.selector $given.matching: $why', ({ given, why }) => {
    expect(usabilityOf(given)).toEqual({ usable: false, why })
  })

  test('usages 0 and 1 can be used where the roots of the web count', () => {
    expect(usabilityOf(record(0, 0, 1, SHA256), true).usable).toBe(true)
    expect(usabilityOf(record(1, 1, 1, SHA256), true).usable).toBe(true)
  })

  test('every prefix of a full certificate or key is malformed', () => {
    for (let octets = 1; octets < der.length; octets += 1) {
      expect(usabilityOf(record(3, 0, 0, certificate.slice(0, octets * 2)))).toMatchObject({ usable: false })
    }
    for (let octets = 1; octets < key.spki.length; octets += 1) {
      expect(usabilityOf(record(3, 1, 0, spki.slice(0, octets * 2)))).toMatchObject({ usable: false })
    }
  })
})
