import type { Unknown } from '../../base/answer.ts'
import type { Verification } from '../../facts/server-facts.ts'
import { foundInChains } from '../certificate-verdict.ts'
import type { Evidence } from '../evidence.ts'
import { FULL_CHAIN, RENEWED } from '../fixes.ts'
import { certificateRef, type PlacedCertificate, type PresentedChain } from '../presented-chain.ts'
import { isUnwanted } from '../profile.ts'
import type { AddressRule, ExchangerRule } from '../rule.ts'
import type { AddressSubject, ExchangerSubject } from '../subject.ts'
import { CLEAR, found, NOT_APPLICABLE, open, settle, type Verdict } from '../verdict.ts'
import { issuersCount, overOf, SHOW_CERTIFICATE } from './cert-leaf.ts'

const SHOW_CHAIN = 'openssl s_client {starttls}-connect {connect} -servername {host} -showcerts </dev/null'

/** Verdicts of OpenSSL that mean "somebody who issued this is missing": X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT and the like. */
const ISSUER_MISSING: ReadonlySet<number> = new Set([2, 20, 21])

/** Verdicts that concern the dates or the name; they say nothing about trust, and may hide what else is wrong. */
const NOT_ABOUT_TRUST: ReadonlySet<number> = new Set([9, 10, 62])

/** A verdict that was reached. */
type Verified = Verification & { readonly state: 'verified' | 'failed' }

const selfSigned: AddressRule = {
  code: 'cert-self-signed',
  scope: 'address',
  tls: true,
  severity: 'medium',
  cases: [{ when: { port: 'submission' }, severity: 'high', because: 'mail programs warn their users or refuse' }],
  title: 'The server vouches for itself',
  source: ['RFC 5280 section 3.2', 'RFC 8461 section 4.2'],
  explain:
    'The certificate is signed with its own key, so that nobody else vouches for it. Opportunistic senders encrypt all the same, which keeps listeners out but not somebody in the middle. Senders that validate by the public authorities do not deliver. With DANE-EE records a self-signed certificate is as good as any.',
  fix: {
    ...RENEWED,
    any: 'Have a certificate issued by a public authority (Let’s Encrypt costs nothing), or publish DANE-EE records for this one.',
  },
  verify: `${SHOW_CERTIFICATE}-subject -issuer`,
  check: (subject) =>
    foundInChains(subject, (leaf) => (leaf.selfSigned ? [issuer({ depth: 0, certificate: leaf })] : [])),
}

const untrusted: AddressRule = {
  code: 'cert-untrusted',
  scope: 'address',
  tls: true,
  severity: 'medium',
  cases: [{ when: { port: 'submission' }, severity: 'high', because: 'mail programs warn their users or refuse' }],
  title: 'The certificate leads to no trusted authority',
  source: ['RFC 5280 section 6.1', 'RFC 8461 section 4.2'],
  explain:
    'The chain of the certificate ends at an authority that is not among the trusted roots, or one of its links does not hold. Opportunistic senders deliver all the same; senders that validate by the public authorities do not.',
  fix: { ...RENEWED, any: 'Have a certificate issued by a public authority, or publish DANE records for this one.' },
  verify: 'openssl s_client {starttls}-connect {connect} -servername {host} -verify_return_error </dev/null',
  check: (subject) => {
    return byTrust(subject, (verification, chain) => {
      // A self-signed certificate and a forgotten intermediate have findings of their own.
      if (chain.leaf?.selfSigned === true || isIncomplete(verification, chain)) return CLEAR
      return verification.state === 'failed' ? found(verdictOf(verification)) : CLEAR
    })
  },
}

const incompleteChain: AddressRule = {
  code: 'cert-incomplete-chain',
  scope: 'address',
  tls: true,
  severity: 'medium',
  title: 'An intermediate certificate is missing',
  source: ['RFC 5246 section 7.4.2', 'RFC 8446 section 4.4.2'],
  explain:
    'The server sends its own certificate but not all of those between it and the root. Some programs fetch or remember the missing one and notice nothing; mail servers as a rule do neither, and those that validate refuse.',
  fix: FULL_CHAIN,
  verify: SHOW_CHAIN,
  check: (subject) => {
    return byTrust(subject, (verification, chain) => {
      const last = chain.path.at(-1)
      return isIncomplete(verification, chain) && last !== undefined ? found(issuer(last)) : CLEAR
    })
  },
}

