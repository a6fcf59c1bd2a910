import type { TlsVersion } from '../base/answer.ts'
import { inWords } from '../base/in-words.ts'
import type { Evidence, EvidenceKind, Trait } from '../judge/evidence.ts'
import type { Finding } from '../judge/finding.ts'
import { versionTitle } from '../registry/versions.ts'
import { certificateSentence } from './certificate-wording.ts'
import { algorithmTitle, digestTitle } from './dns-names.ts'
import { presentationOf } from './dns-record.ts'
import { FEATURE_WORDS } from './feature-words.ts'
import { harmless } from './harmless.ts'
import { tallySentence } from './starttls-tally.ts'
import { textIssueSentence } from './text-issue.ts'
import { failureSentence } from './wording.ts'

/** What proves a finding, in one line: its pieces of evidence, or the first and how many more there are. */
export function findingDetail({ evidence }: Pick<Finding, 'evidence'>): string {
  const suites = evidence.flatMap((piece) => (piece.kind === 'suites' ? [piece] : []))
  if (suites.length > 0 && suites.length === evidence.length) return suitesSentence(suites)
  const lines = [...new Set(evidence.map(evidenceSentence))]
  return lines.length < 3 ? lines.join('; ') : `${lines[0]}; and ${lines.length - 1} more`
}

/** `TLS_RSA_WITH_AES_128_CBC_SHA and 3 more (TLS 1.2, TLS 1.0)` */
function suitesSentence(evidence: readonly (Evidence & { readonly kind: 'suites' })[]): string {
  const [first = '', ...more] = new Set(evidence.flatMap(({ suites }) => suites))
  const others = more.length === 0 ? '' : ` and ${more.length} more`
  return `${plain(first)}${others} (${versionList(evidence.map(({ version }) => version))})`
}

/** `TLS 1.2, 1.0, SSL 3.0`: the protocol is named once. */
function versionList(versions: readonly TlsVersion[]): string {
  const titles = versions.map(versionTitle)
  return titles
    .map((title, at) => (title.startsWith('TLS ') && titles[at - 1]?.startsWith('TLS ') ? title.slice(4) : title))
    .join(', ')
}

/** A piece of evidence as a plain sentence without capital and full stop. Texts of peers in it are harmless. */
export function evidenceSentence(evidence: Evidence): string {
  // The compiler cannot see that the function found belongs to the kind it is found by.
  const sentence = SENTENCES[evidence.kind] as (evidence: Evidence) => string
  return sentence(evidence)
}

