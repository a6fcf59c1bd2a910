import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hex } from '../../test/support/reader-properties.ts'
import { Reader } from '../base/reader.ts'
import { EMPTY_RENEGOTIATION_INFO_SCSV, FALLBACK_SCSV } from '../registry/find-suite.ts'
import { SIGNATURE_SCHEMES } from '../registry/signature-schemes.ts'
import { VERSION_NAMES, versionWire } from '../registry/versions.ts'
import { type HelloSecrets, RESUMED_SESSION_ID, writeHello } from './hello.ts'
import type { HelloOffer } from './planner/offer.ts'
import { groupUniverse, suiteUniverse } from './planner/universe.ts'
import { type ClientHello, readClientHello } from './wire/client-hello.ts'
import { EXTENSION, extensionData } from './wire/extensions.ts'
import { HANDSHAKE } from './wire/handshake.ts'
import { recordsOf } from './wire/handshake-transcript.ts'
import { MessageAssembler } from './wire/message-assembler.ts'
import { readSsl2ClientHello } from './wire/ssl2.ts'

const PADDING = 21
const X25519 = 0x001d
const P256 = 0x0017

/** Keys can be made for two groups only, of lengths by which they are told apart. */
const secrets: HelloSecrets = {
  random: (length) => new Uint8Array(length).fill(0x77),
  keyShare: (group) =>
    new Map([
      [X25519, new Uint8Array(32)],
      [P256, new Uint8Array(65)],
    ]).get(group),
}

const base: HelloOffer = {
  format: 'tls',
  versions: ['tls12', 'tls11', 'tls10', 'ssl3'],
  suites: [0xc02f, 0x009c],
  groups: [X25519, P256],
  groupsNarrowed: false,
  signatures: 'all',
  keyShare: 'empty',
  extensions: 'all',
  fallbackScsv: false,
  sni: true,
}
const tls13: HelloOffer = { ...base, versions: ['tls13'], suites: [0x1301] }
const ssl3: HelloOffer = { ...base, versions: ['ssl3'], extensions: 'none', groups: [], sni: false }

/** The hello in the records, and their version. */
function written(offer: HelloOffer, host: string | null = 'mx.example') {
  const bytes = writeHello(offer, host, secrets)
  const records = recordsOf([{ from: 'client', bytes, milliseconds: 0 }])
  const assembler = new MessageAssembler()
  const messages = records.flatMap(({ fragment }) => assembler.add(fragment))
  expect(messages.map(({ type }) => type)).toEqual([HANDSHAKE.clientHello])
  const body = messages[0]?.body ?? hex('')
  expect(bytes).toHaveLength(5 * records.length + 4 + body.length)
  const recordVersion = (bytes[1] ?? 0) * 256 + (bytes[2] ?? 0)
  return { hello: readClientHello(body), messageBytes: body.length + 4, recordVersion }
}

const types = ({ extensions }: ClientHello): readonly number[] | null => extensions?.map(({ type }) => type) ?? null
const content = ({ extensions }: ClientHello, type: number): Uint8Array | undefined =>
  extensionData(extensions ?? [], type)

