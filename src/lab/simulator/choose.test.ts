import { describe, expect, test } from 'vitest'
import { Writer } from '../../base/writer.ts'
import { FALLBACK_SCSV } from '../../registry/find-suite.ts'
import type { ClientHello } from '../../tls/wire/client-hello.ts'
import { EXTENSION, type Extension } from '../../tls/wire/extensions.ts'
import { modernModel } from '../tls-models.ts'
import { choose, hasEmptyShare, offeredVersions } from './choose.ts'
import type { TlsModel } from './tls-model.ts'

const [X25519, P256, P384, X448] = [0x001d, 0x0017, 0x0018, 0x001e] as const
const [GCM, GCM256, STATIC, DHE, ECDSA, TLS13] = [0xc02f, 0xc030, 0x009c, 0x009e, 0xc02b, 0x1301] as const
const CHACHA = 0xcca8

const list = (type: number, prefix: 1 | 2, values: readonly number[]): Extension => ({
  type,
  data: new Writer().uint16s(prefix, values).finish(),
})
const groups = (...ids: readonly number[]): Extension => list(EXTENSION.supportedGroups, 2, ids)
const versions = (...wires: readonly number[]): Extension => list(EXTENSION.supportedVersions, 1, wires)
const emptyShare: Extension = { type: EXTENSION.keyShare, data: Uint8Array.of(0, 0) }
const protocols: Extension = { type: EXTENSION.alpn, data: Uint8Array.of(0, 0) }
const name: Extension = { type: EXTENSION.serverName, data: Uint8Array.of(0, 0) }

function hello(
  legacyVersion: number,
  cipherSuites: readonly number[],
  ...extensions: readonly Extension[]
): ClientHello {
  return {
    legacyVersion,
    random: new Uint8Array(32),
    sessionId: new Uint8Array(0),
    cipherSuites,
    compressionMethods: [0],
    extensions,
  }
}
const hello13 = (suites: readonly number[], ...extensions: readonly Extension[]): ClientHello =>
  hello(0x0303, suites, versions(0x0304), groups(X25519, P256), ...extensions)

const base: TlsModel = modernModel('rsa', {
  suites: { tls13: [0x1302, TLS13], tls12: [GCM256, GCM, DHE, STATIC, CHACHA], tls10: [0xc014, 0x0035] },
  groups12: [X25519, P256],
  groups13: [P256, X25519],
})
const client: TlsModel = { ...base, preference: 'client' }
const alert = (description: number) => ({ kind: 'alert', description })
const select = (version: string, suite: number, group: number | null) => ({ kind: 'select', version, suite, group })
const CHOKE = { kind: 'choke' }

describe('offeredVersions', () => {
  const cases = [
    { name: 'SSL 3.0', given: hello(0x0300, []), expected: ['ssl3'] },
    { name: 'TLS 1.0 means "or less"', given: hello(0x0301, []), expected: ['tls10', 'ssl3'] },
    { name: 'TLS 1.2', given: hello(0x0303, []), expected: ['tls12', 'tls11', 'tls10', 'ssl3'] },
    {
      name: 'a legacy version of 1.3 is none',
      given: hello(0x0304, []),
      expected: ['tls12', 'tls11', 'tls10', 'ssl3'],
    },
    { name: 'a version to come', given: hello(0x03ff, []), expected: ['tls12', 'tls11', 'tls10', 'ssl3'] },
    { name: 'below everything', given: hello(0x0200, []), expected: [] },
    { name: 'the extension alone counts', given: hello(0x0303, [], versions(0x0304)), expected: ['tls13'] },
    {
      name: 'its order does not count, nor what nobody knows',
      given: hello(0x0303, [], versions(0x0302, 0x7a7a, 0x0304)),
      expected: ['tls13', 'tls11'],
    },
  ]
  test.each(cases)('$name', ({ given, expected }) => {
    expect(offeredVersions(given)).toEqual(expected)
  })
})

