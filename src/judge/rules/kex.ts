import type { Unknown } from '../../base/answer.ts'
import type { GroupAnswer } from '../../facts/server-facts.ts'
import type { CipherSuite } from '../../registry/cipher-suite.ts'
import type { NamedGroup } from '../../registry/group.ts'
import { GROUPS } from '../../registry/groups.ts'
import { isBrokenScheme, signingSchemesOf } from '../../registry/signing-schemes.ts'
import { FULL_CHECK } from '../command.ts'
import { foundInDh } from '../dh.ts'
import type { Evidence } from '../evidence.ts'
import { STRONG_SUITES } from '../fixes.ts'
import { type Item, isUnwanted } from '../profile.ts'
import type { AddressRule } from '../rule.ts'
import type { AddressSubject } from '../subject.ts'
import { suitesWhere } from '../suites.ts'
import { CLEAR, found, NOT_APPLICABLE, open, settle } from '../verdict.ts'

const S_CLIENT = 'openssl s_client {starttls}-connect {connect} -servername {host}'

const dhSmall: AddressRule = {
  code: 'kex-dh-small',
  scope: 'address',
  tls: true,
  severity: 'medium',
  cases: [
    { when: { bitsBelow: 1024 }, severity: 'high', because: 'primes below 1024 bits have been broken in public' },
  ],
  title: 'A Diffie-Hellman prime is too short',
  source: ['RFC 9325 section 4.5', 'RFC 7919 section 1', 'CVE-2015-4000'],
  explain:
    'With finite-field Diffie-Hellman the length of the prime decides how hard the key exchange is to break. 1024 bits are within reach of a state, less is within reach of a university. Servers may use different primes for different suites, so each one is looked at.',
  fix: {
    change: 'dh',
    any: 'Use a prime of 2048 bits or more, best one of RFC 7919; or exclude DHE suites, since ECDHE does the same and is faster.',
    postfix: 'smtpd_tls_dh1024_param_file = auto\nsmtpd_tls_exclude_ciphers = kDHE',
    exim: 'tls_dhparam = ffdhe2048',
    exchange: 'Disable-TlsCipherSuite for each suite that begins with TLS_DHE_',
  },
  verify: `${S_CLIENT} -tls1_2 -cipher kDHE:@SECLEVEL=0 | grep -i "temp key"`,
  check: (subject) => foundInDh(subject, ({ bits }) => bits < subject.profile.dhBits),
}

const dhCommonPrime: AddressRule = {
  code: 'kex-dh-common-prime',
  scope: 'address',
  tls: true,
  severity: 'medium',
  title: 'A short Diffie-Hellman prime is shared with many other servers',
  source: ['CVE-2015-4000', 'this product'],
  explain:
    'Nearly all the work of breaking Diffie-Hellman is spent on the prime, once; after that every connection of every server that uses it opens quickly. A short prime that a standard or a program gave to millions of servers is therefore the first that somebody would break. Well-known primes of 2048 bits and more are safe to use and not reported.',
  fix: {
    change: 'dh',
    any: 'Use a prime of 2048 bits or more, or exclude DHE suites.',
    postfix: 'smtpd_tls_dh1024_param_file = auto\nsmtpd_tls_exclude_ciphers = kDHE',
    exim: 'tls_dhparam = ffdhe2048',
  },
  verify: `${S_CLIENT} -tls1_2 -cipher kDHE:@SECLEVEL=0`,
  check: (subject) =>
    foundInDh(subject, ({ bits, knownPrime }) => knownPrime !== null && bits < subject.profile.dhBits),
}

const dhUnlistedPrime: AddressRule = {
  code: 'kex-dh-unlisted-prime',
  scope: 'address',
  tls: true,
  severity: 'medium',
  title: 'A Diffie-Hellman prime is none that the profile allows',
  source: ['RFC 7919 section 1', 'this product'],
  explain:
    'The prime is long enough, but it is not one of a list, or its generator is not the one that belongs to it. Whether a number is prime, and has no hidden weakness, takes long to check, and a client has no time for that: it can only recognise the primes of RFC 7919. Asked of those profiles alone that allow no others.',
  fix: {
    change: 'dh',
    any: 'Exclude DHE suites, since ECDHE does the same and is faster; or use a prime of RFC 7919 with 3072 bits or more.',
    postfix: 'smtpd_tls_exclude_ciphers = kDHE',
    exim: 'tls_dhparam = ffdhe3072',
    exchange: 'Disable-TlsCipherSuite for each suite that begins with TLS_DHE_',
  },
  verify: `${S_CLIENT} -tls1_2 -cipher kDHE:@SECLEVEL=0 -msg | grep -A 40 ServerKeyExchange`,
  check: (subject) => {
    const { profile } = subject
    if (profile.classify(LONG_OWN_PRIME) !== 'prohibited') return NOT_APPLICABLE
    return foundInDh(subject, ({ bits, knownPrime: prime, generator }) => {
      return bits >= profile.dhBits && profile.classify({ kind: 'dh', bits, prime, generator }) === 'prohibited'
    })
  },
}