describe('writeHello', () => {
  const versions = [
    { name: 'SSL 3.0', offer: ssl3, record: 0x0300, legacy: 0x0300 },
    { name: 'TLS 1.0', offer: { ...base, versions: ['tls10', 'ssl3'] }, record: 0x0301, legacy: 0x0301 },
    { name: 'TLS 1.1', offer: { ...base, versions: ['tls11'] }, record: 0x0301, legacy: 0x0302 },
    { name: 'TLS 1.2', offer: base, record: 0x0301, legacy: 0x0303 },
    { name: 'TLS 1.3', offer: tls13, record: 0x0301, legacy: 0x0303 },
  ] satisfies readonly { name: string; offer: HelloOffer; record: number; legacy: number }[]
  test.each(versions)('$name has its numbers', ({ offer, record, legacy }) => {
    const { hello, recordVersion } = written(offer)
    expect(recordVersion).toBe(record)
    expect(hello.legacyVersion).toBe(legacy)
    expect(hello.random).toEqual(secrets.random(32))
    expect(hello.sessionId).toHaveLength(offer.versions[0] === 'tls13' ? 32 : 0)
  })

  const extensionSets = [
    { name: 'all, TLS 1.2', offer: base, expected: [0, 10, 11, 13, 5, 18, 15, 22, 23, 35, 0xff01] },
    {
      name: 'all, TLS 1.1, which knows no signature algorithms',
      offer: { ...base, versions: ['tls11'] },
      expected: [0, 10, 11, 5, 18, 15, 22, 23, 35, 0xff01],
    },
    {
      name: 'ALPN, when it is asked about',
      offer: { ...base, alpn: true },
      expected: [0, 10, 11, 13, 5, 16, 18, 15, 22, 23, 35, 0xff01],
    },
    {
      name: 'no ticket beside the id of a session',
      offer: { ...base, sessionId: hex('0102') },
      expected: [0, 10, 11, 13, 5, 18, 15, 22, 23, 0xff01],
    },
    { name: 'few, TLS 1.2', offer: { ...base, extensions: 'few' }, expected: [0, 10, 11, 13] },
    { name: 'all, TLS 1.3', offer: tls13, expected: [0, 10, 13, 5, 18, 43, 45, 51] },
    { name: 'few, TLS 1.3', offer: { ...tls13, extensions: 'few' }, expected: [0, 10, 13, 43, 45, 51] },
    { name: 'none', offer: { ...base, extensions: 'none' }, expected: null },
    { name: 'SSL 3.0, which has none', offer: ssl3, expected: null },
  ] satisfies readonly { name: string; offer: HelloOffer; expected: readonly number[] | null }[]
  test.each(extensionSets)('extensions: $name', ({ offer, expected }) => {
    const found = types(written(offer).hello)
    const inNumbers = (list: readonly number[]): readonly number[] => list.toSorted((a, b) => a - b)
    expect(found && inNumbers(found.filter((type) => type !== PADDING))).toEqual(expected && inNumbers(expected))
  })

  const signals = [
    { name: 'neither where the extension says it', offer: base, expected: [] },
    { name: 'renegotiation in SSL 3.0', offer: ssl3, expected: [EMPTY_RENEGOTIATION_INFO_SCSV] },
    {
      name: 'renegotiation with few extensions',
      offer: { ...base, extensions: 'few' },
      expected: [EMPTY_RENEGOTIATION_INFO_SCSV],
    },
    { name: 'the fallback', offer: { ...base, fallbackScsv: true }, expected: [FALLBACK_SCSV] },
    {
      name: 'both',
      offer: { ...ssl3, fallbackScsv: true },
      expected: [FALLBACK_SCSV, EMPTY_RENEGOTIATION_INFO_SCSV],
    },
  ] satisfies readonly { name: string; offer: HelloOffer; expected: readonly number[] }[]
  test.each(signals)('signalling suites: $name', ({ offer, expected }) => {
    expect(written(offer).hello.cipherSuites).toEqual([...offer.suites, ...expected])
  })

  test('DEFLATE is offered up to TLS 1.2, unless the hello is a plain one', () => {
    expect(written(base).hello.compressionMethods).toEqual([1, 0])
    expect(written({ ...base, extensions: 'few' }).hello.compressionMethods).toEqual([0])
    expect(written(tls13).hello.compressionMethods).toEqual([0])
  })

  test('DEFLATE is not offered by a trial, which is about something else', () => {
    const trial = { feature: 'extensionTolerance', isControl: false } as const
    expect(written({ ...base, trial }).hello.compressionMethods).toEqual([0])
  })

  test('the name', () => {
    expect(content(written(base).hello, EXTENSION.serverName)).toEqual(
      hex(`000d 00 000a ${Buffer.from('mx.example').toString('hex')}`),
    )
    expect(types(written({ ...base, sni: false }).hello)).not.toContain(EXTENSION.serverName)
    expect(types(written(base, null).hello)).not.toContain(EXTENSION.serverName)
  })

  test('the application protocol', () => {
    expect(content(written({ ...base, alpn: true }).hello, EXTENSION.alpn)).toEqual(hex('0005 04 736d7470'))
  })

  test('the session_id: none, that of a session, or one byte beside a ticket', () => {
    expect(written(base).hello.sessionId).toEqual(hex(''))
    expect(written({ ...base, sessionId: hex('0102') }).hello.sessionId).toEqual(hex('0102'))
    expect(written({ ...base, ticket: hex('0102') }).hello.sessionId).toEqual(RESUMED_SESSION_ID)
  })

  test('groups and point formats', () => {
    const { hello } = written(base)
    expect(content(hello, EXTENSION.supportedGroups)).toEqual(hex('0004 001d 0017'))
    expect(content(hello, EXTENSION.ecPointFormats)).toEqual(hex('03 000102'))
  })

  const schemes = [
    { signatures: 'all', kinds: new Set(SIGNATURE_SCHEMES.map(({ signature }) => signature)) },
    { signatures: 'rsa', kinds: new Set(['RSA', 'RSA-PSS']) },
    { signatures: 'ecdsa', kinds: new Set(['ECDSA', 'EdDSA']) },
  ] as const
  test.each(schemes)('signature algorithms: $signatures', ({ signatures, kinds }) => {
    const data = content(written({ ...base, signatures }).hello, EXTENSION.signatureAlgorithms) ?? hex('')
    const offered = new Reader(data, 'signature_algorithms').uint16s(2)
    const expected = SIGNATURE_SCHEMES.filter(({ signature }) => kinds.has(signature)).map(({ id }) => id)
    expect(offered.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b))
    expect(offered.length).toBeGreaterThan(5)
    // Servers that follow the client's order must not be led to MD5 or SHA-1.
    expect(SIGNATURE_SCHEMES.find(({ id }) => id === offered[0])?.hash).toBe('SHA-256')
  })

  test('broken signatures for the key exchange alone, and every one for certificates', () => {
    const { hello } = written({ ...base, signatures: 'broken' })
    const offered = (type: number) => new Reader(content(hello, type) ?? hex(''), 'schemes').uint16s(2)
    expect(offered(EXTENSION.signatureAlgorithms)).toEqual([0x0101, 0x0102, 0x0103, 0x0201, 0x0202, 0x0203])
    expect(offered(EXTENSION.signatureAlgorithmsCert)).toHaveLength(SIGNATURE_SCHEMES.length)
    expect(content(written(base).hello, EXTENSION.signatureAlgorithmsCert)).toBeUndefined()
  })

  test('extensions that only ask', () => {
    const { hello } = written(base)
    expect(content(hello, EXTENSION.statusRequest)).toEqual(hex('01 0000 0000'))
    expect(content(hello, EXTENSION.renegotiationInfo)).toEqual(hex('00'))
    expect(content(hello, EXTENSION.heartbeat)).toEqual(hex('01'))
    for (const type of [EXTENSION.encryptThenMac, EXTENSION.extendedMasterSecret, EXTENSION.sessionTicket]) {
      expect(content(hello, type)).toEqual(hex(''))
    }
  })
})