describe('choose', () => {
  const cases = [
    {
      name: "the server's order of suites and groups",
      model: base,
      given: hello(0x0303, [STATIC, GCM, GCM256], groups(P256, X25519)),
      expected: select('tls12', GCM256, X25519),
    },
    {
      name: "the client's order of suites and groups",
      model: client,
      given: hello(0x0303, [STATIC, GCM, GCM256], groups(P256, X25519)),
      expected: select('tls12', STATIC, null),
    },
    {
      name: "the client's order of groups",
      model: client,
      given: hello(0x0303, [GCM], groups(X448, P256, X25519)),
      expected: select('tls12', GCM, P256),
    },
    {
      name: 'DHE has no group',
      model: base,
      given: hello(0x0303, [DHE], groups(P256)),
      expected: select('tls12', DHE, null),
    },
    {
      name: 'no group in common: the next suite that needs none',
      model: base,
      given: hello(0x0303, [GCM, STATIC], groups(P384)),
      expected: select('tls12', STATIC, null),
    },
    {
      name: 'no group in common and no such suite',
      model: base,
      given: hello(0x0303, [GCM], groups(P384)),
      expected: alert(40),
    },
    {
      name: 'a hello that names no groups gets P-256 (RFC 8422 section 4)',
      model: base,
      given: hello(0x0303, [GCM]),
      expected: select('tls12', GCM, P256),
    },
    { name: 'the version first, then the suite', model: base, given: hello(0x0303, [0x0035]), expected: alert(40) },
    {
      name: 'a server that looks for a version with a common suite',
      model: { ...base, quirks: { versionBySuite: true } },
      given: hello(0x0303, [0x0035]),
      expected: select('tls10', 0x0035, null),
    },
    {
      name: 'the highest common version',
      model: base,
      given: hello(0x0302, [0x0035]),
      expected: select('tls10', 0x0035, null),
    },
    { name: 'no version in common', model: base, given: hello(0x0300, [0x0035]), expected: alert(70) },
    {
      name: 'TLS 1.3, the groups of which have their own order',
      model: base,
      given: hello13([TLS13, 0x1302]),
      expected: select('tls13', 0x1302, P256),
    },
    { name: 'TLS 1.3 without a suite in common', model: base, given: hello13([0x1303, GCM]), expected: alert(40) },
    {
      name: 'TLS 1.3 without a group in common',
      model: base,
      given: hello(0x0303, [TLS13], versions(0x0304), groups(X448)),
      expected: alert(40),
    },
    { name: 'a suite that nobody knows', model: base, given: hello(0x0303, [0xeeee]), expected: alert(40) },
  ]
  test.each(cases)('$name', ({ model, given, expected }) => {
    expect(choose(model, given)).toEqual(expected)
  })
})

describe("the curve of the certificate's key", () => {
  const model = modernModel('ecdsa', { suites: { tls12: [ECDSA] }, groups12: [X25519, P256] })
  const cases = [
    { name: 'was offered', curve: P256, given: [groups(X25519, P256)], expected: select('tls12', ECDSA, X25519) },
    { name: 'was not offered', curve: P256, given: [groups(X25519)], expected: alert(40) },
    {
      name: 'does not matter to this server',
      curve: null,
      given: [groups(X25519)],
      expected: select('tls12', ECDSA, X25519),
    },
    {
      name: 'cannot be asked of a hello without groups',
      curve: P256,
      given: [],
      expected: select('tls12', ECDSA, P256),
    },
  ]
  test.each(cases)('$name', ({ curve, given, expected }) => {
    expect(choose({ ...model, certificateCurve: curve }, hello(0x0303, [ECDSA], ...given))).toEqual(expected)
  })
})

describe('TLS_FALLBACK_SCSV (RFC 7507)', () => {
  const without = modernModel('rsa', { features: new Set(), suites: base.suites })
  const cases = [
    { name: 'below the best version', model: base, given: hello(0x0303, [GCM, FALLBACK_SCSV]), expected: alert(86) },
    { name: 'far below it', model: base, given: hello(0x0301, [0x0035, FALLBACK_SCSV]), expected: alert(86) },
    {
      name: 'at the best version',
      model: base,
      given: hello13([TLS13, FALLBACK_SCSV]),
      expected: select('tls13', TLS13, P256),
    },
    {
      name: 'a server that does not know it',
      model: without,
      given: hello(0x0303, [STATIC, FALLBACK_SCSV]),
      expected: select('tls12', STATIC, null),
    },
    {
      name: 'without the signal',
      model: base,
      given: hello(0x0303, [STATIC]),
      expected: select('tls12', STATIC, null),
    },
  ]
  test.each(cases)('$name', ({ model, given, expected }) => {
    expect(choose(model, given)).toEqual(expected)
  })
})

