import type { LabDomain } from '../lab-domain.ts'
import { modernModel } from '../tls-models.ts'
import { type CertificateChanges, oneServer, realServer } from './build.ts'

/** A domain with a good server and the CAA records given. */
function withCaa(
  name: string,
  octet: number,
  teaches: string,
  caa: readonly string[],
  expects: readonly string[],
  certificate: CertificateChanges = {},
): LabDomain {
  return {
    ...oneServer(name, octet, teaches, realServer(modernModel('ecdsa'), certificate), expects),
    dns: { caa },
  }
}

/** Domains that differ in whom they let issue certificates. Every other domain of the lab allows the lab's authority. */
export const CAA_DOMAINS: readonly LabDomain[] = [
  withCaa(
    'caa-demands',
    235,
    'allows its authority by CAA, for one account alone, and says where to report attempts',
    ['0 issue "ca.lab; accounturi=https://ca.lab/acct/1"', '0 issuewild ";"', '0 iodef "mailto:tls@caa-demands.lab"'],
    [],
  ),
  withCaa('caa-none', 236, 'has no CAA record, so that any authority may issue for it', [], ['cert-caa-missing']),
  withCaa(
    'caa-report-only',
    237,
    'has a CAA record that says where to report, and none that says who may issue',
    ['0 iodef "mailto:tls@caa-report-only.lab"'],
    ['cert-caa-missing'],
  ),
  withCaa(
    'caa-others',
    238,
    'its CAA records allow two authorities, and its certificate comes from a third',
    ['0 issue "letsencrypt.org"', '0 issue "pki.goog"'],
    ['cert-caa-violated'],
  ),
  withCaa(
    'caa-nobody',
    239,
    'its CAA record lets nobody issue, so that its certificate will not be renewed',
    ['0 issue ";"'],
    ['cert-caa-violated'],
  ),
  withCaa(
    'caa-critical',
    240,
    'a CAA property that no authority understands is marked as critical, so that none may issue',
    ['0 issue "ca.lab"', '128 tbs "unknown"'],
    ['cert-caa-violated'],
  ),
  withCaa(
    'caa-wildcard',
    241,
    'its CAA records allow its authority, but not for wildcards, and its certificate is one',
    ['0 issue "ca.lab"', '0 issuewild ";"'],
    ['cert-caa-violated'],
    { names: ['*.caa-wildcard.lab'] },
  ),
  {
    ...oneServer(
      'caa-servfail',
      242,
      'its name servers fail when they are asked for CAA records, and authorities must not issue then',
      realServer(modernModel('ecdsa')),
      [],
    ),
    dns: { failing: [{ label: 'mx1', type: 'CAA', how: 'SERVFAIL' }] },
  },
]
