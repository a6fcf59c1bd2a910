import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { TlsVersion } from '../../src/base/answer.ts'
import type { Alert } from '../../src/registry/alert.ts'
import type { CipherSuite } from '../../src/registry/cipher-suite.ts'
import type { DhPrime } from '../../src/registry/dh-prime.ts'
import type { ExtensionType } from '../../src/registry/extension.ts'
import type { GroupKind, NamedGroup } from '../../src/registry/group.ts'
import type { SignatureAlgorithm, SignatureScheme } from '../../src/registry/signature-scheme.ts'
import type { Ssl2Kind } from '../../src/registry/ssl2-kind.ts'
import type { VerifyCode } from '../../src/registry/verify-code.ts'
import { VERSION_NAMES } from '../../src/registry/versions.ts'
import { type CsvRow, field, parseCsv } from './csv.ts'
import { suiteProperties } from './suite-properties.ts'

/** The folder of the data files, which its README describes. */
export const DATA: URL = new URL('../../data/registry/', import.meta.url)

/** Every cipher suite of IANA's registry and of `suites-outside-iana.csv`, by number. */
export function cipherSuites(): readonly CipherSuite[] {
  const openssl = new Map(rows('openssl-names.csv').map((row) => [numberOf(row, 'id'), field(row, 'name')]))
  const registered = rows('tls-parameters-4.csv').flatMap((row) => {
    const id = suiteId(field(row, 'Value'))
    const name = field(row, 'Description')
    if (id === null || !name.startsWith('TLS_') || name.endsWith('_SCSV')) return []
    return [{ id, name, recommended: recommendation(row), reference: references(field(row, 'Reference')) }]
  })
  const others = rows('suites-outside-iana.csv').map((row) => ({
    id: numberOf(row, 'id'),
    name: field(row, 'name'),
    recommended: 'N' as const,
    reference: field(row, 'reference'),
  }))
  return byId([...registered, ...others]).map(({ id, name, recommended, reference }) => {
    const { family, versions, ...properties } = suiteProperties(name)
    return { id, name, openssl: openssl.get(id) ?? null, ...properties, recommended, family, versions, reference }
  })
}

/** Every TLS group of IANA's registry, with what `group-properties.csv` adds. */
export function groups(): readonly NamedGroup[] {
  const properties = new Map(rows('group-properties.csv').map((row) => [numberOf(row, 'id'), row]))
  return byId(
    rows('tls-parameters-8.csv').map((row) => {
      const id = numberOf(row, 'Value')
      const name = field(row, 'Description').replace(' (OBSOLETE)', '')
      const known = properties.get(id)
      if (known === undefined) throw new Error(`group-properties.csv says nothing about ${name} (${id})`)
      return {
        id,
        name,
        kind: oneOf<GroupKind>(known, 'kind', ['ecdh', 'dh', 'pq', 'hybrid-pq']),
        bits: numberOf(known, 'bits'),
        securityBits: numberOf(known, 'securityBits'),
        recommended: recommendation(row),
        versions: versionList(known),
        reference: references(field(row, 'Reference')),
      }
    }),
  )
}

/** Every signature scheme of TLS 1.2 and 1.3. */
export function signatureSchemes(): readonly SignatureScheme[] {
  const algorithms: readonly SignatureAlgorithm[] = ['RSA', 'RSA-PSS', 'DSA', 'ECDSA', 'EdDSA', 'SM2', 'GOST', 'ML-DSA']
  return byId(
    rows('signature-schemes.csv').map((row) => ({
      id: numberOf(row, 'id'),
      name: field(row, 'name'),
      signature: oneOf(row, 'signature', algorithms),
      hash: field(row, 'hash'),
      versions: versionList(row),
      reference: field(row, 'reference'),
    })),
  )
}

/** Every alert description. */
export function alerts(): readonly Alert[] {
  return rows('alerts.csv').map((row) => ({
    code: numberOf(row, 'code'),
    name: field(row, 'name'),
    meaning: field(row, 'meaning'),
    reference: field(row, 'reference'),
  }))
}

