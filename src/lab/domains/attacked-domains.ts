import type { PathAttack } from '../attack/path-attack.ts'
import { tlsa, tlsaFor } from '../dns/tlsa-records.ts'
import type { LabDomain } from '../lab-domain.ts'
import { modernModel } from '../tls-models.ts'
import { oneServer, realServer } from './build.ts'
import { type Published, policyText, publishing, REPORTS, serve } from './policy-domain.ts'

/** A domain with an honest server, and somebody who stands in front of it for good. */
function attacked(domain: LabDomain, path: PathAttack): LabDomain {
  const hosts = domain.hosts.map((host) =>
    host.server === null ? host : { ...host, server: { ...host.server, path } },
  )
  return { ...domain, hosts }
}

const bare = (name: string, octet: number, teaches: string, expects: readonly string[]): LabDomain =>
  oneServer(name, octet, teaches, realServer(modernModel('ecdsa')), expects)

const DANE: Published = { tlsRpt: [REPORTS], tlsa: tlsaFor('mx1', tlsa(3, 1, 1), tlsa(3, 1, 1, 'next')) }

const mtaSts = (name: string): Published => ({
  tlsRpt: [REPORTS],
  policy: serve(policyText('enforce', [`mx1.${name}.lab`])),
})

/**
 * Somebody is on the path to these, so that an audit from here sees what every sender sees who comes this way. Only what is
 * published elsewhere, in signed zones or by HTTPS, tells that the server is not to blame.
 */
export const ATTACKED_DOMAINS: readonly LabDomain[] = [
  attacked(
    bare('stripped', 190, 'somebody on the path takes STARTTLS out of its replies, and nothing tells senders so', [
      'starttls-missing',
    ]),
    'strip',
  ),
  attacked(
    publishing('stripped-dane', 191, 'STARTTLS is stripped on the path; its TLSA records tell senders to wait', DANE, [
      'dane-tls-not-offered',
      'mta-sts-missing',
      'protection-none',
      'starttls-missing',
    ]),
    'strip',
  ),
  attacked(
    publishing(
      'stripped-mta-sts',
      192,
      'STARTTLS is stripped on the path; whoever holds its MTA-STS policy waits',
      mtaSts('stripped-mta-sts'),
      ['dane-missing', 'mta-sts-enforce-breaks-delivery', 'protection-none', 'starttls-missing'],
    ),
    'strip',
  ),
  attacked(
    bare('striptls', 193, 'somebody on the path answers STARTTLS by 454 in its place: it seems a passing trouble', [
      'starttls-refused-temporarily',
    ]),
    'temporary-failure',
  ),
  attacked(
    publishing('striptls-dane', 194, 'STARTTLS is answered by 454 on the path, in spite of TLSA records', DANE, [
      'dane-tls-not-offered',
      'mta-sts-missing',
      'protection-none',
      'starttls-refused-temporarily',
    ]),
    'temporary-failure',
  ),
  attacked(
    publishing(
      'striptls-mta-sts',
      195,
      'STARTTLS is answered by 454 on the path, in spite of an enforced MTA-STS policy',
      mtaSts('striptls-mta-sts'),
      ['dane-missing', 'mta-sts-enforce-breaks-delivery', 'protection-none', 'starttls-refused-temporarily'],
    ),
    'temporary-failure',
  ),
  attacked(
    bare('forged-certificate', 196, 'somebody on the path ends TLS with a certificate of his own for its name', [
      'cert-untrusted',
    ]),
    'forged-certificate',
  ),
  attacked(
    publishing(
      'forged-certificate-dane',
      197,
      'a certificate is forged on the path; its TLSA records give the forger away',
      DANE,
      ['cert-untrusted', 'dane-mismatch', 'mta-sts-missing', 'protection-none'],
    ),
    'forged-certificate',
  ),
  bare(
    'attacker',
    198,
    'the server of whoever forges answers of the DNS: its TLS and its certificate are good, for its own name',
    [],
  ),
]
