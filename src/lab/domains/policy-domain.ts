import type { RecordMaker } from '../lab-dns.ts'
import type { LabDomain, LabPolicyHost } from '../lab-domain.ts'
import type { PolicyAnswer } from '../policy-host.ts'
import { modernModel } from '../tls-models.ts'
import { type CertificateChanges, issueWith, NO_POLICIES, oneServer, realServer } from './build.ts'

/** What a domain publishes. What is left out is not published. */
export interface Published {
  /** TXT records at `_mta-sts`; by default one with a good id if there is a policy host. */
  readonly mtaSts?: readonly string[]
  readonly policy?: PolicyAnswer
  /** How the certificate of the policy host differs from a good one. */
  readonly policyCertificate?: CertificateChanges
  /** The policy host is an alias of this name, relative to the domain. */
  readonly policyAlias?: string
  /** TXT records at `_smtp._tls`. */
  readonly tlsRpt?: readonly string[]
  /** TLSA records, from the certificates that the servers have. */
  readonly tlsa?: RecordMaker
  /** Further records. */
  readonly records?: readonly string[]
  /** How the certificate of the mail server differs from a good one. */
  readonly certificate?: CertificateChanges
}

/** A record for TLS reporting to a mailbox of the domain itself. */
export const REPORTS = 'v=TLSRPTv1; rua=mailto:tls@perfect.lab'

/** The text of a policy: mode, exchangers, and how long it holds. */
export function policyText(mode: string, mx: readonly string[], maxAge: number | null = 31_557_600): string {
  const lines = ['version: STSv1', `mode: ${mode}`, ...mx.map((host) => `mx: ${host}`)]
  return [...lines, ...(maxAge === null ? [] : [`max_age: ${maxAge}`]), ''].join('\r\n')
}

/** A policy that is served as it should be. */
export function serve(text: string): PolicyAnswer {
  return { kind: 'policy', texts: [text] }
}

/**
 * A domain with one good mail server and the policies given. Its policy host has the address that goes with its number.
 *
 * @param expects all findings but those that one address of version 4 brings
 */
export function publishing(
  name: string,
  octet: number,
  teaches: string,
  published: Published,
  expects: readonly string[],
): LabDomain {
  const { mtaSts, policy, policyAlias, policyCertificate, tlsRpt, tlsa, records = [], certificate } = published
  const address = `198.51.100.${octet}`
  const base = oneServer(name, octet, teaches, realServer(modernModel('ecdsa'), certificate), expects)
  const txt = mtaSts ?? (policy === undefined ? [] : ['v=STSv1; id=20261124'])
  const host =
    policyAlias === undefined
      ? [`mta-sts A ${address}`]
      : [`mta-sts CNAME ${policyAlias}`, `${policyAlias} A ${address}`]
  const policyHost: LabPolicyHost | undefined =
    policy === undefined
      ? undefined
      : {
          address,
          answer: policy,
          ...(policyCertificate === undefined ? {} : { certificate: issueWith(policyCertificate) }),
        }
  return {
    ...base,
    expects: [
      ...expects,
      ...base.expects.filter((code) => !NO_POLICIES.includes(code) && !expects.includes(code)),
    ].toSorted(),
    ...(policyHost === undefined ? {} : { policyHost }),
    dns: {
      records: [
        ...txt.map((text) => `_mta-sts TXT "${text}"`),
        ...(policy === undefined ? [] : host),
        ...(tlsRpt ?? []).map((text) => `_smtp._tls TXT "${text}"`),
        ...records,
      ],
      ...(tlsa === undefined ? {} : { recordsFor: tlsa }),
    },
  }
}
