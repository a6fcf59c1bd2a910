import type {
  DocumentOddity,
  OddityCode,
  PolicyType,
  RecordErrorCode,
  RecordWarningCode,
  ResultType,
} from '../facts/tls-rpt-facts.ts'

/** A result type in plain words. */
export interface ResultWords {
  /** What happened, as a sentence. */
  readonly means: string
  /** What to do about it, as a sentence. */
  readonly advice: string
  /** Codes, or families ending in a hyphen, of the findings by which an audit would see the same. */
  readonly findings: readonly string[]
}

/** What each result type of RFC 8460 section 4.3 means to whoever runs the domain. */
export const RESULT_WORDS: Readonly<Record<ResultType, ResultWords>> = {
  'starttls-not-supported': {
    means: 'The server did not offer STARTTLS to this sender. A sender that insists on TLS did not deliver there.',
    advice:
      'Switch STARTTLS on. If it is on, something on the path took it away: look for devices that rewrite SMTP, and compare where the senders are.',
    findings: ['starttls-', 'smtp-ehlo-rejected'],
  },
  'certificate-host-mismatch': {
    means: 'The certificate does not have the name of the MX host that the sender went to.',
    advice: 'Get a certificate with every MX host name among its DNS names, on every server that the name leads to.',
    findings: ['cert-name-mismatch', 'cert-no-san', 'dane-ta-name-mismatch'],
  },
  'certificate-expired': {
    means: 'The certificate was out of date.',
    advice: 'Renew the certificate, let the server load it, and check that every address shows the new one.',
    findings: ['cert-expired', 'cert-not-yet-valid', 'dane-ta-expired'],
  },
  'certificate-not-trusted': {
    means:
      'No authority that the sender trusts vouches for the certificate: it is self-signed, its chain has a gap, or it fits no TLSA record.',
    advice:
      'Send the whole chain, from an authority that senders know. With DANE, publish the TLSA record before the key changes.',
    findings: [
      'cert-untrusted',
      // It has no result type of its own.
      'cert-not-yet-valid',
      'cert-self-signed',
      'cert-incomplete-chain',
      'cert-wrong-order',
      'cert-dual-mismatch',
      'cert-revoked',
      'dane-',
    ],
  },
  'validation-failure': {
    means: 'TLS failed in another way; the reason, where the sender gave one, says more.',
    advice: 'Look at the reasons below and at the log of the server for the same time; try the handshake yourself.',
    findings: ['starttls-broken', 'tls-version-12-missing', 'cert-', 'kex-', 'dane-'],
  },
  'tlsa-invalid': {
    means: 'Of the TLSA records none could be used or none fitted.',
    advice:
      'Compare the TLSA records with the certificate that each address shows; publish the next key’s record before it is used.',
    findings: ['dane-'],
  },
  'dnssec-invalid': {
    means: 'DNSSEC failed: what the DNS said about the MX hosts or their TLSA records could not be proved.',
    advice:
      'Check signatures, their dates, and the DS record at the parent; senders with DANE wait until it is mended.',
    findings: ['dnssec-', 'dane-bogus', 'dane-lookup-failed'],
  },
  'dane-required': {
    means: 'The sender’s own settings want DANE for this domain, and the server had no TLSA record.',
    advice: 'Publish TLSA records for every MX host, or ask the sender why it insists.',
    findings: ['dane-'],
  },
  'sts-policy-fetch-error': {
    means: 'The MTA-STS policy could not be fetched over HTTPS.',
    advice:
      'Check that https://mta-sts.DOMAIN/.well-known/mta-sts.txt answers 200 with text/plain, without a redirect, from everywhere.',
    findings: ['mta-sts-policy-'],
  },
  'sts-policy-invalid': {
    means: 'The MTA-STS policy, or its record in the DNS, breaks the format.',
    advice: 'Check the policy line by line with: wiretight mta-sts parse --policy FILE',
    findings: ['mta-sts-policy-invalid', 'mta-sts-record', 'mta-sts-mx-not-covered'],
  },
  'sts-webpki-invalid': {
    means: 'The certificate of the host that serves the MTA-STS policy is not valid for its name.',
    advice: 'Renew the certificate of mta-sts.DOMAIN; it is the web server’s, not the mail server’s.',
    findings: ['mta-sts-policy-certificate'],
  },
}

