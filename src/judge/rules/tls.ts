import type { TlsVersion, Unknown } from '../../base/answer.ts'
import type { Feature, ServerFacts } from '../../facts/server-facts.ts'
import { VERSION_NAMES } from '../../registry/versions.ts'
import { FULL_CHECK } from '../command.ts'
import type { Evidence } from '../evidence.ts'
import { MODERN_VERSIONS, NO_COMPRESSION } from '../fixes.ts'
import type { AddressRule } from '../rule.ts'
import {
  CLEAR,
  found,
  foundIfAccepted,
  foundIfRefused,
  NOT_APPLICABLE,
  open,
  settle,
  unlessRefused,
  type Verdict,
} from '../verdict.ts'
import { INTOLERANCE_RULES } from './tls-intolerance.ts'

const S_CLIENT = 'openssl s_client {starttls}-connect {connect} -servername {host}'

const versionObsolete: AddressRule = {
  code: 'tls-version-obsolete',
  scope: 'address',
  tls: true,
  severity: 'medium',
  cases: [
    {
      when: { version: 'ssl2' },
      severity: 'critical',
      because: 'SSL 2.0 endangers TLS connections to the same key (DROWN)',
    },
    { when: { version: 'ssl3' }, severity: 'high', because: 'its CBC padding can be attacked (POODLE)' },
  ],
  each: true,
  title: 'An obsolete protocol version is accepted',
  source: ['RFC 6176', 'RFC 7568', 'RFC 8996 section 4', 'RFC 8996 section 5', 'RFC 9325 section 3.1.1'],
  explain:
    'The server still speaks a version of SSL or TLS that the standards forbid. Two current servers use the best version that both know, so that nobody is affected who keeps up; but old versions keep old attacks alive, and SSL 2.0 even weakens the connections of others that use the same key. Each version is a finding of its own.',
  fix: MODERN_VERSIONS,
  verify: FULL_CHECK,
  check: ({ server, profile }) => {
    const obsolete = VERSION_NAMES.filter((version) => {
      const classed = profile.versions[version]
      return classed === 'deprecated' || classed === 'prohibited'
    })
    return settle(
      obsolete
        .filter((version) => server.versions[version].state === 'accepted')
        .map((version): Evidence => ({ kind: 'version', version, suite: someSuite(server, version) })),
      whyOpen(server, obsolete),
      obsolete.length,
    )
  },
}

const version12Missing: AddressRule = {
  code: 'tls-version-12-missing',
  scope: 'address',
  tls: true,
  severity: 'medium',
  title: 'TLS 1.2 is not accepted',
  source: ['RFC 9325 section 3.1.1'],
  explain:
    'TLS 1.2 is what every sender of the last decade can use. Without it, senders that do not know TLS 1.3 use an older version if the server has one; otherwise they deliver in clear, or not at all.',
  fix: MODERN_VERSIONS,
  verify: `${S_CLIENT} -tls1_2`,
  check: ({ server }) => missingVersion(server, 'tls12'),
}

const version13Missing: AddressRule = {
  code: 'tls-version-13-missing',
  scope: 'address',
  tls: true,
  severity: 'low',
  title: 'TLS 1.3 is not accepted',
  source: ['RFC 9325 section 3.1.1', 'RFC 8446 section 1.2'],
  explain:
    'TLS 1.3 has no weak suites, always has forward secrecy, hides the certificate from onlookers and needs one round trip less. TLS 1.2 with good suites is still sound, so this is a recommendation.',
  fix: {
    ...MODERN_VERSIONS,
    change: 'library',
    any: 'Update the TLS library (OpenSSL 1.1.1 or later, GnuTLS 3.6.5 or later) and allow TLS 1.3.',
    exchange: 'Windows Server 2022 or later with Exchange Server 2019 CU15 or later.',
  },
  verify: `${S_CLIENT} -tls1_3`,
  check: ({ server }) => missingVersion(server, 'tls13'),
}

