import type { Unknown } from '../../base/answer.ts'
import type { GroupAnswer } from '../../facts/server-facts.ts'
import type { NamedGroup } from '../../registry/group.ts'
import { GROUPS } from '../../registry/groups.ts'
import { FULL_CHECK } from '../command.ts'
import { foundInDh } from '../dh.ts'
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

const groupWeak: AddressRule = {
  code: 'kex-group-weak',
  scope: 'address',
  tls: true,
  severity: 'medium',
  title: 'A weak elliptic curve is accepted',
  source: ['RFC 9325 section 4.5', 'RFC 8422 section 5.1.1'],
  explain:
    'The server agrees to curves of less than 224 bits, which give less than 112 bits of security. Current senders no longer offer them, so that few connections are affected.',
  fix: {
    any: 'Limit the curves to X25519, P-256, P-384 and stronger ones.',
    postfix: 'tls_eecdh_auto_curves = X25519 X448 prime256v1 secp384r1 secp521r1',
    exim: 'tls_eccurve = X25519:P-256:P-384',
  },
  verify: FULL_CHECK,
  check: (subject) => {
    const { server, suites, profile } = subject
    const weak = GROUPS.filter(
      ({ kind, bits, securityBits, versions }) =>
        kind === 'ecdh' && bits > 0 && securityBits < profile.groupSecurityBits && versions.includes('tls12'),
    )
    const { accepted, unsettled } = groupsOf(subject, 'tls12', weak)
    if (accepted.length > 0) return found({ kind: 'groups', version: 'tls12', groups: accepted })
    const ecdhe = suitesWhere(server, suites, ({ keyExchange }) => keyExchange.startsWith('ECDHE'), ['tls12'])
    if (ecdhe.accepted.length === 0) return ecdhe.unsettled.length > 0 ? settle([], ecdhe.unsettled, 0) : NOT_APPLICABLE
    return settle([], unsettled, weak.length)
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

/** Key exchange: primes, curves and what comes after them. */
export const KEX_RULES: readonly AddressRule[] = [dhSmall, dhCommonPrime, groupWeak, noPostQuantum]

interface GroupView {
  readonly accepted: readonly string[]
  readonly refused: readonly string[]
  readonly unsettled: readonly Unknown[]
}

/** What is known of some groups in a version; a group that the facts do not list is open for the reason of the whole survey. */
function groupsOf(
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
