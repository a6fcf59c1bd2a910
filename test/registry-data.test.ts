import { checkPrimeSync, createHash, getDiffieHellman } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { field, parseCsv } from '../scripts/registry/csv.ts'
import { DATA } from '../scripts/registry/tables.ts'
import { CIPHER_SUITES } from '../src/registry/cipher-suites.ts'
import { DH_PRIMES } from '../src/registry/dh-primes.ts'
import { EMPTY_RENEGOTIATION_INFO_SCSV, FALLBACK_SCSV, isGrease, suiteById } from '../src/registry/find-suite.ts'
import { GROUPS } from '../src/registry/groups.ts'
import { knownPrime } from '../src/registry/known-prime.ts'
import { runs } from './support/runs.ts'

function rows(file: string): ReturnType<typeof parseCsv> {
  return parseCsv(readFileSync(new URL(file, DATA), 'utf8'))
}

describe('cipher suites', () => {
  /** Found in the raw text by a pattern of this test's own, so that the generator's reading is checked from outside. */
  const text = readFileSync(new URL('tls-parameters-4.csv', DATA), 'utf8')
  const assigned = [...text.matchAll(/^"0x(..),0x(..)",(TLS_\w+),/gm)].map(([, high, low, name]) => ({
    id: Number.parseInt(`${high}${low}`, 16),
    name,
  }))

  test('hold every assigned number of IANA, and nothing else of it but signalling values', () => {
    expect(assigned).toHaveLength(352)
    const missing = assigned.filter(({ id, name }) => suiteById(id)?.name !== name)
    expect(missing.map(({ id }) => id)).toEqual([EMPTY_RENEGOTIATION_INFO_SCSV, FALLBACK_SCSV])
  })

  test('hold what IANA does not register, in the gaps that IANA reserves', () => {
    const outside = rows('suites-outside-iana.csv')
    expect(CIPHER_SUITES).toHaveLength(assigned.length - 2 + outside.length)
    const registered = new Set(assigned.map(({ id }) => id))
    expect(outside.filter((row) => registered.has(Number(field(row, 'id'))))).toEqual([])
  })

  test('have unique numbers and names, in order', () => {
    const ids = CIPHER_SUITES.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(ids.toSorted((one, other) => one - other))
    expect(new Set(CIPHER_SUITES.map(({ name }) => name)).size).toBe(ids.length)
    const openssl = CIPHER_SUITES.flatMap((suite) => suite.openssl ?? [])
    expect(new Set(openssl).size).toBe(openssl.length)
  })

  test('are never GREASE, and never go without a version, save the null suite', () => {
    expect(CIPHER_SUITES.filter(({ id }) => isGrease(id))).toEqual([])
    expect(CIPHER_SUITES.filter(({ versions }) => versions.length === 0).map(({ id }) => id)).toEqual([0x0000])
  })

  test('take in every OpenSSL name of the data', () => {
    const names = rows('openssl-names.csv')
    expect(names.filter((row) => suiteById(Number(field(row, 'id')))?.openssl !== field(row, 'name'))).toEqual([])
    expect(names).toHaveLength(CIPHER_SUITES.filter(({ openssl }) => openssl !== null).length)
  })

  test('have a cipher of no bits exactly in the family null', () => {
    expect(CIPHER_SUITES.filter(({ bits, family }) => (bits === 0) !== (family === 'null'))).toEqual([])
  })
})

test('every group of IANA is there, and group-properties.csv says nothing about others', () => {
  const assigned = rows('tls-parameters-8.csv').map((row) => Number(field(row, 'Value')))
  expect(GROUPS.map(({ id }) => id)).toEqual(assigned)
  expect(rows('group-properties.csv').map((row) => Number(field(row, 'id')))).toEqual(assigned)
})

describe('Diffie-Hellman primes', () => {
  const primes = rows('dh-primes.csv').map((row) => ({
    name: field(row, 'name'),
    source: field(row, 'source'),
    prime: field(row, 'prime'),
  }))

  /** Recomputed, or read from OpenSSL, by the tests below; testing 8192 bits for primality takes half a minute. */
  const proven = /^RFC (2409|3526|7919)$/

  /** Primes cut for a subgroup, as DSA makes them: RFC 5114 section 2 and the JDK's DSA parameters. */
  const notSafe = /^MODP group 2[234] |^JDK DSA /

  test.each(primes.filter(({ source }) => !proven.test(source)))(
    '$name is prime, and safe unless cut for a subgroup',
    ({ name, prime }) => {
      const value = BigInt(`0x${prime}`)
      // Rounds of Miller and Rabin; 0 are as many as OpenSSL thinks necessary.
      const checks = runs(2, 0)
      expect(checkPrimeSync(value, { checks })).toBe(true)
      expect(checkPrimeSync((value - 1n) / 2n, { checks })).toBe(!notSafe.test(name))
    },
  )

  test('of standards are all proven below', () => {
    expect(primes.filter(({ source }) => proven.test(source))).toHaveLength(8 + 5)
  })

  test('are found by the hash of their bytes, with their size', () => {
    for (const { name, source, prime } of primes) {
      const sha256 = createHash('sha256').update(Buffer.from(prime, 'hex')).digest('hex')
      expect(knownPrime(sha256)).toEqual({ sha256, bits: BigInt(`0x${prime}`).toString(2).length, name, source })
    }
    expect(new Set(DH_PRIMES.map(({ sha256 }) => sha256)).size).toBe(primes.length)
  })

  test.each([
    ['modp1', 'Oakley group 1'],
    ['modp2', 'Oakley group 2'],
    ['modp5', 'MODP group 5'],
    ['modp14', 'MODP group 14'],
    ['modp15', 'MODP group 15'],
    ['modp16', 'MODP group 16'],
    ['modp17', 'MODP group 17'],
    ['modp18', 'MODP group 18'],
  ])("Node's %s is %s", (group, name) => {
    const sha256 = createHash('sha256').update(getDiffieHellman(group).getPrime()).digest('hex')
    expect(knownPrime(sha256)?.name).toBe(name)
  })

  /** RFC 7919 appendix A: p = 2^b - 2^(b-64) + (floor(2^(b-130) e) + x) 2^64 - 1. */
  test.each([
    ['ffdhe2048', 2048n, 560316n],
    ['ffdhe3072', 3072n, 2625351n],
    ['ffdhe4096', 4096n, 5736041n],
    ['ffdhe6144', 6144n, 15705020n],
    ['ffdhe8192', 8192n, 10965728n],
  ])('%s follows its formula', (name, bits, x) => {
    const prime = 2n ** bits - 2n ** (bits - 64n) + (scaledE(bits - 130n) + x) * 2n ** 64n - 1n
    expect(primes.find((known) => known.name === name)?.prime).toBe(prime.toString(16))
  })
})

/** floor(2^bits e), from the series of 1/n!, with 64 bits to spare for its rounding. */
function scaledE(bits: bigint): bigint {
  let sum = 0n
  for (let term = 1n << (bits + 64n), n = 1n; term > 0n; term /= n, n += 1n) sum += term
  return sum >> 64n
}