/** The words for a result type; other ones than those of the RFC are the sender's own. */
export function resultWords(result: string): ResultWords {
  const known: Readonly<Record<string, ResultWords | undefined>> = RESULT_WORDS
  const words = Object.hasOwn(RESULT_WORDS, result) ? known[result] : undefined
  return (
    words ?? {
      means: 'This is no result type of RFC 8460; only the sender knows what it stands for.',
      advice: 'Ask the sender, by the contact that its report names.',
      findings: [],
    }
  )
}

const POLICIES: Readonly<Record<PolicyType, string>> = {
  tlsa: 'DANE',
  sts: 'MTA-STS',
  'no-policy-found': 'no policy',
}

/** A policy type in a word or two; unknown ones stay as they are. */
export function policyTitle(type: string): string {
  const known: Readonly<Record<string, string | undefined>> = POLICIES
  return (Object.hasOwn(POLICIES, type) ? known[type] : undefined) ?? type
}

/** What is odd about a report, as the end of "reports with …". */
export const ODDITY_WORDS: Readonly<Record<OddityCode | DocumentOddity['code'], string>> = {
  missing: 'members that are not there',
  null: 'members without a value',
  type: 'values of the wrong type',
  'number-as-text': 'numbers in quotes',
  'time-as-number': 'times as numbers',
  'not-a-list': 'one value where a list belongs',
  number: 'numbers that cannot be',
  time: 'times that cannot be read',
  domain: 'names that are none of the DNS',
  address: 'addresses that are none',
  'time-without-zone': 'times without a zone, taken for UTC',
  'text-cut': 'texts that were cut',
  'list-cut': 'lists that were cut',
  'policy-type-unknown': 'policy types that RFC 8460 does not know',
  'result-type-unknown': 'result types that RFC 8460 does not know',
  'failures-exceed-total': 'more failures in the details than in the total',
  'failures-not-itemised': 'failures without details',
  'period-reversed': 'an end before the beginning',
  'gzip-unnamed': 'packed content whose name or type does not say so',
  'gzip-misnamed': 'content called .gz that is not packed',
  'media-type': 'another media type than RFC 8460 gives them',
  'name-disagrees': 'a file name that tells another domain or period',
}

/** Why a record is not valid, as a sentence without its full stop. */
export const RECORD_ERROR_WORDS: Readonly<Record<RecordErrorCode, string>> = {
  'version-invalid': 'the record has to begin with v=TLSRPTv1, in exactly these letters',
  'field-empty': 'two semicolons stand together',
  'field-malformed': 'a field has no equals sign',
  'name-invalid': 'the name of a field has other characters than letters, digits, _ - . or more than 32 of them',
  'value-invalid': 'the value of a field is empty, or has blanks or an equals sign in it',
  'rua-missing': 'rua is missing, so nobody knows where to report',
  'rua-empty': 'a place in rua is empty',
  'uri-invalid': 'not a URI; that of an address begins with “mailto:”',
  'uri-unencoded': 'an exclamation mark within a URI is written %21',
  'no-destination': 'no place in rua is one that a sender can report to: mailto: with an address or https: with a host',
}

/** What is worth knowing of a record, as a sentence without its full stop. */
export const RECORD_WARNING_WORDS: Readonly<Record<RecordWarningCode, string>> = {
  'white-space-behind-version':
    'a blank stands between v=TLSRPTv1 and the semicolon; some senders discard such a record',
  'white-space-at-end': 'blanks stand at the end; a strict reader refuses them',
  'rua-repeated': 'rua stands more than once; some senders read only one',
  'destination-repeated': 'the same place is named twice',
  'destination-unusable':
    'senders cannot report to this place: only mailto: with an address and https: with a host are known',
  'extension-unknown': 'a field that RFC 8460 does not define; senders pass over it',
}