describe('writeHello in TLS 1.3', () => {
  test('offers no other version, and (EC)DHE only with its tickets', () => {
    const { hello } = written(tls13)
    expect(content(hello, EXTENSION.supportedVersions)).toEqual(hex('02 0304'))
    expect(content(hello, EXTENSION.pskKeyExchangeModes)).toEqual(hex('01 01'))
  })

  const shares = [
    { name: 'empty', keyShare: 'empty', groups: [X25519], content: '0000' },
    {
      name: 'of the first group',
      keyShare: 'real',
      groups: [X25519, P256],
      content: `0024 001d 0020 ${'00'.repeat(32)}`,
    },
    {
      name: 'of the first group that a key can be made for',
      keyShare: 'real',
      groups: [0x11ec, P256, X25519],
      content: `0045 0017 0041 ${'00'.repeat(65)}`,
    },
    { name: 'empty where no key can be made', keyShare: 'real', groups: [0x0100], content: '0000' },
  ] as const
  test.each(shares)('key share: $name', ({ keyShare, groups, content: expected }) => {
    const { hello } = written({ ...tls13, keyShare, groups })
    expect(content(hello, EXTENSION.keyShare)).toEqual(hex(expected))
  })
})

describe('writeHello in SSL 2.0', () => {
  test('has its own format, without record', () => {
    const bytes = writeHello(
      { ...ssl3, format: 'ssl2', versions: ['ssl2'], suites: [0x010080, 0x0700c0] },
      null,
      secrets,
    )
    expect(bytes.subarray(0, 2)).toEqual(hex('801f'))
    expect(readSsl2ClientHello(bytes.subarray(2))).toEqual({
      version: 0x0002,
      cipherKinds: [0x010080, 0x0700c0],
      challenge: secrets.random(16),
    })
  })
})