/** Every cipher kind of SSL 2.0. */
export function ssl2Kinds(): readonly Ssl2Kind[] {
  return byId(
    rows('ssl2-kinds.csv').map((row) => ({
      id: numberOf(row, 'id'),
      name: field(row, 'name'),
      openssl: field(row, 'openssl'),
      cipher: field(row, 'cipher'),
      bits: numberOf(row, 'bits'),
      hash: oneOf(row, 'hash', ['MD5', 'SHA']),
      export: oneOf(row, 'export', ['yes', 'no']) === 'yes',
    })),
  )
}

/** Every result of OpenSSL's verification. */
export function verifyCodes(): readonly VerifyCode[] {
  return rows('verify-codes.csv').map((row) => ({
    code: numberOf(row, 'code'),
    symbol: field(row, 'symbol'),
    text: field(row, 'text'),
  }))
}

/** Every TLS extension type that this product can meet. */
export function extensions(): readonly ExtensionType[] {
  return byId(
    rows('extensions.csv').map((row) => ({
      id: numberOf(row, 'id'),
      name: field(row, 'name'),
      reference: field(row, 'reference'),
    })),
  )
}

/** The well-known primes by their hash; the primes themselves stay in `dh-primes.csv`. */
export function dhPrimes(): readonly DhPrime[] {
  return rows('dh-primes.csv').map((row) => {
    const bytes = Buffer.from(field(row, 'prime'), 'hex')
    const first = bytes[0]
    if (first === undefined || first === 0) throw new Error(`${field(row, 'name')}: an empty prime or a leading zero`)
    return {
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bits: bytes.length * 8 - (Math.clz32(first) - 24),
      name: field(row, 'name'),
      source: field(row, 'source'),
    }
  })
}

function rows(file: string): readonly CsvRow[] {
  return parseCsv(readFileSync(new URL(file, DATA), 'utf8'))
}

/** `0xC0,0x2F` as a number; null for the ranges and wildcards of what is unassigned or reserved. */
function suiteId(value: string): number | null {
  const bytes = /^0x([0-9A-F]{2}),0x([0-9A-F]{2})$/.exec(value)
  return bytes === null ? null : Number.parseInt(`${bytes[1]}${bytes[2]}`, 16)
}

function numberOf(row: CsvRow, column: string): number {
  const text = field(row, column)
  if (!/^(0x[0-9a-f]+|\d+)$/.test(text)) throw new Error(`${column} is not a number: ${text}`)
  return Number(text)
}

function oneOf<Word extends string>(row: CsvRow, column: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === row[column])
  if (found === undefined) throw new Error(`${column} is ${row[column]}, not one of ${words.join(', ')}`)
  return found
}

function recommendation(row: CsvRow): 'Y' | 'N' | 'D' {
  return oneOf(row, 'Recommended', ['Y', 'N', 'D'])
}

function versionList(row: CsvRow): readonly TlsVersion[] {
  const named = field(row, 'versions').split(' ')
  const known = VERSION_NAMES.filter((version) => named.includes(version))
  if (known.length !== named.length) throw new Error(`unknown version in ${named.join(' ')}`)
  return known
}

/** `[RFC8422][RFC6347]` as `RFC 8422, RFC 6347`. */
function references(text: string): string {
  return [...text.matchAll(/\[([^\]]+)\]/g)]
    .map(([, name = '']) => PUBLISHED.get(name) ?? name.replace(/^RFC(\d+)$/, 'RFC $1'))
    .join(', ')
}

/** What has become an RFC since the snapshot. */
const PUBLISHED: ReadonlyMap<string, string> = new Map([['RFC-smyshlyaev-tls13-gost-suites-08', 'RFC 9367']])

function byId<Entry extends { readonly id: number; readonly name: string }>(
  entries: readonly Entry[],
): readonly Entry[] {
  const sorted = entries.toSorted((one, other) => one.id - other.id)
  for (const [at, entry] of sorted.entries()) {
    if (at > 0 && sorted[at - 1]?.id === entry.id) throw new Error(`${entry.name} and another entry share ${entry.id}`)
  }
  return sorted
}