const compression: AddressRule = {
  code: 'tls-compression',
  scope: 'address',
  tls: true,
  severity: 'high',
  title: 'TLS compression is accepted',
  source: ['RFC 9325 section 3.3', 'CVE-2012-4929'],
  explain:
    'With compression the length of what is sent tells about its content. Whoever can put text of their own beside a secret and count bytes can guess the secret piece by piece (CRIME). Current libraries have removed it.',
  fix: NO_COMPRESSION,
  verify: `${S_CLIENT} -tls1_2 -comp`,
  check: ({ server }) => beforeTls13(server, foundIfAccepted(server.features.compression, has('compression'))),
}

const renegotiationInsecure: AddressRule = {
  code: 'tls-renegotiation-insecure',
  scope: 'address',
  tls: true,
  severity: 'high',
  title: 'Renegotiation is not protected',
  source: ['RFC 5746 section 1', 'RFC 9325 section 3.5', 'CVE-2009-3555'],
  explain:
    'The server does not know the extension that ties a renegotiated session to the one before it. An attacker on the path can speak first and have the server take the honest client’s session for the continuation of theirs. Such a TLS library dates from before 2010.',
  fix: { change: 'library', any: 'Update the TLS library; every release since 2010 has it.' },
  verify: `${S_CLIENT} -tls1_2 | grep -i renegotiation`,
  check: ({ server }) =>
    beforeTls13(server, foundIfRefused(server.features.secureRenegotiation, lacks('secureRenegotiation'))),
}

const renegotiationClient: AddressRule = {
  code: 'tls-renegotiation-client',
  scope: 'address',
  tls: true,
  severity: 'low',
  title: 'Clients may renegotiate as they like',
  source: ['RFC 9325 section 3.5', 'CVE-2011-1473'],
  explain:
    'A client may start a new handshake inside the running connection. Mail needs that for nothing, and each handshake costs the server more than the client, which makes it cheap to keep the server busy. It does not weaken encryption.',
  fix: {
    any: 'Forbid renegotiation in the TLS settings.',
    postfix: 'tls_ssl_options = NO_RENEGOTIATION',
    exim: 'openssl_options = +no_renegotiation',
  },
  verify: `${S_CLIENT} -tls1_2   # then type R and Enter`,
  check: ({ server }) =>
    beforeTls13(server, foundIfAccepted(server.features.clientRenegotiation, has('clientRenegotiation'))),
}

const fallbackScsvMissing: AddressRule = {
  code: 'tls-fallback-scsv-missing',
  scope: 'address',
  tls: true,
  severity: 'low',
  title: 'A forced fallback to an older version goes unnoticed',
  source: ['RFC 7507 section 3'],
  explain:
    'Some clients retry with an older version when a handshake fails, and say so with a signal that lets the server object. This server ignores the signal, so that an attacker who breaks handshakes can push such a client down to the oldest version both know. It matters only where a version before TLS 1.2 is accepted beside a newer one; without those there is nothing to fall to.',
  fix: { ...MODERN_VERSIONS, any: 'Allow TLS 1.2 and TLS 1.3 only, or update the TLS library.' },
  verify: `${S_CLIENT} -tls1_1 -fallback_scsv`,
  check: ({ server }) => {
    // Below TLS 1.2, because from TLS 1.3 to 1.2 the server's random itself gives the alarm (RFC 8446 section 4.1.3).
    const old: readonly TlsVersion[] = ['ssl3', 'tls10', 'tls11']
    const accepted = VERSION_NAMES.filter(
      (version) => version !== 'ssl2' && server.versions[version].state === 'accepted',
    )
    const canFall = accepted.length > 1 && accepted.some((version) => old.includes(version))
    if (canFall) return foundIfRefused(server.features.fallbackScsv, lacks('fallbackScsv'))
    const unsettled = whyOpen(server, accepted.length > 0 ? old : VERSION_NAMES)
    return unsettled.length > 0 ? settle([], unsettled, 0) : NOT_APPLICABLE
  },
}

