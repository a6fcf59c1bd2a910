import type { DualFault, Evidence, StapleFault } from '../judge/evidence.ts'
import { harmless } from './harmless.ts'

/** Evidence about a certificate that is told here. */
type CertificateEvidence = Extract<Evidence, { kind: 'revocation' | 'staple' | 'dual' }>

/** Characters of one name or text. */
const CHARACTERS = 120

/** What proves a finding about stapled responses, or about two certificates of one server, as a sentence. */
export function certificateSentence(evidence: CertificateEvidence): string {
  switch (evidence.kind) {
    case 'revocation': {
      const reason = evidence.reason === null ? '' : `: ${harmless(evidence.reason, CHARACTERS)}`
      return `the certificate was revoked on ${day(evidence.at)}${reason}`
    }
    case 'staple':
      return STAPLE[evidence.fault](evidence.at === null ? 'an unknown day' : day(evidence.at))
    case 'dual':
      return DUAL[evidence.fault](title(evidence.keyType), title(evidence.other))
    default:
      return evidence satisfies never
  }
}

const STAPLE: Readonly<Record<StapleFault, (at: string) => string>> = {
  absent: () => 'the certificate promises a stapled response, and none came',
  unreadable: () => 'the stapled response cannot be read',
  unsuccessful: () => 'the stapled response is an error of the responder',
  'other-certificate': () => 'the stapled response is about another certificate',
  'issuer-absent': () => 'the stapled response cannot be checked without the certificate of the issuer',
  responder: () => 'nobody who may speak for the issuer has signed the stapled response',
  signature: () => 'the signature of the stapled response is wrong',
  'not-yet-valid': (at) => `the stapled response is valid from ${at} only`,
  expired: (at) => `the stapled response was valid until ${at}`,
}

const DUAL: Readonly<Record<DualFault, (keyType: string, other: string) => string>> = {
  name: (keyType, other) =>
    `the ${keyType} certificate is for another name, the ${other} certificate for the right one`,
  expired: (keyType, other) => `the ${keyType} certificate has expired, the ${other} certificate has not`,
  'not-yet-valid': (keyType, other) => `the ${keyType} certificate is not valid yet, the ${other} certificate is`,
  'self-signed': (keyType, other) =>
    `the ${keyType} certificate signed itself, an authority issued the ${other} certificate`,
  incomplete: (keyType, other) =>
    `the ${keyType} certificate comes without that of its issuer, the ${other} certificate with it`,
}

function day(at: string): string {
  return harmless(at, CHARACTERS).slice(0, 10)
}

function title(keyType: string): string {
  return harmless(keyType, CHARACTERS).toUpperCase()
}
