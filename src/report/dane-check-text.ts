import type {
  DaneChain,
  DaneCheck,
  DaneHost,
  DaneServer,
  DomainVerdict,
  HostState,
  TlsaRecord,
} from '../facts/dane-facts.ts'
import type { TextOptions } from './canvas.ts'
import { type Canvas, canvasOf, labelled, textOf } from './canvas.ts'
import { wrap } from './columns.ts'
import { DOMAIN_WORDS, faultSentence, HOST_WORDS, standingSentence, UNUSABLE_WORDS } from './dane-wording.ts'
import { harmless } from './harmless.ts'
import type { Tone } from './paint.ts'
import { shortRecord } from './short-record.ts'
import { failureSentence } from './wording.ts'

/** Columns of the labels below a host. */
const LABEL = 12

/** Columns of an address, where it fits. */
const ADDRESS = 18

/** The records of a target held against its servers, for people: the verdict, then each exchanger with what it showed. */
export function renderDaneCheck(check: DaneCheck, options: TextOptions = {}): string {
  const canvas = canvasOf(options)
  const { paint, signs, width } = canvas
  return textOf([
    `${paint('strong', plain(check.target))}  ${paint(DOMAIN_TONES[check.verdict], check.verdict)}`,
    ...wrap(signs.say(`${DOMAIN_WORDS[check.verdict]}${routeSentence(check)}`), width),
    ...check.hosts.flatMap((host) => ['', ...hostLines(host, canvas)]),
    '',
    ` ${plain(check.resolver)} ${signs.dot} ${check.at}`,
  ])
}

const DOMAIN_TONES: Readonly<Record<DomainVerdict, Tone>> = {
  valid: 'good',
  partial: 'medium',
  failing: 'critical',
  none: 'medium',
  unknown: 'info',
}

const HOST_TONES: Readonly<Record<HostState, Tone>> = {
  valid: 'good',
  mismatch: 'critical',
  'dual-uncovered': 'high',
  'address-differs': 'high',
  'tls-not-offered': 'critical',
  'lookup-failed': 'critical',
  unusable: 'high',
  insecure: 'medium',
  none: 'medium',
  unseen: 'info',
}

/** What the MX records say about it; empty where they are as they should be. */
function routeSentence({ mx, route }: DaneCheck): string {
  if (mx === null) return ''
  if (route === 'null-mx') return ' The domain takes no mail (null MX).'
  if (route === 'none') return ' There is no such domain.'
  if (route === 'unknown') {
    const why = mx.failure === undefined ? plain(mx.dnssec.reason) : failureSentence(mx.failure)
    return ` Its MX records could not be looked up: ${why}.`
  }
  if (mx.dnssec.status === 'secure') return ''
  return ` Its MX records are not proved by DNSSEC (${plain(mx.dnssec.reason)}), so that a forged one could lead elsewhere.`
}

function hostLines(host: DaneHost, canvas: Canvas): readonly string[] {
  const { paint, signs } = canvas
  const title = `${host.preference === 0 ? '' : `${host.preference} `}${plain(host.host)}:${host.port}`
  const reason = standingSentence(host.standing)
  return [
    ` ${paint('strong', title)}  ${paint(HOST_TONES[host.state], host.state)}`,
    ...labelled('', `${HOST_WORDS[host.state]}${reason === null ? '' : `: ${reason}`}`, 2, canvas),
    ...recordLines(host, canvas),
    ...host.servers.flatMap((server) => serverLines(server, canvas)),
    ...(host.state === 'valid' && host.rollover === null
      ? labelled('  next key', 'no record is published for it yet: see wiretight dane rollover', LABEL, canvas)
      : []),
    ...(host.state === 'mismatch' || host.state === 'dual-uncovered' || host.state === 'address-differs'
      ? labelled(
          '  fix',
          `wiretight dane generate --from ${plain(host.host)}:${host.port} writes the records that fit`,
          LABEL,
          canvas,
        )
      : []),
    ...(host.search.base !== null && host.search.base !== host.host
      ? labelled('  name', signs.say(`${plain(host.search.base)}, to which the host is an alias`), LABEL, canvas)
      : []),
  ]
}

function recordLines({ standing, search }: DaneHost, canvas: Canvas): readonly string[] {
  if (standing.state !== 'usable' && standing.state !== 'unusable-only') return []
  const decided = search.tried.at(-1)
  const records = decided?.records ?? []
  return records.flatMap((record, at) => {
    const unusable = standing.unusable.find((one) => isSame(one.record, record))
    const note = unusable === undefined ? '' : `  cannot be used: ${UNUSABLE_WORDS[unusable.why]}`
    return labelled(at === 0 ? '  records' : '', `${shortRecord(record, canvas)}${note}`, LABEL, canvas)
  })
}

function isSame(one: TlsaRecord, other: TlsaRecord): boolean {
  return (
    one.usage === other.usage &&
    one.selector === other.selector &&
    one.matching === other.matching &&
    one.data === other.data
  )
}

function serverLines(server: DaneServer, canvas: Canvas): readonly string[] {
  const label = `  ${plain(server.address)}`
  const column = Math.max(ADDRESS, label.length + 2)
  if (server.chains.length === 0) return labelled(label, silence(server), column, canvas)
  return server.chains.flatMap((chain, at) => labelled(at === 0 ? label : '', chainSentence(chain), column, canvas))
}

function silence({ skipped, failure }: DaneServer): string {
  switch (skipped) {
    case 'special':
      return `not contacted: ${failure === null ? 'a special address' : failureSentence(failure)}`
    case 'limit':
      return 'not contacted: one address of many'
    case 'local':
      return 'not contacted: there is no way to this family of addresses from here'
    case 'cancelled':
      return 'not contacted'
    case null:
      return failure === null ? 'no certificate was shown' : failureSentence(failure)
    default:
      return skipped satisfies never
  }
}

function chainSentence({ keyType, version, match }: DaneChain): string {
  const chain = `${KEY_TITLES[keyType] ?? plain(keyType)} over ${VERSION_TITLES[version] ?? plain(version)}`
  if (match === null) return chain
  switch (match.verdict) {
    case 'authenticated': {
      const { usage, selector, matching, depth } = match.matched
      return `${chain}: ${usage} ${selector} ${matching} vouches for it${depth === 0 ? '' : ` at depth ${depth}`}`
    }
    case 'failed':
      return `${chain}: ${faultSentence(match.fault)}`
    case 'unusable':
      return `${chain}: no record can be used`
    default:
      return match satisfies never
  }
}

const KEY_TITLES: Readonly<Record<string, string>> = {
  rsa: 'RSA',
  'rsa-pss': 'RSA-PSS',
  ec: 'ECDSA',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
}

const VERSION_TITLES: Readonly<Record<string, string>> = {
  tls13: 'TLS 1.3',
  tls12: 'TLS 1.2',
  tls11: 'TLS 1.1',
  tls10: 'TLS 1.0',
}

function plain(text: string): string {
  return harmless(text, 255)
}
