import type { LabDomain } from '../lab-domain.ts'
import { MODERN_ECDSA, MODERN_RSA, modernModel, TLS13_SUITES } from '../tls-models.ts'
import { type CertificateChanges, dualServer, oneServer, realServer } from './build.ts'

const faulty = (
  name: string,
  octet: number,
  teaches: string,
  certificate: CertificateChanges,
  expects: readonly string[],
): LabDomain => oneServer(name, octet, teaches, realServer(modernModel('ecdsa'), certificate), expects)

/** Domains with a good server and something wrong with its certificate. */
export const CERTIFICATE_DOMAINS: readonly LabDomain[] = [
  faulty('expired', 60, 'its certificate expired twelve days ago', { fromDay: -102, toDay: -12 }, ['cert-expired']),
  faulty('not-yet-valid', 61, 'its certificate begins next week', { fromDay: 7, toDay: 97 }, ['cert-not-yet-valid']),
  faulty('expires-soon', 62, 'its certificate has nine days left', { fromDay: -81, toDay: 9 }, ['cert-expires-soon']),
  faulty('wrong-name', 63, 'its certificate is for another name', { names: ['mail.elsewhere.lab'] }, [
    'cert-name-mismatch',
  ]),
  faulty('self-signed', 64, 'it signed its certificate itself', { selfSigned: true }, ['cert-self-signed']),
  faulty('untrusted', 65, 'its certificate comes from an authority that nobody trusts', { issuer: 'untrusted' }, [
    'cert-untrusted',
  ]),
  faulty(
    'incomplete-chain',
    66,
    'does not send the intermediate certificate, so that its chain leads nowhere',
    { send: ({ der }) => [der], authorityInfoAccess: { caIssuers: 'http://ca.lab/intermediate.cer' } },
    ['cert-incomplete-chain'],
  ),
  faulty(
    'wrong-order',
    67,
    'sends its intermediate behind a certificate that does not belong there',
    {
      send: ({ der, chainDer }, authority) => [der, authority.certificates.untrusted.der, ...chainDer.slice(1)],
    },
    ['cert-extra-certificates', 'cert-wrong-order'],
  ),
  faulty('sha1', 68, 'its certificate is signed with SHA-1', { signatureHash: 'sha1' }, ['cert-signature-weak']),
  faulty(
    'stapled',
    69,
    'staples to its certificate that it stands, as that promises',
    { mustStaple: true, staples: 'good' },
    [],
  ),
  faulty('stale-staple', 70, 'staples what its authority said the week before', { staples: 'stale' }, [
    'cert-staple-missing',
  ]),
  faulty('revoked', 71, 'its certificate was revoked, and what it staples says so', { staples: 'revoked' }, [
    'cert-revoked',
  ]),
  oneServer(
    'dual-expired',
    72,
    'has a certificate for RSA and one for ECDSA, and renews one of them',
    dualServer(
      modernModel('ecdsa', {
        suites: { tls12: [...MODERN_ECDSA, ...MODERN_RSA], tls13: TLS13_SUITES },
        certificateCurve: null,
      }),
      { fromDay: -102, toDay: -12 },
    ),
    ['cert-dual-mismatch', 'cert-expired'],
  ),
]
