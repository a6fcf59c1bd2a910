import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectCalmOnNoise, expectWholeOnly, hex } from '../../../test/support/reader-properties.ts'
import { attemptSync } from '../../base/failure.ts'
import {
  bitLength,
  type KeyExchangeKind,
  type KeyExchangeParameters,
  readServerKeyExchange,
  writeServerKeyExchange,
} from './server-key-exchange.ts'

interface Case {
  readonly name: string
  readonly body: string
  readonly kind: KeyExchangeKind
  readonly signed: boolean
  readonly hasScheme: boolean
}

// Tiny numbers stand for large ones: nothing is computed.
const dh = '0003 fffffb 0001 02 0003 123456'
const ecdh = '03 001d 04 deadbeef'

const good: readonly (Case & { readonly parameters: object; readonly signatureScheme: number | null })[] = [
  {
    name: 'DHE in TLS 1.2',
    body: `${dh} 0401 0002 5a5a`,
    kind: 'dh',
    signed: true,
    hasScheme: true,
    parameters: { kind: 'dh', prime: hex('fffffb'), generator: hex('02'), publicKey: hex('123456') },
    signatureScheme: 0x0401,
  },
  {
    name: 'DHE in TLS 1.0, whose signature names no algorithm',
    body: `${dh} 0002 5a5a`,
    kind: 'dh',
    signed: true,
    hasScheme: false,
    parameters: { kind: 'dh' },
    signatureScheme: null,
  },
  {
    name: 'anonymous DH',
    body: dh,
    kind: 'dh',
    signed: false,
    hasScheme: true,
    parameters: { kind: 'dh', prime: hex('fffffb') },
    signatureScheme: null,
  },
  {
    name: 'ECDHE in TLS 1.2',
    body: `${ecdh} 0804 0002 5a5a`,
    kind: 'ecdh',
    signed: true,
    hasScheme: true,
    parameters: { kind: 'ecdh', group: 0x001d, publicKey: hex('deadbeef') },
    signatureScheme: 0x0804,
  },
  {
    name: 'anonymous ECDH',
    body: ecdh,
    kind: 'ecdh',
    signed: false,
    hasScheme: true,
    parameters: { kind: 'ecdh', group: 0x001d },
    signatureScheme: null,
  },
  {
    name: 'RSA_EXPORT in TLS 1.0',
    body: '0004 fffffff1 0003 010001 0002 5a5a',
    kind: 'rsa',
    signed: true,
    hasScheme: false,
    parameters: { kind: 'rsa', modulus: hex('fffffff1'), exponent: hex('010001') },
    signatureScheme: null,
  },
  {
    name: 'an explicit prime curve, whose group has no number',
    body: '01 01 17 01 01 01 01 02 0401 01 13 01 01 02 0405 0401 0001 5a',
    kind: 'ecdh',
    signed: true,
    hasScheme: true,
    parameters: { kind: 'ecdh', group: null },
    signatureScheme: null,
  },
  {
    name: 'an explicit curve of characteristic two',
    body: '02 00a3 01 01 07 01 01 01 01 02 0401 01 13 01 01 02 0405 0001 5a',
    kind: 'ecdh',
    signed: true,
    hasScheme: false,
    parameters: { kind: 'ecdh', group: null },
    signatureScheme: null,
  },
]

const malformed: readonly (Case & { readonly offset: number })[] = [
  { name: 'empty', body: '', kind: 'dh', signed: true, hasScheme: true, offset: 0 },
  { name: 'a prime beyond the end', body: '0004 ffff', kind: 'dh', signed: true, hasScheme: true, offset: 2 },
  { name: 'no public key', body: '0001 17 0001 02', kind: 'dh', signed: false, hasScheme: false, offset: 6 },
  { name: 'no signature', body: dh, kind: 'dh', signed: true, hasScheme: false, offset: 13 },
  { name: 'no scheme', body: ecdh, kind: 'ecdh', signed: true, hasScheme: true, offset: 8 },
  { name: 'half a group', body: '03 00', kind: 'ecdh', signed: true, hasScheme: true, offset: 1 },
  {
    name: 'a curve type that nobody defined',
    body: '04 001d 00',
    kind: 'ecdh',
    signed: false,
    hasScheme: false,
    offset: 1,
  },
  {
    name: 'a signature where none belongs',
    body: `${dh} 0002 5a5a`,
    kind: 'dh',
    signed: false,
    hasScheme: false,
    offset: 13,
  },
  { name: 'a byte too many', body: `${ecdh} 0401 0000 ff`, kind: 'ecdh', signed: true, hasScheme: true, offset: 12 },
]

const read = ({ kind, signed, hasScheme }: Case) => {
  return (bytes: Uint8Array) => readServerKeyExchange(bytes, kind, signed, hasScheme)
}

describe('readServerKeyExchange', () => {
  test.each(good)('$name', (given) => {
    const { parameters, signatureScheme } = given
    expect(read(given)(hex(given.body))).toMatchObject({ parameters, signatureScheme })
  })

  test.each(malformed)('refuses: $name', (given) => {
    const result = attemptSync(() => read(given)(hex(given.body)))
    expect(result).toEqual({
      ok: false,
      failure: { code: 'wire-malformed', structure: 'ServerKeyExchange', offset: given.offset },
    })
  })

  test.each(good.filter(({ name }) => !name.includes('explicit')))(
    'takes nothing but whole messages: $name',
    (given) => {
      expectWholeOnly(read(given), hex(given.body))
    },
  )

  test.each(good)('is calm on noise: $name', (given) => expectCalmOnNoise(read(given), hex(given.body)))
})

describe('writeServerKeyExchange', () => {
  const number = fc.uint8Array({ minLength: 1, maxLength: 300 })
  const parameters: fc.Arbitrary<KeyExchangeParameters> = fc.oneof(
    fc.record({ kind: fc.constant('dh' as const), prime: number, generator: number, publicKey: number }),
    fc.record({
      kind: fc.constant('ecdh' as const),
      group: fc.nat(0xffff),
      publicKey: fc.uint8Array({ minLength: 1, maxLength: 255 }),
    }),
    fc.record({ kind: fc.constant('rsa' as const), modulus: number, exponent: number }),
  )
  const signature = fc.option(fc.record({ scheme: fc.option(fc.nat(0xffff)), bytes: number }))

  test('whatever it writes is read as it was', () => {
    fc.assert(
      fc.property(parameters, signature, (sent, signed) => {
        const body = writeServerKeyExchange(sent, signed)
        const hasScheme = signed !== null && signed.scheme !== null
        expect(readServerKeyExchange(body, sent.kind, signed !== null, hasScheme)).toEqual({
          parameters: sent,
          signatureScheme: signed?.scheme ?? null,
        })
      }),
    )
  })
})

describe('bitLength', () => {
  const lengths = [
    { number: '', bits: 0 },
    { number: '00', bits: 0 },
    { number: '01', bits: 1 },
    { number: '02', bits: 2 },
    { number: 'ff', bits: 8 },
    { number: '0100', bits: 9 },
    { number: '00 00 80', bits: 8 },
    { number: `7f ${'ff'.repeat(255)}`, bits: 2047 },
    { number: `00 ${'ff'.repeat(256)}`, bits: 2048 },
  ]
  test.each(lengths)('$bits', ({ number, bits }) => {
    expect(bitLength(hex(number))).toBe(bits)
  })
})