/** The sentence of each kind of evidence. */
const SENTENCES: { readonly [Kind in EvidenceKind]: (evidence: Extract<Evidence, { kind: Kind }>) => string } = {
  lookup: (evidence) => `${plain(evidence.type)} of ${plain(evidence.name)}: ${outcome(evidence.outcome)}`,
  'lookup-failure': (evidence) => {
    const reason = evidence.failure === null ? 'it failed' : failureSentence(evidence.failure)
    return `${plain(evidence.type)} of ${plain(evidence.name)}: ${reason}`
  },
  dnssec: (evidence) => `${plain(evidence.type)} of ${plain(evidence.name)}: ${plain(evidence.reason)}`,
  'zone-algorithm': (evidence) =>
    `the zone ${plain(evidence.zone)} is signed with ${algorithmTitle(evidence.algorithm)}`,
  'zone-digest': (evidence) => `the DS record of ${plain(evidence.zone)} uses ${digestTitle(evidence.digest)}`,
  'zone-key': (evidence) => `the zone ${plain(evidence.zone)} has an RSA key of ${evidence.bits} bits`,
  'signature-end': (evidence) => {
    const days = evidence.days === 1 ? '1 day' : `${evidence.days} days`
    return `the signature of ${plain(evidence.type)} of ${plain(evidence.name)} ends in ${days} (${plain(evidence.ends).slice(0, 10)})`
  },
  exchangers: (evidence) => `MX ${few(evidence.exchangers)}`,
  alias: (evidence) => `${plain(evidence.name)} is an alias of ${few(evidence.targets, ' → ')}`,
  'reverse-names': ({ address, names }) =>
    `${plain(address)} is called ${few(names)}, which ${names.length === 1 ? 'does' : 'do'} not lead back to it`,
  addresses: (evidence) => few(evidence.addresses),
  failure: (evidence) => failureSentence(evidence.failure),
  reply: (evidence) => `the server answers ${evidence.code} ${plain(evidence.text)}`.trimEnd(),
  delay: (evidence) => `the greeting took ${(evidence.milliseconds / 1000).toFixed(1)} s`,
  extension: (evidence) => `EHLO answers ${few([evidence.keyword, ...evidence.parameters], ' ')}`,
  'no-extension': (evidence) =>
    evidence.greeting === 'helo' ? 'the server knows only HELO' : `EHLO does not announce ${plain(evidence.keyword)}`,
  'starttls-tally': tallySentence,
  relay: (evidence) =>
    `RCPT TO:<${plain(evidence.to)}> is answered ${`${evidence.code} ${plain(evidence.text)}`.trimEnd()}, after MAIL FROM:<${plain(evidence.from)}>`,
  'greeting-name': (evidence) => `EHLO answers ${plain(evidence.name)} instead of ${plain(evidence.expected)}`,
  version: (evidence) =>
    `${versionTitle(evidence.version)} accepted${evidence.suite === null ? '' : ` (${plain(evidence.suite)})`}`,
  'version-refused': (evidence) => `${versionTitle(evidence.version)} refused`,
  'versions-refused': (evidence) => `${inWords(evidence.versions.map(versionTitle))} refused`,
  suites: (evidence) => `${versionTitle(evidence.version)}: ${few(evidence.suites)}`,
  preferred: (evidence) =>
    `${versionTitle(evidence.version)}: ${plain(evidence.suite)} before ${plain(evidence.better)}`,
  signatures: (evidence) =>
    `the key exchange is signed with ${few(evidence.schemes)} (${versionTitle(evidence.version)})`,
  groups: (evidence) => `${versionTitle(evidence.version)}: ${few(evidence.groups)}`,
  'groups-refused': (evidence) => `${few(evidence.groups)} refused`,
  dh: (evidence) => {
    const prime = evidence.knownPrime === null ? '' : `, the prime of ${plain(evidence.knownPrime)}`
    return `${evidence.bits} bits${prime} (${versionTitle(evidence.version)}, ${plain(evidence.suite)})`
  },
  feature: (evidence) => `${FEATURE_WORDS[evidence.feature]}: ${evidence.present ? 'yes' : 'no'}`,
  'early-data': (evidence) => `up to ${evidence.maxBytes} bytes`,
  vulnerability: () => 'shown by a probe',
  validity: (evidence) => `${owner(evidence.certificate)}${validity(evidence)}`,
  names: (evidence) => {
    const names = evidence.names.length === 0 ? 'no name' : few(evidence.names)
    return `the certificate has ${names}, not ${plain(evidence.host)}`
  },
  verification: (evidence) => `OpenSSL says ${evidence.code}, ${plain(evidence.text)}`,
  issuer: (evidence) => `${owner(evidence.certificate)}issued by ${plain(evidence.issuer)}`,
  certificates: (evidence) => few(evidence.certificates.map(({ depth, subject }) => `${depth}: ${subject}`)),
  key: (evidence) => `${owner(evidence.certificate)}${keyWords(evidence)}`,
  signature: (evidence) => `${owner(evidence.certificate)}${plain(evidence.algorithm)}`,
  usages: (evidence) => `meant for ${evidence.usages.length === 0 ? 'nothing' : few(evidence.usages)}`,
  revocation: certificateSentence,
  staple: certificateSentence,
  dual: certificateSentence,
  leaves: (evidence) => {
    const different = new Set(evidence.leaves.map(({ sha256 }) => sha256)).size
    return `${different} ${plain(evidence.keyType).toUpperCase()} certificates on ${few(evidence.leaves.map(({ address }) => address))}`
  },
  'caa-open': (evidence) =>
    evidence.at === null
      ? `there is no CAA record, neither at ${plain(evidence.host)} nor above it`
      : `the CAA records at ${plain(evidence.at)} restrain nobody: ${few(evidence.records.map(caaRecord))}`,
  'caa-refuses': (evidence) =>
    `issued by ${plain(evidence.issuer)}, and CAA at ${plain(evidence.at)} ${caaRefusal(evidence)}`,
  unlike: (evidence) => {
    const port = evidence.port === 25 ? '' : ` (port ${evidence.port})`
    return `${traitTitle(evidence.trait)} at ${few(evidence.having)}, not at ${few(evidence.lacking)}${port}`
  },
  contradiction: (evidence) =>
    `${plain(evidence.address)} has accepted and refused ${few(evidence.names)} (${versionTitle(evidence.version)})`,
  records: (evidence) => `${evidence.count} records at ${plain(evidence.name)}`,
  'text-issue': textIssueSentence,
  'policy-mode': (evidence) => {
    const since = evidence.days === null ? '' : ` for ${evidence.days} days or longer`
    return `mode: ${evidence.mode}${since}`
  },
  'max-age': (evidence) =>
    `max_age: ${evidence.seconds} (${evidence.days < 1 ? 'less than a day' : `${evidence.days} days`})`,
  'policy-hosts': (evidence) =>
    `${few(evidence.hosts)} ${evidence.hosts.length === 1 ? 'matches' : 'match'} no mx line (mode: ${evidence.mode})`,
  'policy-patterns': (evidence) => `mx: ${few(evidence.patterns)}`,
  'policy-id': (evidence) =>
    `the id is still ${plain(evidence.id ?? 'the same')}, as on ${plain(evidence.since).slice(0, 10)}`,
  'policy-unfulfilled': (evidence) => `${plain(evidence.host)} ${UNFULFILLED[evidence.why ?? 'certificate']}`,
  destination: (evidence) => `${plain(evidence.uri)} (${plain(evidence.because)})`,
  protection: (evidence) => PROTECTION[evidence.state],
  tlsa: (evidence) => few(evidence.records.map(shortTlsa)),
  'tlsa-unusable': (evidence) => `${shortTlsa(evidence.record)}: ${plain(evidence.why).replaceAll('-', ' ')}`,
  'tlsa-failure': (evidence) => `TLSA of ${plain(evidence.name)}: ${plain(evidence.reason) || 'no answer'}`,
  'tlsa-fault': (evidence) => {
    const certificate = evidence.depth === null ? '' : ` (certificate ${evidence.depth})`
    return `${plain(evidence.address)}, ${plain(evidence.keyType).toUpperCase()}: ${plain(evidence.fault).replaceAll('-', ' ')}${certificate}`
  },
}

