import { ipVersion } from '../../base/ip-address.ts'
import { matchName } from '../../x509/match-name.ts'
import { whyUnseen } from '../certificate-verdict.ts'
import type { DualFault, Evidence } from '../evidence.ts'
import { RENEWED } from '../fixes.ts'
import { certificateRef, type PresentedChain } from '../presented-chain.ts'
import type { AddressRule } from '../rule.ts'
import type { AddressSubject } from '../subject.ts'
import { foremost, NOT_APPLICABLE, open, settle } from '../verdict.ts'
import { issuersCount, overOf } from './cert-leaf.ts'

const dualMismatch: AddressRule = {
  code: 'cert-dual-mismatch',
  scope: 'address',
  tls: true,
  severity: 'medium',
  cases: [
    {
      when: { faults: ['name', 'expired', 'not-yet-valid'] },
      severity: 'low',
      because: 'the rule about that fault counts it already',
    },
  ],
  title: 'Of two certificates for two kinds of key only one is in order',
  source: ['RFC 5246 section 7.4.2', 'RFC 7672 section 3.1.1', 'this product'],
  explain:
    'The server has one certificate for RSA and one for ECDSA, and shows each client the one that suits it. One of them is in order and the other is not, so that the same server passes for some senders and fails for others, and a check with a single client sees half of it. Most often the renewal was set up for one of the two. A chain that nobody vouches for weighs as much here as elsewhere, since OpenSSL’s verdict is about one chain alone.',
  fix: {
    ...RENEWED,
    any: 'Renew both certificates together, for the same names and with their full chains; or keep one of them only, ECDSA with P-256 suits every current sender.',
    postfix:
      'smtpd_tls_chain_files = /etc/ssl/private/mail-ecdsa.pem, /etc/ssl/private/mail-rsa.pem\n# in each file: key, own certificate, intermediates',
  },
  verify:
    'for alg in rsa_pkcs1_sha256 ecdsa_secp256r1_sha256; do openssl s_client {starttls}-connect {connect} -servername {host} -tls1_2 -sigalgs $alg </dev/null 2>/dev/null | openssl x509 -noout -subject -dates -ext subjectAltName; done',
  check: (subject) => {
    const kinds = Map.groupBy(
      subject.chains.filter(({ leaf }) => leaf !== null),
      ({ leaf }) => (leaf?.key.algorithm.startsWith('rsa') ? 'rsa' : 'ecdsa'),
    )
    const [rsa, ecdsa] = [kinds.get('rsa'), kinds.get('ecdsa')]
    if (rsa === undefined || ecdsa === undefined) {
      const why = foremost(whyUnseen(subject))
      return why === null ? NOT_APPLICABLE : open(why)
    }
    return settle(
      [...unlike(subject, rsa, ecdsa, 'rsa', 'ecdsa'), ...unlike(subject, ecdsa, rsa, 'ecdsa', 'rsa')],
      [],
      1,
    )
  },
}

/** Servers with a certificate for each kind of key. */
export const CERT_DUAL_RULES: readonly AddressRule[] = [dualMismatch]

/** The faults that chains of one kind of key have, and those of the other do not. */
function unlike(
  subject: AddressSubject,
  faulty: readonly PresentedChain[],
  sound: readonly PresentedChain[],
  keyType: string,
  other: string,
): readonly Evidence[] {
  return FAULTS.flatMap(({ fault, has }): readonly Evidence[] => {
    const [first] = faulty.filter((chain) => has(chain, subject))
    const leaf = first?.path[0]
    if (leaf === undefined || sound.some((chain) => has(chain, subject))) return []
    return [{ kind: 'dual', certificate: certificateRef(leaf), keyType, other, fault }]
  })
}

const FAULTS: readonly {
  readonly fault: DualFault
  readonly has: (chain: PresentedChain, subject: AddressSubject) => boolean
}[] = [
  {
    fault: 'name',
    has: ({ leaf }, { server: { host } }) =>
      ipVersion(host) === null && leaf !== null && matchName(leaf, host) === null,
  },
  {
    fault: 'expired',
    has: (chain, subject) =>
      overOf(chain, subject.at).some((place) => place === chain.path[0] || issuersCount(subject, chain) === true),
  },
  {
    fault: 'not-yet-valid',
    has: ({ path }, { at }) => path.some(({ certificate }) => Date.parse(certificate.notBefore) > at),
  },
  { fault: 'self-signed', has: ({ leaf }) => leaf?.selfSigned === true },
  {
    fault: 'incomplete',
    // As `cert-incomplete-chain` has it: alone, though it says where its issuer is to be had.
    has: ({ facts, path }) => path.length === 1 && (facts.absentIssuer?.caIssuerUrls.length ?? 0) > 0,
  },
]