/** What only a profile with a list of primes prohibits. */
const LONG_OWN_PRIME: Item = { kind: 'dh', bits: 8_192, prime: null, generator: '2' }

const groupWeak: AddressRule = {
  code: 'kex-group-weak',
  scope: 'address',
  tls: true,
  severity: 'medium',
  title: 'A weak group is accepted for the key exchange',
  source: ['RFC 9325 section 4.5', 'RFC 8422 section 5.1.1'],
  explain:
    'The server agrees to elliptic curves of less than 224 bits, which give less than 112 bits of security, or to other groups that the profile would have phased out or does not allow: some have lists of their own, in which finite-field groups such as ffdhe2048 do not stand, though TLS 1.3 knows them. Current senders offer and prefer better ones, so that few connections are affected.',
  fix: {
    any: 'Limit the groups to X25519, P-256, P-384 and stronger curves.',
    postfix:
      'tls_eecdh_auto_curves = X25519 X448 prime256v1 secp384r1 secp521r1\n# from Postfix 3.8 on, for TLS 1.3: tls_ffdhe_auto_groups =',
    exim: 'tls_eccurve = X25519:P-256:P-384',
  },
  verify: FULL_CHECK,
  check: (subject) => {
    const parts = [weakCurves(subject), weakGroups13(subject)]
    const weak = parts.flatMap(({ version, accepted }): readonly Evidence[] =>
      accepted.length > 0 ? [{ kind: 'groups', version, groups: accepted }] : [],
    )
    return settle(
      weak,
      parts.flatMap(({ unsettled }) => unsettled),
      parts.reduce((sum, { refused }) => sum + refused.length, 0),
    )
  },
}

const noPostQuantum: AddressRule = {
  code: 'kex-no-post-quantum',
  scope: 'address',
  tls: true,
  severity: 'info',
  title: 'No key exchange that resists a quantum computer',
  source: ['RFC 8446 section 4.2.7', 'this product'],
  explain:
    'The server accepts none of the hybrid groups that join a classical exchange with ML-KEM, such as X25519MLKEM768. Mail that is recorded today could be read once large quantum computers exist. Current OpenSSL and GnuTLS have these groups; nothing is lost with senders that do not.',
  fix: {
    any: 'Update the TLS library (OpenSSL 3.5 or later offers X25519MLKEM768 by itself).',
    postfix: 'tls_config_file = default\ntls_eecdh_auto_curves = X25519MLKEM768 X25519 prime256v1 secp384r1',
    exim: 'tls_eccurve = X25519MLKEM768:X25519:P-256:P-384',
  },
  verify: `${S_CLIENT} -tls1_3 -groups X25519MLKEM768`,
  check: (subject) => {
    const state = subject.server.versions.tls13
    if (state.state === 'refused') return NOT_APPLICABLE
    const quantum = GROUPS.filter(({ kind }) => kind === 'hybrid-pq' || kind === 'pq')
    const { accepted, refused, unsettled } = groupsOf(subject, 'tls13', quantum)
    if (accepted.length > 0) return CLEAR
    if (unsettled.length > 0) return state.state === 'unknown' ? open(state.why) : settle([], unsettled, 0)
    return found({ kind: 'groups-refused', version: 'tls13', groups: refused })
  },
}

