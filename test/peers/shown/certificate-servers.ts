import type { Shown } from '../../shown/shown.ts'
import { has, lacks } from '../../shown/shown.ts'

const SERVER = 'openssl s_server 3.0'

/** What a quick survey shows of certificates. The findings are those about certificates; the rest is looked at elsewhere. */
export const CERTIFICATES = {
  good: { peer: `${SERVER}, a good chain`, facts: ['verify OK', ...lacks('ocspStaple')], findings: [] },
  expired: {
    peer: `${SERVER}, an expired certificate`,
    facts: ['verify CERT_HAS_EXPIRED'],
    findings: ['cert-expired'],
  },
  'not yet valid': {
    peer: `${SERVER}, a certificate of the future`,
    facts: ['verify CERT_NOT_YET_VALID'],
    findings: ['cert-not-yet-valid'],
  },
  'expires soon': {
    peer: `${SERVER}, a certificate in its last days`,
    facts: ['verify OK'],
    findings: ['cert-expires-soon'],
  },
  'another name': {
    peer: `${SERVER}, a certificate for another name`,
    facts: ['verify OK'],
    findings: ['cert-name-mismatch'],
  },
  'no name': {
    peer: `${SERVER}, a certificate with a common name alone`,
    facts: ['verify OK'],
    findings: ['cert-no-san'],
  },
  'self-signed': {
    peer: `${SERVER}, a certificate that signed itself`,
    facts: ['verify DEPTH_ZERO_SELF_SIGNED_CERT'],
    findings: ['cert-self-signed'],
  },
  untrusted: {
    peer: `${SERVER}, an authority that nobody trusts`,
    facts: ['verify UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    findings: ['cert-untrusted'],
  },
  'untrusted, with its root': {
    peer: `${SERVER}, an authority that nobody trusts and that is sent along`,
    facts: ['verify SELF_SIGNED_CERT_IN_CHAIN'],
    findings: ['cert-untrusted'],
  },
  incomplete: {
    peer: `${SERVER}, an intermediate certificate left out`,
    facts: ['verify UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    findings: ['cert-incomplete-chain'],
  },
  'wrong order': {
    peer: `${SERVER}, a stranger between certificate and intermediate`,
    facts: ['verify OK'],
    findings: ['cert-extra-certificates', 'cert-wrong-order'],
  },
  'another purpose': {
    peer: `${SERVER}, a certificate for clients`,
    facts: ['verify INVALID_PURPOSE'],
    findings: ['cert-eku-missing', 'cert-untrusted'],
  },
  'small key': {
    peer: `${SERVER}, an RSA key of 1024 bits`,
    facts: ['verify OK'],
    findings: ['cert-key-small'],
  },
  'weak signature': {
    peer: `${SERVER}, a signature with SHA-1`,
    facts: ['verify OK'],
    findings: ['cert-signature-weak'],
  },
  'long life': {
    peer: `${SERVER}, a certificate for three years`,
    facts: ['verify OK'],
    findings: ['cert-lifetime-long'],
  },
  'must staple': {
    peer: `${SERVER}, a certificate that wants a stapled response, and none`,
    facts: ['verify OK', ...lacks('ocspStaple')],
    findings: ['cert-staple-missing'],
  },
  'one of two expired': {
    peer: `${SERVER}, an expired RSA certificate and a good one for ECDSA`,
    facts: ['verify OK'],
    findings: ['cert-expired', 'cert-dual-mismatch'],
  },
  logged: {
    peer: `${SERVER}, signed certificate timestamps`,
    facts: ['verify OK', ...has('signedCertificateTimestamps')],
    findings: [],
  },
  'two addresses': {
    peer: 'Postfix 3.7 on two addresses of one name, with certificates of their own',
    facts: ['verify OK'],
    findings: ['cert-differs-between-addresses'],
  },
} as const satisfies Readonly<Record<string, Shown>>
