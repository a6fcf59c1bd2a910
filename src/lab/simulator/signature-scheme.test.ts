import { describe, expect, test } from 'vitest'
import type { TlsVersion } from '../../base/answer.ts'
import { Writer } from '../../base/writer.ts'
import type { ClientHello } from '../../tls/wire/client-hello.ts'
import { EXTENSION } from '../../tls/wire/extensions.ts'
import { modernModel } from '../tls-models.ts'
import { choose } from './choose.ts'
import { schemeFor } from './signature-scheme.ts'
import type { TlsModel } from './tls-model.ts'

const [RSA, ECDSA, DSS, STATIC, ANONYMOUS] = [0xc02f, 0xc02b, 0x00a2, 0x009c, 0x00a6] as const

/** A hello with these schemes; null for one without the extension. */
function hello(schemes: readonly number[] | null, cipherSuites: readonly number[] = [RSA]): ClientHello {
  const list = schemes && { type: EXTENSION.signatureAlgorithms, data: new Writer().uint16s(2, schemes).finish() }
  return {
    legacyVersion: 0x0303,
    random: new Uint8Array(32),
    sessionId: new Uint8Array(0),
    cipherSuites,
    compressionMethods: [0],
    extensions: list ? [list] : [],
  }
}

describe('schemeFor', () => {
  const own = [0x0601, 0x0401, 0x0403, 0x0201]
  const cases: readonly {
    readonly name: string
    readonly suite?: number
    readonly version?: TlsVersion
    readonly model?: Partial<TlsModel>
    readonly offered: readonly number[] | null
    readonly expected: number | null | undefined
  }[] = [
    { name: 'its own order', offered: [0x0401, 0x0601], expected: 0x0601 },
    { name: 'the client’s order', model: { preference: 'client' }, offered: [0x0401, 0x0601], expected: 0x0401 },
    { name: 'of the kind of its key', suite: ECDSA, offered: [0x0401, 0x0403], expected: 0x0403 },
    { name: 'SHA-1 where that is all', offered: [0x0101, 0x0201], expected: 0x0201 },
    { name: 'none in common', offered: [0x0101], expected: undefined },
    { name: 'none for DSS', suite: DSS, offered: [0x0202], expected: undefined },
    { name: 'a hello without the extension', offered: null, expected: 0x0601 },
    {
      name: 'whatever was offered',
      model: { quirks: { ignoresSignatures: true } },
      offered: [0x0201],
      expected: 0x0601,
    },
    { name: 'nothing is signed', suite: STATIC, offered: [], expected: null },
    { name: 'nobody signs', suite: ANONYMOUS, offered: [], expected: null },
    { name: 'before TLS 1.2', version: 'tls11', offered: [], expected: null },
  ]
  test.each(cases)('$name', ({ suite = RSA, version = 'tls12', model = {}, offered, expected }) => {
    const signing = { ...modernModel('rsa'), signatures: own, ...model }
    expect(schemeFor(signing, hello(offered), version, suite)).toBe(expected)
  })

  test('modern ones by default', () => {
    expect(schemeFor(modernModel('rsa'), hello([0x0201, 0x0501, 0x0401]), 'tls12', RSA)).toBe(0x0401)
  })

  test('a suite without a scheme in common is passed over', () => {
    const model = modernModel('rsa', { suites: { tls12: [RSA, STATIC] } })
    expect(choose(model, hello([0x0401], [RSA, STATIC]))).toMatchObject({ kind: 'select', suite: RSA })
    expect(choose(model, hello([0x0201], [RSA, STATIC]))).toMatchObject({ kind: 'select', suite: STATIC })
    expect(choose(model, hello([0x0201], [RSA]))).toEqual({ kind: 'alert', description: 40 })
  })
})