const wrongOrder: AddressRule = {
  code: 'cert-wrong-order',
  scope: 'address',
  tls: true,
  severity: 'low',
  title: 'The certificates are sent in the wrong order',
  source: ['RFC 5246 section 7.4.2', 'RFC 8446 section 4.4.2'],
  explain:
    'Each certificate should be followed by the one that issued it. Here they are mixed up. Nearly all current programs sort them; strict ones, which TLS 1.2 allows, refuse.',
  fix: FULL_CHAIN,
  verify: SHOW_CHAIN,
  check: (subject) =>
    foundInChains(subject, (_, { facts, path }) =>
      // Each has to be followed by the one that issued it, without strangers between them.
      facts.path.every((place, at) => place === at)
        ? []
        : [{ kind: 'certificates', certificates: path.map(certificateRef) }],
    ),
}

const extraCertificates: AddressRule = {
  code: 'cert-extra-certificates',
  scope: 'address',
  tls: true,
  severity: 'info',
  title: 'Certificates are sent that nobody needs',
  source: ['RFC 5246 section 7.4.2', 'this product'],
  explain:
    'Beside the chain the server sends certificates that do not belong to it, that it has sent already, or that have expired and that clients pass over, since they trust one further down. They make each handshake longer and puzzle whoever reads them; they do no harm.',
  fix: FULL_CHAIN,
  verify: SHOW_CHAIN,
  check: (subject) =>
    foundInChains(subject, (_, chain) => {
      const { facts } = chain
      const isAround = issuersCount(subject, chain) === false
      const passedOver = isAround ? overOf(chain, subject.at).filter((place) => place !== chain.path[0]) : []
      const needless = [...facts.extra, ...facts.duplicates, ...passedOver.map(({ depth }) => depth)].toSorted(
        (a, b) => a - b,
      )
      const certificates = needless.flatMap((depth) => {
        const read = facts.certificates[depth]
        return read?.ok ? [certificateRef({ depth, certificate: read.value })] : []
      })
      return certificates.length > 0 ? [{ kind: 'certificates', certificates }] : []
    }),
}

const keySmall: AddressRule = {
  code: 'cert-key-small',
  scope: 'address',
  tls: true,
  severity: 'medium',
  cases: [
    {
      when: { bitsBelow: 1024 },
      severity: 'high',
      because: 'RSA keys of that length can be broken with moderate means',
    },
  ],
  title: 'A key of the certificate chain is too short',
  source: ['RFC 9325 section 4.5', 'CA/Browser Forum Baseline Requirements'],
  explain:
    'RSA keys of less than 2048 bits and curves of less than 224 bits no longer resist an attacker with means; a profile may ask for more, and name the curves that it allows. Who breaks the key can take the server’s place, and read recorded connections that used static RSA.',
  fix: {
    ...RENEWED,
    any: 'Make a new key (P-256, or RSA with 2048 bits or more) and have a certificate issued for it. With DANE, publish the new TLSA record before you switch.',
  },
  verify: `${SHOW_CERTIFICATE}-text | grep -i "public-key"`,
  check: (subject) =>
    foundInChains(subject, (_, { path }) =>
      path.flatMap((place): readonly Evidence[] => {
        const { algorithm, bits, curve } = place.certificate.key
        if (bits === null) return []
        const { rsa, ec } = subject.profile.keyBits
        const least = algorithm === 'ec' ? ec : algorithm.startsWith('rsa') || algorithm === 'dsa' ? rsa : 0
        const isWeak = bits < least || isUnwanted(subject.profile, { kind: 'key', algorithm, bits, curve })
        return isWeak ? [{ kind: 'key', certificate: certificateRef(place), algorithm, bits, curve }] : []
      }),
    ),
}

/** Hashes for which two texts with the same value can be made. */
const BROKEN_HASHES: ReadonlySet<string> = new Set(['md2', 'md4', 'md5', 'sha1'])

const signatureWeak: AddressRule = {
  code: 'cert-signature-weak',
  scope: 'address',
  tls: true,
  severity: 'medium',
  title: 'A certificate is signed with a broken hash',
  source: ['RFC 9155 section 1', 'RFC 6151 section 2', 'CA/Browser Forum Baseline Requirements'],
  explain:
    'The signature rests on MD5 or SHA-1, for which forged certificates have been made or could be. Current programs refuse such chains. The signature of a root over itself does not matter and is not looked at.',
  fix: {
    ...RENEWED,
    any: 'Have the certificate issued again; every authority signs with SHA-256 or better today.',
  },
  verify: `${SHOW_CERTIFICATE}-text | grep -i "signature algorithm"`,
  check: (subject) =>
    foundInChains(subject, (_, { path }) =>
      path.flatMap((place): readonly Evidence[] => {
        const { signature, selfSigned: itself } = place.certificate
        if (itself || signature.hash === null || !BROKEN_HASHES.has(signature.hash)) return []
        return [{ kind: 'signature', certificate: certificateRef(place), algorithm: signature.name }]
      }),
    ),
}

