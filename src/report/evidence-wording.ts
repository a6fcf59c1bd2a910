import type { TlsVersion } from '../base/answer.ts'
import { inWords } from '../base/in-words.ts'
import type { Evidence, Trait } from '../judge/evidence.ts'
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
  switch (evidence.kind) {
    case 'lookup':
      return `${plain(evidence.type)} of ${plain(evidence.name)}: ${outcome(evidence.outcome)}`
    case 'lookup-failure': {
      const reason = evidence.failure === null ? 'it failed' : failureSentence(evidence.failure)
      return `${plain(evidence.type)} of ${plain(evidence.name)}: ${reason}`
    }
    case 'dnssec':
      return `${plain(evidence.type)} of ${plain(evidence.name)}: ${plain(evidence.reason)}`
    case 'zone-algorithm':
      return `the zone ${plain(evidence.zone)} is signed with ${algorithmTitle(evidence.algorithm)}`
    case 'zone-digest':
      return `the DS record of ${plain(evidence.zone)} uses ${digestTitle(evidence.digest)}`
    case 'zone-key':
      return `the zone ${plain(evidence.zone)} has an RSA key of ${evidence.bits} bits`
    case 'signature-end': {
      const days = evidence.days === 1 ? '1 day' : `${evidence.days} days`
      return `the signature of ${plain(evidence.type)} of ${plain(evidence.name)} ends in ${days} (${plain(evidence.ends).slice(0, 10)})`
    }
    case 'exchangers':
      return `MX ${few(evidence.exchangers)}`
    case 'alias':
      return `${plain(evidence.name)} is an alias of ${few(evidence.targets, ' → ')}`
    case 'addresses':
      return few(evidence.addresses)
    case 'failure':
      return failureSentence(evidence.failure)
    case 'reply':
      return `the server answers ${evidence.code} ${plain(evidence.text)}`.trimEnd()
    case 'delay':
      return `the greeting took ${(evidence.milliseconds / 1000).toFixed(1)} s`
    case 'extension':
      return `EHLO answers ${few([evidence.keyword, ...evidence.parameters], ' ')}`
    case 'no-extension':
      return evidence.greeting === 'helo'
        ? 'the server knows only HELO'
        : `EHLO does not announce ${plain(evidence.keyword)}`
    case 'starttls-tally':
      return tallySentence(evidence)
    case 'relay':
      return `RCPT TO:<${plain(evidence.to)}> is answered ${`${evidence.code} ${plain(evidence.text)}`.trimEnd()}, after MAIL FROM:<${plain(evidence.from)}>`
    case 'greeting-name':
      return `EHLO answers ${plain(evidence.name)} instead of ${plain(evidence.expected)}`
    case 'version':
      return `${versionTitle(evidence.version)} accepted${evidence.suite === null ? '' : ` (${plain(evidence.suite)})`}`
    case 'version-refused':
      return `${versionTitle(evidence.version)} refused`
    case 'versions-refused':
      return `${inWords(evidence.versions.map(versionTitle))} refused`
    case 'suites':
      return `${versionTitle(evidence.version)}: ${few(evidence.suites)}`
    case 'preferred':
      return `${versionTitle(evidence.version)}: ${plain(evidence.suite)} before ${plain(evidence.better)}`
    case 'signatures':
      return `the key exchange is signed with ${few(evidence.schemes)} (${versionTitle(evidence.version)})`
    case 'groups':
      return `${versionTitle(evidence.version)}: ${few(evidence.groups)}`
    case 'groups-refused':
      return `${few(evidence.groups)} refused`
    case 'dh': {
      const prime = evidence.knownPrime === null ? '' : `, the prime of ${plain(evidence.knownPrime)}`
      return `${evidence.bits} bits${prime} (${versionTitle(evidence.version)}, ${plain(evidence.suite)})`
    }
    case 'feature':
      return `${FEATURE_WORDS[evidence.feature]}: ${evidence.present ? 'yes' : 'no'}`
    case 'early-data':
      return `up to ${evidence.maxBytes} bytes`
    case 'vulnerability':
      return 'shown by a probe'
    case 'validity':
      return `${owner(evidence.certificate)}${validity(evidence)}`
    case 'names': {
      const names = evidence.names.length === 0 ? 'no name' : few(evidence.names)
      return `the certificate has ${names}, not ${plain(evidence.host)}`
    }
    case 'verification':
      return `OpenSSL says ${evidence.code}, ${plain(evidence.text)}`
    case 'issuer':
      return `${owner(evidence.certificate)}issued by ${plain(evidence.issuer)}`
    case 'certificates':
      return few(evidence.certificates.map(({ depth, subject }) => `${depth}: ${subject}`))
    case 'key':
      return `${owner(evidence.certificate)}${keyWords(evidence)}`
    case 'signature':
      return `${owner(evidence.certificate)}${plain(evidence.algorithm)}`
    case 'usages':
      return `meant for ${evidence.usages.length === 0 ? 'nothing' : few(evidence.usages)}`
    case 'revocation':
    case 'staple':
    case 'dual':
      return certificateSentence(evidence)
    case 'leaves': {
      const different = new Set(evidence.leaves.map(({ sha256 }) => sha256)).size
      return `${different} ${plain(evidence.keyType).toUpperCase()} certificates on ${few(evidence.leaves.map(({ address }) => address))}`
    }
    case 'caa-open':
      return evidence.at === null
        ? `there is no CAA record, neither at ${plain(evidence.host)} nor above it`
        : `the CAA records at ${plain(evidence.at)} restrain nobody: ${few(evidence.records.map(caaRecord))}`
    case 'caa-refuses':
      return `issued by ${plain(evidence.issuer)}, and CAA at ${plain(evidence.at)} ${caaRefusal(evidence)}`
    case 'unlike': {
      const port = evidence.port === 25 ? '' : ` (port ${evidence.port})`
      return `${traitTitle(evidence.trait)} at ${few(evidence.having)}, not at ${few(evidence.lacking)}${port}`
    }
    case 'contradiction':
      return `${plain(evidence.address)} has accepted and refused ${few(evidence.names)} (${versionTitle(evidence.version)})`
    case 'records':
      return `${evidence.count} records at ${plain(evidence.name)}`
    case 'text-issue':
      return textIssueSentence(evidence)
    case 'policy-mode': {
      const since = evidence.days === null ? '' : ` for ${evidence.days} days or longer`
      return `mode: ${evidence.mode}${since}`
    }
    case 'max-age':
      return `max_age: ${evidence.seconds} (${evidence.days < 1 ? 'less than a day' : `${evidence.days} days`})`
    case 'policy-hosts':
      return `${few(evidence.hosts)} ${evidence.hosts.length === 1 ? 'matches' : 'match'} no mx line (mode: ${evidence.mode})`
    case 'policy-patterns':
      return `mx: ${few(evidence.patterns)}`
    case 'policy-id':
      return `the id is still ${plain(evidence.id ?? 'the same')}, as on ${plain(evidence.since).slice(0, 10)}`
    case 'policy-unfulfilled':
      return `${plain(evidence.host)} ${UNFULFILLED[evidence.why ?? 'certificate']}`
    case 'destination':
      return `${plain(evidence.uri)} (${plain(evidence.because)})`
    case 'protection':
      return PROTECTION[evidence.state]
    case 'tlsa':
      return few(evidence.records.map(shortTlsa))
    case 'tlsa-unusable':
      return `${shortTlsa(evidence.record)}: ${plain(evidence.why).replaceAll('-', ' ')}`
    case 'tlsa-failure':
      return `TLSA of ${plain(evidence.name)}: ${plain(evidence.reason) || 'no answer'}`
    case 'tlsa-fault': {
      const certificate = evidence.depth === null ? '' : ` (certificate ${evidence.depth})`
      return `${plain(evidence.address)}, ${plain(evidence.keyType).toUpperCase()}: ${plain(evidence.fault).replaceAll('-', ' ')}${certificate}`
    }
    default:
      return evidence satisfies never
  }
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
