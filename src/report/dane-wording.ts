import type {
  DomainVerdict,
  GenerateWarning,
  HostState,
  MatchFault,
  MatchFaultCode,
  RecordOutcome,
  Standing,
  UnusableWhy,
} from '../facts/dane-facts.ts'
import { extendedErrorTitle } from './dns-names.ts'
import { harmless } from './harmless.ts'
import { failureSentence } from './wording.ts'

/** Why a record does not vouch for a chain, as a sentence without its full stop. */
export const FAULT_WORDS: Readonly<Record<MatchFaultCode, string>> = {
  'no-certificate': 'the server showed no certificate',
  'certificate-unreadable': 'the server’s certificate is malformed',
  'needs-certificate': 'the server showed a bare key, and the record is about a certificate',
  'digest-mismatch': 'nothing that the server showed is what the record is about',
  'ta-not-sent': 'no certificate that was sent is the record’s trust anchor, and the chain stops below its root',
  'ta-is-leaf': 'the record’s trust anchor is the server’s own certificate, which takes usage 3',
  'chain-broken': 'the trust anchor is there, but no signatures lead from the server’s certificate to it',
  'name-mismatch': 'the certificate is for other names',
  'pkix-untrusted': 'no trusted root vouches for the chain',
  expired: 'a certificate has expired',
  'not-yet-valid': 'a certificate is not yet valid',
  'ca-flag': 'a certificate signed another without being an authority’s',
  'key-usage': 'an authority’s key may not sign certificates',
  purpose: 'a certificate is not for TLS servers',
  'critical-extension': 'a certificate has a critical extension that is not known',
  'path-length': 'there are more authorities than one of them allows below it',
  'name-constraint': 'an authority may not vouch for this name',
}

/** Why a record cannot be used. */
export const UNUSABLE_WORDS: Readonly<Record<UnusableWhy, string>> = {
  'usage-pkix': 'usages 0 and 1 mean nothing to mail servers',
  'usage-unknown': 'its usage is not assigned',
  'selector-unknown': 'its selector is not assigned',
  'matching-unknown': 'its matching type is not assigned',
  'data-malformed': 'its data are empty or malformed',
  'digest-length': 'its data have not the length of its digest',
  'certificate-malformed': 'its data are no certificate',
  'key-malformed': 'its data are no public key',
}

/** What a host’s state means for senders that use DANE. */
export const HOST_WORDS: Readonly<Record<HostState, string>> = {
  valid: 'every chain is vouched for',
  mismatch: 'no chain is vouched for: senders that use DANE do not deliver here',
  'dual-uncovered': 'one of its chains is not vouched for: senders that get it do not deliver here',
  'address-differs': 'not all of its addresses are vouched for: delivery depends on which is tried',
  'tls-not-offered': 'there are records, and a server without TLS: senders that use DANE do not deliver here',
  'lookup-failed': 'whether there are records is not known: senders that use DANE stay away',
  unusable: 'there are records, but none can be used: TLS is demanded, and nobody is authenticated',
  insecure: 'nothing can be proved here: DANE says nothing',
  none: 'there are no records',
  unseen: 'there are records, but no chain was seen to hold them against',
}

/** What a domain’s verdict means. */
export const DOMAIN_WORDS: Readonly<Record<DomainVerdict, string>> = {
  valid: 'DANE works: senders that use it deliver to authenticated servers only, and nowhere else.',
  partial: 'DANE works in part: there is a way around the servers that it authenticates.',
  failing: 'DANE fails: senders that use it hold mail back.',
  none: 'DANE does not protect this mail.',
  unknown: 'Whether DANE works is not known.',
}

/** What to know about a record that was made. */
export const WARNING_WORDS: Readonly<Record<GenerateWarning, string>> = {
  'full-certificate-fragile':
    'it changes with each renewal, even when the key stays: publish the next one two TTLs before, or take 3 1 1',
  'ta-must-be-sent': 'it works only as long as the server sends this authority’s certificate along',
  'root-not-sent': 'it is a root, which servers leave out of the chain: send it along, or the record matches nothing',
  'not-an-authority': 'this certificate may not sign others: usage 2 cannot work with it, take usage 3',
  'authority-as-server': 'this is an authority’s certificate: usage 3 is for the server’s own',
  'pkix-unusable': 'usages 0 and 1 mean nothing to mail servers: take 3 or 2',
  'full-data': 'data in full make large answers, and a digest does the same',
}

/** A fault with the place of the certificate that has it. */
export function faultSentence({ code, depth }: MatchFault): string {
  return depth === null ? FAULT_WORDS[code] : `${FAULT_WORDS[code]} (depth ${depth})`
}

/** What came of a record, in a few words. */
export function outcomeSentence(outcome: RecordOutcome): string {
  switch (outcome.state) {
    case 'matched':
      return outcome.depth === 0 ? 'vouches for the server' : `vouches for the chain, at depth ${outcome.depth}`
    case 'failed':
      return outcome.faults.map(faultSentence).join('; ')
    case 'weaker-digest':
      return 'passed over: there is a stronger digest'
    case 'unusable':
      return UNUSABLE_WORDS[outcome.why]
    default:
      return outcome satisfies never
  }
}

/** Why a host stands as it does, where its state does not say it. */
export function standingSentence(standing: Standing): string | null {
  switch (standing.state) {
    case 'none':
      return standing.why === 'no-address' ? 'the host has no address' : null
    case 'insecure':
      return INSECURE_WORDS[standing.why]
    case 'failed':
      return failedSentence(standing)
    case 'usable':
    case 'unusable-only':
      return null
    default:
      return standing satisfies never
  }
}

const INSECURE_WORDS = {
  'address-insecure': 'the zone of its addresses is not signed, so that no record is looked for',
  'alias-insecure': 'the host is an alias in a zone that is not signed',
  'tlsa-insecure': 'there are records, but DNSSEC does not prove them',
} as const

type Failed = Extract<Standing, { readonly state: 'failed' }>

const SEARCH_WORDS: Readonly<Record<Failed['why'], string>> = {
  'address-failed': 'the lookup of its addresses failed',
  'alias-failed': 'the lookup of its alias failed',
  'tlsa-failed': 'the lookup of its records failed',
  'tlsa-bogus': 'the records fail their proof',
  'denial-broken': 'the zone denies that there are records, and does not prove it',
}

function failedSentence({ why, name, ede, reason, failure }: Failed): string {
  const place = name === null ? '' : ` (${harmless(name, 255)})`
  const proof = failure !== null && failure.code !== 'dnssec-bogus' ? failureSentence(failure) : (reason ?? '')
  const error = ede === null ? '' : `, ${extendedErrorTitle(ede)}`
  return `${SEARCH_WORDS[why]}${place}${proof === '' ? '' : `: ${harmless(proof)}`}${error}`
}
