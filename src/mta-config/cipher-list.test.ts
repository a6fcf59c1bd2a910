import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ALL_SUITES, CURRENT_SUITES, readCipherList } from './cipher-list.ts'
import { CONFIG_PROFILES } from './config-profile.ts'

/* How many suites a list leaves was counted with OpenSSL 3.0's `ciphers` command; test/peers compares the lists themselves. */

describe('readCipherList', () => {
  const cases = [
    { name: 'the six of the guide', list: 'ECDHE+AESGCM:ECDHE+CHACHA20', count: 6 },
    { name: 'the default of OpenSSL', list: 'DEFAULT', count: 27 },
    { name: 'Postfix’s medium grade', list: 'aNULL:-aNULL:HIGH:MEDIUM:+RC4:@STRENGTH', count: 83 },
    { name: 'a word that kills for good', list: '!aNULL:ALL:aNULL', count: 71 },
    { name: 'a word that takes away for now', list: 'ALL:-aNULL:aNULL', count: 84 },
    { name: 'an order that adds nothing', list: '+ALL', count: 0 },
    { name: 'a name', list: 'ECDHE-RSA-AES128-GCM-SHA256', count: 1 },
    { name: 'words joined by +', list: 'RSA+AES', count: 10 },
    { name: 'blanks and commas', list: 'AES128-SHA, AES256-SHA', count: 2 },
    { name: 'nothing', list: '', count: 0 },
  ]

  test.each(cases)('$name: $list', ({ list, count }) => {
    expect(readCipherList(list).suites).toHaveLength(count)
  })

  test('names words that OpenSSL passes over, and keeps the security level', () => {
    expect(readCipherList('HIGH:!NONSENSE:ECDHE+FOO:PSK:@SECLEVEL=1')).toMatchObject({
      unknown: ['NONSENSE', 'FOO'],
      securityLevel: 1,
    })
  })

  test('knows what only old libraries have', () => {
    const weak = (list: string): readonly (string | null)[] =>
      readCipherList(list, ALL_SUITES).suites.map(({ openssl }) => openssl)
    expect(weak('ALL:!aNULL')).toContain('RC4-MD5')
    expect(weak('HIGH')).not.toContain('DES-CBC3-SHA')
    expect(weak('EXPORT')).toContain('EXP-RC4-MD5')
    expect(CURRENT_SUITES.length).toBeLessThan(ALL_SUITES.length)
  })

  test('what is killed is never there, whatever stands around it', () => {
    const word = fc.constantFrom('ALL', 'HIGH', 'aNULL', '-AES', '+kRSA', 'ECDHE+AESGCM', '!SHA1', 'eNULL', 'x')
    fc.assert(
      fc.property(fc.array(word), fc.array(word), (before, after) => {
        const { suites } = readCipherList([...before, '!aNULL', ...after].join(':'))
        expect(suites.filter(({ authentication }) => authentication === 'anon')).toEqual([])
      }),
    )
  })
})

describe('the profiles', () => {
  test.each(CONFIG_PROFILES)(
    '$name names only words that are known, and suites with forward secrecy',
    ({ goodSuites, toleratedSuites }) => {
      const good = readCipherList(goodSuites)
      expect([...good.unknown, ...readCipherList(toleratedSuites).unknown]).toEqual([])
      expect(good.suites.length).toBeGreaterThanOrEqual(6)
      expect(good.suites.every(({ forwardSecrecy, aead }) => forwardSecrecy && aead)).toBe(true)
    },
  )
})
