import { getDiffieHellman } from 'node:crypto'
import type { TlsVersion } from '../base/answer.ts'
import { suiteByName } from '../registry/find-suite.ts'
import type { DhGroup, TlsModel } from './simulator/tls-model.ts'

/** Groups by their numbers, in a common order of preference. */
const X25519 = 0x001d
const P256 = 0x0017
const P384 = 0x0018
const P521 = 0x0019
const X448 = 0x001e
const X25519_MLKEM768 = 0x11ec

/** The suites of TLS 1.3 that every current server has, in OpenSSL's order. */
export const TLS13_SUITES: readonly number[] = ids(
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
)

/** The suites of TLS 1.2 that the guide recommends, for an ECDSA key. */
export const MODERN_ECDSA: readonly number[] = ids(
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
)

/** The same for an RSA key. */
export const MODERN_RSA: readonly number[] = ids(
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
)

/** The numbers of suites by IANA name. A name that the registry lacks is a mistake of the lab's author. */
export function ids(...names: readonly string[]): readonly number[] {
  return names.map((name) => {
    const suite = suiteByName(name)
    if (suite === undefined) throw new RangeError(`no suite ${name}`)
    return suite.id
  })
}

/** The 2048-bit group of RFC 3526, which much software uses. */
export const GROUP_14: DhGroup = dhGroup('modp14')

/** The 1024-bit group of RFC 2409, small and shared by half the world. */
export const GROUP_2: DhGroup = dhGroup('modp2')

/** A 512-bit safe prime as EXPORT suites demanded, made for the lab and known to nobody else. */
export const EXPORT_GROUP: DhGroup = {
  prime: Buffer.from(
    'da53b391bbaa55130f65159ae126a8d84535c85b4c3ff8b0d02289293490956db96e66b8de5ff085e1c8bdd87dd010e416991b4cbc366da601099b2e71111107',
    'hex',
  ),
  generator: Uint8Array.of(2),
}

/** A server as it should be, for the given key: TLS 1.2 and 1.3, AEAD with forward secrecy, its own order. */
export function modernModel(key: 'ecdsa' | 'rsa', changes: Partial<TlsModel> = {}): TlsModel {
  return {
    suites: { tls12: key === 'ecdsa' ? MODERN_ECDSA : MODERN_RSA, tls13: TLS13_SUITES },
    preference: 'server',
    groups12: [X25519, P256, P384],
    groups13: [X25519_MLKEM768, X25519, P256, P384],
    chains: {},
    certificateCurve: key === 'ecdsa' ? P256 : null,
    dh: { usual: GROUP_14 },
    features: new Set([
      'secureRenegotiation',
      'extendedMasterSecret',
      'encryptThenMac',
      'sessionTicket',
      'fallbackScsv',
    ]),
    quirks: {},
    ...changes,
  }
}

/** A server of another age: the given suites per version, the client's order, common curves. */
export function oldModel(
  suites: Partial<Record<TlsVersion, readonly number[]>>,
  changes: Partial<TlsModel> = {},
): TlsModel {
  return modernModel('rsa', {
    suites,
    groups12: [X25519, X448, P256, P521, P384],
    groups13: [X25519, X448, P256, P521, P384],
    ...changes,
  })
}

function dhGroup(name: 'modp2' | 'modp14'): DhGroup {
  const group = getDiffieHellman(name)
  return { prime: group.getPrime(), generator: group.getGenerator() }
}