const earlyData: AddressRule = {
  code: 'tls-early-data',
  scope: 'address',
  tls: true,
  severity: 'medium',
  title: 'Early data is accepted',
  source: ['RFC 8446 section 8', 'RFC 8446 appendix E.5', 'RFC 9325 section 3.10'],
  explain:
    'A returning client may send data in its first packet (0-RTT), before the server has proved that it is talking now. An attacker can record and repeat it. A protocol must not use it unless a standard says how; for SMTP none does.',
  fix: { any: 'Set the amount of early data to zero; mail servers do not need it.' },
  verify: `${S_CLIENT} -tls1_3 -sess_out session.pem; openssl sess_id -in session.pem -noout -text | grep -i early`,
  check: ({ server: { earlyData: allowed, features, versions } }) => {
    if (allowed !== null && allowed.maxBytes > 0) return found({ kind: 'early-data', maxBytes: allowed.maxBytes })
    if (features.earlyData.state === 'accepted') return found(has('earlyData'))
    if (features.earlyData.state === 'refused' || allowed !== null) return CLEAR
    return versions.tls13.state === 'refused' ? NOT_APPLICABLE : open(features.earlyData.why)
  },
}

const extendedMasterSecretMissing: AddressRule = {
  code: 'tls-extended-master-secret-missing',
  scope: 'address',
  tls: true,
  severity: 'low',
  title: 'The session key does not depend on the whole handshake',
  source: ['RFC 7627 section 1', 'RFC 9325 section 3.5'],
  explain:
    'Without the extended master secret of TLS 1.2, an attacker in the middle can make two connections share one session key (triple handshake). Mail rarely uses what that attack breaks, so this is a matter of keeping up. TLS 1.3 is not affected.',
  fix: {
    change: 'library',
    any: 'Update the TLS library (OpenSSL 1.1.0 or later, GnuTLS 3.4 or later, Windows with current updates).',
  },
  verify: `${S_CLIENT} -tls1_2 | grep -i "extended master secret"`,
  check: ({ server }) =>
    beforeTls13(server, foundIfRefused(server.features.extendedMasterSecret, lacks('extendedMasterSecret'))),
}

/** Protocol versions and the properties of a TLS connection beside its suites. */
export const TLS_RULES: readonly AddressRule[] = [
  versionObsolete,
  version12Missing,
  version13Missing,
  compression,
  renegotiationInsecure,
  renegotiationClient,
  fallbackScsvMissing,
  earlyData,
  extendedMasterSecretMissing,
  ...INTOLERANCE_RULES,
]

/** TLS 1.3 has neither compression nor renegotiation, and always binds its keys to the handshake (RFC 8446 section 1.2). */
function beforeTls13({ versions }: ServerFacts, verdict: Verdict): Verdict {
  return unlessRefused([versions.ssl3, versions.tls10, versions.tls11, versions.tls12], verdict)
}

function has(feature: Feature): Evidence {
  return { kind: 'feature', feature, present: true }
}

function lacks(feature: Feature): Evidence {
  return { kind: 'feature', feature, present: false }
}

/** A missing version is a finding only where another one works: where none does, `starttls-broken` says it. */
function missingVersion({ versions }: ServerFacts, version: TlsVersion): Verdict {
  const answer = versions[version]
  if (answer.state === 'accepted') return CLEAR
  if (answer.state === 'unknown') return open(answer.why)
  const others = VERSION_NAMES.filter((other) => other !== version).map((other) => versions[other])
  if (others.some(({ state }) => state === 'accepted')) return found({ kind: 'version-refused', version })
  return settle(
    [],
    others.flatMap((other) => (other.state === 'unknown' ? [other.why] : [])),
    0,
  )
}

function whyOpen({ versions }: ServerFacts, asked: readonly TlsVersion[]): readonly Unknown[] {
  return asked.flatMap((version) => {
    const answer = versions[version]
    return answer.state === 'unknown' ? [answer.why] : []
  })
}

/** A suite that proves the version: the server's first choice where that is known. */
function someSuite({ suites }: ServerFacts, version: TlsVersion): string | null {
  const accepted = suites[version].filter(({ state }) => state === 'accepted')
  return (accepted.find(({ position }) => position === 1) ?? accepted[0])?.name ?? null
}