const PROTECTION = {
  none: 'neither DANE nor an enforced MTA-STS policy',
  'first-use': 'an enforced MTA-STS policy, and no DANE',
  full: 'DANE on every exchanger',
} as const

/** `lets only letsencrypt.org issue for mx.example.org` */
function caaRefusal({ why, name, issuers, records }: Evidence & { readonly kind: 'caa-refuses' }): string {
  switch (why) {
    case 'others':
      return `lets only ${few(issuers)} issue for ${plain(name)}`
    case 'nobody':
      return `lets nobody issue for ${plain(name)}: ${few(records.map(caaRecord))}`
    case 'critical':
      return `has a critical property that no authority understands: ${few(records.map(caaRecord))}`
    default:
      throw why satisfies never
  }
}

function caaRecord(record: (Evidence & { readonly kind: 'caa-open' })['records'][number]): string {
  return presentationOf('CAA', record)
}

function traitTitle(trait: Trait): string {
  switch (trait) {
    case 'starttls':
      return 'STARTTLS'
    case 'weak-suites':
      return 'weak cipher suites'
    case 'post-quantum':
      return 'post-quantum key exchange'
    default:
      return versionTitle(trait)
  }
}

/** Characters of a record's data that are told. */
const TLSA_CHARACTERS = 24

/** `3 1 1 0123456789abcdef…` */
function shortTlsa(record: string): string {
  return record.length > TLSA_CHARACTERS ? `${plain(record.slice(0, TLSA_CHARACTERS))}…` : plain(record)
}

const UNFULFILLED = {
  'not-in-policy': 'is not in the policy',
  'no-starttls': 'offers no STARTTLS',
  'no-handshake': 'starts TLS and completes no handshake',
  certificate: 'has no certificate that is trusted for its name',
} as const

/** Members of a list that a sentence names. */
const NAMED = 3

/** Characters of one name or text. */
const CHARACTERS = 120

function plain(text: string): string {
  return harmless(text, CHARACTERS)
}

function few(texts: readonly string[], separator = ', '): string {
  const shown = texts.slice(0, NAMED).map(plain).join(separator)
  return texts.length > NAMED ? `${shown} and ${texts.length - NAMED} more` : shown
}

function outcome(result: string): string {
  switch (result) {
    case 'nodata':
      return 'no such record'
    case 'nxdomain':
      return 'no such name'
    case 'records':
      return 'found'
    default:
      return 'failed'
  }
}

/** The server's own certificate needs no name; others are told by theirs. */
function owner({ depth, subject }: { readonly depth: number; readonly subject: string }): string {
  return depth === 0 ? '' : `${plain(subject)}: `
}

function keyWords({ algorithm, bits, curve }: Evidence & { readonly kind: 'key' }): string {
  const words = `${plain(algorithm).toUpperCase()} with ${bits} bits`
  return curve === null ? words : `${words} (${plain(curve)})`
}

function validity({ notBefore, notAfter, days }: Evidence & { readonly kind: 'validity' }): string {
  const count = Math.abs(days)
  const inDays = count === 1 ? '1 day' : `${count} days`
  const [from, to] = [plain(notBefore).slice(0, 10), plain(notAfter).slice(0, 10)]
  if (days < 0) return `expired ${to}, ${inDays} ago`
  return days === 0 ? `the last day is ${to}` : `valid from ${from} to ${to}, ${inDays} left`
}