const sha1Signature: AddressRule = {
  code: 'kex-sha1-signature',
  scope: 'address',
  tls: true,
  severity: 'low',
  title: 'The key exchange can be signed with a broken hash',
  source: ['RFC 9155 section 4', 'RFC 5246 section 7.4.3'],
  explain:
    'In TLS 1.2 the server signs its part of the key exchange, and for a client that offers nothing better it does so with MD5 or SHA-1. Who could find a collision while a handshake waits could take the server’s place. Nobody can do that with SHA-1 yet, and current senders offer better hashes, which the server then takes; but it must not sign so at all. Versions before TLS 1.2 have no other hash, which is one reason to end them; TLS 1.3 knows neither.',
  fix: {
    ...STRONG_SUITES,
    any: 'Update the TLS library and let it keep its own security level (with OpenSSL 3, level 1 is enough); or take MD5 and SHA-1 out of the signature algorithms.',
    exim: 'tls_require_ciphers = ECDHE+AESGCM:ECDHE+CHACHA20:@SECLEVEL=1\n# where GnuTLS is built in: tls_require_ciphers = NORMAL:-SIGN-RSA-SHA1:-SIGN-ECDSA-SHA1',
  },
  verify: `${S_CLIENT} -tls1_2 -sigalgs RSA+SHA1:ECDSA+SHA1 -cipher ALL:@SECLEVEL=0 </dev/null | grep -i "peer signing digest"`,
  check: ({ server, suites, profile }) => {
    const isWeak = (hash: string): boolean =>
      ['deprecated', 'prohibited'].includes(profile.classify({ kind: 'hash', hash }) ?? '')
    const weak = server.signatures.filter(({ state, hash }) => state === 'accepted' && hash !== null && isWeak(hash))
    if (weak.length > 0) return found({ kind: 'signatures', version: 'tls12', schemes: weak.map(({ name }) => name) })
    const signed = suitesWhere(suites, (suite) => signingSchemesOf(suite).length > 0, ['tls12'])
    if (signed.accepted.length === 0) return settle([], signed.unsettled, 0)
    const broken = signed.accepted.flatMap(({ suite }) => signingSchemesOf(suite).filter(isBrokenScheme))
    const unsettled = broken.flatMap(({ name }): readonly Unknown[] => {
      const answer = server.signatures.find((each) => each.name === name)
      return answer === undefined ? [server.openBecause] : answer.state === 'unknown' ? [answer.why] : []
    })
    return settle([], unsettled, 1)
  },
}

/** Key exchange: primes, curves, what comes after them, and who vouches for them. */
export const KEX_RULES: readonly AddressRule[] = [
  dhSmall,
  dhCommonPrime,
  dhUnlistedPrime,
  groupWeak,
  noPostQuantum,
  sha1Signature,
]

/** Whether groups are too weak for a profile, or not on its list. */
function isWeakGroup({ profile }: AddressSubject, group: NamedGroup): boolean {
  const { bits, securityBits } = group
  return bits > 0 && (securityBits < profile.groupSecurityBits || isUnwanted(profile, { kind: 'group', group }))
}

/** Curves of TLS 1.2; without a suite that needs one there are none. Its finite-field groups are judged by what was sent. */
function weakCurves(subject: AddressSubject): GroupView & { readonly version: 'tls12' } {
  const curves = GROUPS.filter((group) => group.kind === 'ecdh' && group.versions.includes('tls12'))
  const known = groupsOf(
    subject,
    'tls12',
    curves.filter((group) => isWeakGroup(subject, group)),
  )
  if (known.accepted.length > 0) return { version: 'tls12', ...known }
  const isEcdhe = ({ keyExchange }: CipherSuite): boolean => keyExchange.startsWith('ECDHE')
  const ecdhe = suitesWhere(subject.suites, isEcdhe, ['tls12'])
  if (ecdhe.accepted.length > 0) return { version: 'tls12', ...known }
  return { version: 'tls12', accepted: [], refused: [], unsettled: ecdhe.unsettled }
}

/** Groups of TLS 1.3, of finite fields among them (RFC 8446 section 4.2.7). */
function weakGroups13(subject: AddressSubject): GroupView & { readonly version: 'tls13' } {
  const weak = GROUPS.filter((group) => group.versions.includes('tls13') && isWeakGroup(subject, group))
  const state = subject.server.versions.tls13
  if (state.state === 'accepted') return { version: 'tls13', ...groupsOf(subject, 'tls13', weak) }
  const unsettled = state.state === 'unknown' && weak.length > 0 ? [state.why] : []
  return { version: 'tls13', accepted: [], refused: [], unsettled }
}

/** What is known of some groups, by their names. */
export interface GroupView {
  readonly accepted: readonly string[]
  readonly refused: readonly string[]
  readonly unsettled: readonly Unknown[]
}

/** What is known of some groups in a version; a group that the facts do not list is open for the reason of the whole survey. */
export function groupsOf(
  { server }: AddressSubject,
  version: GroupAnswer['version'],
  groups: readonly NamedGroup[],
): GroupView {
  const answers = new Map(server.groups.filter((group) => group.version === version).map((group) => [group.id, group]))
  const accepted: string[] = []
  const refused: string[] = []
  const unsettled: Unknown[] = []
  for (const { id, name } of groups) {
    const answer = answers.get(`0x${id.toString(16).padStart(4, '0')}`)
    if (answer?.state === 'accepted') accepted.push(name)
    else if (answer?.state === 'refused') refused.push(name)
    else unsettled.push(answer?.why ?? server.openBecause)
  }
  return { accepted, refused, unsettled }
}