describe('quirks', () => {
  const cases = [
    {
      name: 'as many suites as it bears',
      quirks: { maxSuites: 2 },
      given: hello(0x0303, [GCM, STATIC], groups(P256)),
      expected: select('tls12', GCM, P256),
    },
    { name: 'one more', quirks: { maxSuites: 2 }, given: hello(0x0303, [GCM, STATIC, 1]), expected: CHOKE },
    {
      name: 'an extension that it dislikes',
      quirks: { dislikedExtensions: [15, 22] },
      given: hello(0x0303, [STATIC], { type: 22, data: new Uint8Array(0) }),
      expected: CHOKE,
    },
    {
      name: 'none of them',
      quirks: { dislikedExtensions: [15] },
      given: hello(0x0303, [STATIC]),
      expected: select('tls12', STATIC, null),
    },
    {
      name: 'ChaCha20 at the head of the list, which its own order puts last',
      quirks: { prioritizesChaCha: true },
      given: hello(0x0303, [CHACHA, GCM, GCM256], groups(P256)),
      expected: select('tls12', CHACHA, P256),
    },
    {
      name: 'ChaCha20 elsewhere',
      quirks: { prioritizesChaCha: true },
      given: hello(0x0303, [GCM, CHACHA, GCM256], groups(P256)),
      expected: select('tls12', GCM256, P256),
    },
    { name: 'a name', quirks: { refusesSni: true }, given: hello(0x0303, [STATIC], name), expected: alert(112) },
    {
      name: 'no name',
      quirks: { refusesSni: true },
      given: hello(0x0303, [STATIC]),
      expected: select('tls12', STATIC, null),
    },
    {
      name: 'a name that is demanded and given',
      quirks: { requiresSni: 40 },
      given: hello(0x0303, [STATIC], name),
      expected: select('tls12', STATIC, null),
    },
    {
      name: 'a name that is demanded and not given',
      quirks: { requiresSni: 40 },
      given: hello(0x0303, [STATIC]),
      expected: alert(40),
    },
    {
      name: 'a protocol that it does not speak',
      quirks: { refusesAlpn: true },
      given: hello(0x0303, [STATIC], protocols),
      expected: alert(120),
    },
    {
      name: 'no protocol',
      quirks: { refusesAlpn: true },
      given: hello(0x0303, [STATIC]),
      expected: select('tls12', STATIC, null),
    },
    {
      name: 'an empty key_share',
      quirks: { emptyShareAlert: 47 },
      given: hello13([TLS13], emptyShare),
      expected: alert(47),
    },
    {
      name: 'a key_share with a share',
      quirks: { emptyShareAlert: 47 },
      given: hello13([TLS13], { type: EXTENSION.keyShare, data: Uint8Array.of(0, 5, 0, 29, 0, 1, 9) }),
      expected: select('tls13', TLS13, P256),
    },
    {
      name: 'a version above its own',
      quirks: { versionIntolerant: true },
      given: hello(0x0302, [0x0035]),
      expected: CHOKE,
    },
    {
      name: 'a version of its own',
      quirks: { versionIntolerant: true },
      given: hello(0x0301, [0x0035]),
      expected: select('tls10', 0x0035, null),
    },
  ]
  test.each(cases)('$name', ({ quirks, given, expected }) => {
    expect(choose({ ...base, quirks }, given)).toEqual(expected)
  })
})

test('hasEmptyShare', () => {
  expect(hasEmptyShare(hello13([TLS13], emptyShare))).toBe(true)
  expect(hasEmptyShare(hello13([TLS13]))).toBe(false)
  expect(hasEmptyShare({ ...hello13([TLS13]), extensions: null })).toBe(false)
})