const offers: fc.Arbitrary<HelloOffer> = fc.constantFrom(...VERSION_NAMES.slice(1)).chain((top) =>
  fc.record({
    format: fc.constant('tls' as const),
    versions: fc.constant(
      top === 'tls13' ? ['tls13' as const] : VERSION_NAMES.slice(1, VERSION_NAMES.indexOf(top) + 1).toReversed(),
    ),
    suites: fc.subarray([...suiteUniverse(top)], { minLength: 1 }),
    groups: fc.shuffledSubarray([...groupUniverse(top === 'tls13' ? 'tls13' : 'tls12')], { minLength: 1 }),
    groupsNarrowed: fc.boolean(),
    signatures: fc.constantFrom('all' as const, 'rsa' as const, 'ecdsa' as const, 'broken' as const),
    keyShare: fc.constantFrom('empty' as const, 'real' as const),
    extensions: top === 'ssl3' ? fc.constant('none' as const) : fc.constantFrom('all' as const, 'few' as const),
    fallbackScsv: fc.boolean(),
    sni: fc.boolean(),
  }),
)

describe('every offer', () => {
  const host = fc.option(fc.stringMatching(/^[a-z]{1,60}\.[a-z]{1,60}\.example$/))

  test('is read back as it was meant, and no hello hangs a load balancer (RFC 7685)', () => {
    fc.assert(
      fc.property(offers, host, (offer, name) => {
        const { hello, messageBytes } = written(offer, name)
        const [top = 'tls12'] = offer.versions
        expect(hello.legacyVersion).toBe(Math.min(versionWire(top), 0x0303))
        expect(hello.cipherSuites.slice(0, offer.suites.length)).toEqual(offer.suites)
        expect(hello.cipherSuites.includes(FALLBACK_SCSV)).toBe(offer.fallbackScsv)
        if (offer.extensions === 'none') return
        const groups = content(hello, EXTENSION.supportedGroups) ?? hex('')
        expect(new Reader(groups, 'supported_groups').uint16s(2)).toEqual(offer.groups)
        expect(content(hello, EXTENSION.serverName) !== undefined).toBe(offer.sni && name !== null)
        expect(messageBytes < 0x100 || messageBytes >= 0x200, `${messageBytes} bytes`).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('is padded to 512 bytes, or a little more where the header of the padding does not fit', () => {
    const sizes = new Set<number>()
    for (let length = 1; length <= 400; length += 1) {
      const { hello, messageBytes } = written(base, 'a'.repeat(length))
      const padding = content(hello, PADDING)
      expect(messageBytes < 0x100 || messageBytes >= 0x200).toBe(true)
      expect(padding?.every((byte) => byte === 0) ?? true).toBe(true)
      if (padding) sizes.add(messageBytes)
    }
    expect([...sizes].toSorted((a, b) => a - b)).toEqual([512, 513, 514, 515, 516])
  })
})
