import type { TlsVersion } from '../../base/answer.ts'
import type { SuiteFamily } from '../../registry/cipher-suite.ts'
import { CIPHER_SUITES } from '../../registry/cipher-suites.ts'
import { suiteById } from '../../registry/find-suite.ts'
import { GROUPS } from '../../registry/groups.ts'
import { SSL2_KINDS } from '../../registry/ssl2-kinds.ts'
import { everyVersion, type GroupVersion } from './knowledge.ts'

/** Families that the quick plan decides together: one accepted suite settles the class as accepted. */
export type SuiteClass = readonly SuiteFamily[]

/** The class of what every current server should use in TLS 1.2. */
export const STRONG_CLASS: SuiteClass = ['ecdhe-aead']

/** All other classes of TLS 1.2 and older, the likeliest first. Together with {@link STRONG_CLASS} they hold every suite. */
export const WEAKER_CLASSES: readonly SuiteClass[] = [
  ['ecdhe-cbc'],
  ['dhe-aead', 'dhe-cbc'],
  ['static-rsa'],
  ['anonymous'],
  ['null'],
  ['3des'],
  ['rc4'],
  ['des'],
  ['export'],
  ['md5'],
  ['rc2'],
  ['idea-seed'],
  ['static-dh'],
  ['other-auth'],
]

const FAMILY_ORDER: readonly SuiteFamily[] = ['tls13', ...STRONG_CLASS, ...WEAKER_CLASSES.flat()]

/** Suites of families that hardly any mail server is set up for; they are asked last and together. */
const UNLIKELY: ReadonlySet<SuiteFamily> = new Set([
  'other-auth',
  'static-dh',
  'export',
  'rc2',
  'des',
  'md5',
  'idea-seed',
])

const ordered = CIPHER_SUITES.toSorted(
  (a, b) => FAMILY_ORDER.indexOf(a.family) - FAMILY_ORDER.indexOf(b.family) || b.bits - a.bits,
)

const suitesByVersion: Readonly<Record<TlsVersion, readonly number[]>> = everyVersion((version) =>
  version === 'ssl2'
    ? SSL2_KINDS.map(({ id }) => id)
    : ordered.filter((suite) => suite.versions.includes(version)).map(({ id }) => id),
)

const suiteSets = everyVersion((version): ReadonlySet<number> => new Set(suitesByVersion[version]))

/** Every suite that may be met in a version, the strongest families first. SSL 2.0 has three-byte kinds. */
export function suiteUniverse(version: TlsVersion): readonly number[] {
  return suitesByVersion[version]
}

/** True when the suite may be met in the version. */
export function isInUniverse(version: TlsVersion, suite: number): boolean {
  return suiteSets[version].has(suite)
}

/** The family of a suite; undefined for numbers outside the registry. */
export function familyOf(suite: number): SuiteFamily | undefined {
  return suiteById(suite)?.family
}

/** True when the suite is of a family that is hardly ever configured. */
export function isUnlikely(suite: number): boolean {
  const family = familyOf(suite)
  return family !== undefined && UNLIKELY.has(family)
}

/**
 * The place of a suite in the usual order of a server, lower first: ephemeral keys before static ones, authenticated
 * encryption before SHA-2 before SHA-1, 256 bits before 128, and no encryption last. It is how OpenSSL 3 sorts its lists.
 */
export function rankOf(suite: number): number {
  const { aead = false, bits = 0, hash = '', keyExchange } = suiteById(suite) ?? {}
  if (bits === 0) return NULL_RANK
  const kind = aead ? 0 : hash === 'SHA' || hash === 'MD5' ? 4 : 2
  return (keyExchange === 'RSA' ? STATIC_RANK : 0) + kind + (bits >= 256 ? 0 : 1)
}

const STATIC_RANK = 6
const NULL_RANK = 12

/** Ranks that a list in the server's own order is cut at: authenticated ephemeral suites, other ephemeral ones, the rest. */
export const RANK_CUTS: readonly (readonly [least: number, below: number])[] = [
  [0, 2],
  [2, STATIC_RANK],
  [STATIC_RANK, Number.POSITIVE_INFINITY],
]

/** True when the suite needs one of the offered groups: ephemeral elliptic curves, and every suite of TLS 1.3. */
export function needsGroup(suite: number): boolean {
  const keyExchange = suiteById(suite)?.keyExchange
  return keyExchange === 'ECDHE' || keyExchange === 'TLS13'
}

/** True when the suite encrypts by ChaCha20, which needs no help of the processor to be fast. */
export function isChaCha(suite: number): boolean {
  return suiteById(suite)?.cipher.startsWith('CHACHA20') ?? false
}

/** The suites with ChaCha20 behind all others: a list that begins with it may get another answer (see `preference.ts`). */
export function chaChaLast(suites: readonly number[]): readonly number[] {
  return [...suites.filter((suite) => !isChaCha(suite)), ...suites.filter(isChaCha)]
}

/** True when the certificate behind the suite has an elliptic-curve key, whose curve must be offered too (RFC 8422 section 5.1). */
export function needsCertificateCurve(suite: number): boolean {
  return suiteById(suite)?.authentication === 'ECDSA'
}

/** Common curves first, so that a server that walks the client's list finds one at once. */
const COMMON_GROUPS: readonly number[] = [0x001d, 0x0017, 0x0018, 0x0019, 0x001e, 0x11ec, 0x11eb, 0x11ed]

const rank = (id: number): number => {
  const at = COMMON_GROUPS.indexOf(id)
  return at < 0 ? COMMON_GROUPS.length : at
}

/** Explicit curves are announced, not named; they cannot be selected as a group. */
const nameable = GROUPS.filter(({ bits }) => bits > 0)

const groupsByVersion: Readonly<Record<GroupVersion, readonly number[]>> = {
  tls12: nameable
    .filter(({ versions, kind }) => versions.includes('tls12') && kind === 'ecdh')
    .map(({ id }) => id)
    .toSorted((a, b) => rank(a) - rank(b)),
  tls13: nameable
    .filter(({ versions }) => versions.includes('tls13'))
    .map(({ id }) => id)
    .toSorted((a, b) => rank(a) - rank(b)),
}

/**
 * Every group that may be met: in TLS 1.3 all, in TLS 1.2 and older the named curves alone. Finite-field groups stay out
 * of those older hellos, because a server that honours RFC 7919 would then choose its DHE parameters differently.
 */
export function groupUniverse(version: GroupVersion): readonly number[] {
  return groupsByVersion[version]
}

/** The groups with a post-quantum part. */
export const POST_QUANTUM_GROUPS: readonly number[] = nameable
  .filter(({ kind }) => kind === 'pq' || kind === 'hybrid-pq')
  .map(({ id }) => id)

/** Strength below which a group is too weak, in bits (RFC 9325 section 4.5 asks for at least 112). */
const WEAK_SECURITY_BITS = 112

/** Named curves of TLS 1.2 and older that are too weak. */
export const WEAK_CURVES: readonly number[] = nameable
  .filter(({ kind, versions, securityBits }) => {
    return kind === 'ecdh' && versions.includes('tls12') && securityBits < WEAK_SECURITY_BITS
  })
  .map(({ id }) => id)