const differs: ExchangerRule = {
  code: 'cert-differs-between-addresses',
  scope: 'mx',
  severity: 'low',
  title: 'The addresses of one exchanger show different certificates',
  source: ['RFC 7672 section 3.1.1', 'this product'],
  explain:
    'Different machines answer under one name, and each has its own certificate. That works while each is valid for the name; but renewals get out of step easily, and DANE records have to match every one of them.',
  fix: { any: 'Roll the same certificate out to all machines behind the name, or publish DANE records for each key.' },
  verify: `${SHOW_CERTIFICATE}-fingerprint -sha256`.replace('{connect}', '{host}:25'),
  check: (subject) => compareLeaves(subject),
}

/** The chain behind a server's certificate: who vouches for it, and with which keys. */
export const CERT_CHAIN_RULES: readonly (AddressRule | ExchangerRule)[] = [
  selfSigned,
  untrusted,
  incompleteChain,
  wrongOrder,
  extraCertificates,
  keySmall,
  signatureWeak,
  differs,
]

function issuer(place: PlacedCertificate): Evidence {
  return { kind: 'issuer', certificate: certificateRef(place), issuer: place.certificate.issuer.text }
}

function verdictOf({ code, name, text, roots }: Verified): Evidence {
  return { kind: 'verification', code, name, text, roots }
}

/**
 * A verdict on the chain that OpenSSL verified in the real handshake. It tells one trouble only: where that is a date or a
 * name, nobody knows whether the chain would be trusted, and nobody needs to until the certificate was replaced.
 */
function byTrust(
  { server: { verification }, chains }: AddressSubject,
  verdict: (verification: Verified, chain: PresentedChain) => Verdict,
): Verdict {
  if (verification.state === 'unknown') return open(verification.why)
  if (verification.state === 'failed' && NOT_ABOUT_TRUST.has(verification.code)) return NOT_APPLICABLE
  const chain = chains.find(({ seenBy }) => seenBy.includes(verification.by))
  return chain === undefined ? open('not-asked') : verdict(verification, chain)
}

/**
 * True when the server sent its own certificate alone, and that one says where its issuer can be fetched. An authority
 * that signs servers with its root directly, as private ones do, writes no such address.
 */
function isIncomplete({ state, code }: Verified, { facts, path }: PresentedChain): boolean {
  const fetchable = (facts.absentIssuer?.caIssuerUrls.length ?? 0) > 0
  return state === 'failed' && ISSUER_MISSING.has(code) && path.length === 1 && fetchable
}

/** Compares the server's own certificates of all addresses of an exchanger, for each port and kind of key. */
function compareLeaves({ exchanger, servers }: ExchangerSubject): Verdict {
  if (exchanger.servers.length < 2) return NOT_APPLICABLE
  const leaves = servers.flatMap(({ server: { address, port }, chains }) =>
    chains.flatMap(({ leaf }) =>
      leaf === null
        ? []
        : [{ key: `${port} ${leaf.key.algorithm}`, keyType: leaf.key.algorithm, address, port, sha256: leaf.sha256 }],
    ),
  )
  const evidence = [...Map.groupBy(leaves, ({ key }) => key).values()].flatMap((same): readonly Evidence[] => {
    const [first] = same
    if (first === undefined || same.every(({ sha256 }) => sha256 === first.sha256)) return []
    return [
      {
        kind: 'leaves',
        keyType: first.keyType,
        leaves: same.map(({ address, port, sha256 }) => ({ address, port, sha256 })),
      },
    ]
  })
  const seen = new Set(leaves.map(({ address, port }) => `${address} ${port}`))
  const unsettled = exchanger.servers.flatMap((ref): readonly Unknown[] => {
    if (!ref.surveyed) return ref.why === 'special' ? [] : ['not-asked']
    return seen.has(`${ref.address} ${ref.port}`) ? [] : ['unreachable']
  })
  return settle(evidence, unsettled, seen.size > 1 ? 1 : 0)
}
