import type { TextOptions } from './canvas.ts'
import { cutEnd, wrap } from './columns.ts'
import { harmless } from './harmless.ts'
import type { LabDomainDocument, LabSendDocument, LabStatusDocument } from './lab-documents.ts'
import { NO_PAINT, type Paint, type Tone } from './paint.ts'
import { ASCII_SYMBOLS, UNICODE_SYMBOLS } from './symbols.ts'

/** No line is longer than this, however wide the terminal. */
const READABLE = 100

/** Lines of a message that are shown. */
const MESSAGE_LINES = 12

/** Columns of the domain's name; addresses that do not fit stand in a line of their own. */
const DOMAIN_COLUMNS = 26
const ADDRESS_COLUMNS = 16

interface Look {
  readonly columns: number
  readonly paint: Paint
  readonly say: (text: string) => string
}

function lookOf({ width = READABLE, ascii = false, paint = NO_PAINT }: TextOptions): Look {
  const { say } = ascii ? ASCII_SYMBOLS : UNICODE_SYMBOLS
  return { columns: Math.max(60, Math.min(width, READABLE)), paint, say }
}

/** The map of a running lab: its domains, how other programs find it, and what to try. */
export function labMapText(status: LabStatusDocument, options: TextOptions = {}): string {
  const look = lookOf(options)
  const { paint } = look
  return [
    ...status.domains.flatMap((domain) => domainLines(domain, look)),
    '',
    paint('strong', 'For other programs'),
    ...resolverLines(status),
    '',
    paint('strong', 'In a second terminal'),
    '  wiretight check dane-good.lab --lab',
    '  wiretight lab attack dane-good.lab --on strip',
    '  wiretight lab send --as postfix-may anna@dane-good.lab',
    '  wiretight lab send --as postfix-dane anna@dane-good.lab',
    '  wiretight lab status',
    '  wiretight lab down',
    '',
  ].join('\n')
}

/** The state of a running lab in a few lines: since when, and who is attacked. */
export function labStatusText(status: LabStatusDocument, options: TextOptions = {}): string {
  const { paint } = lookOf(options)
  const attacked = status.domains.filter(({ attack }) => attack !== null)
  const since = `A lab of ${status.domains.length} domains is running since ${status.startedAt} (process ${status.pid}).`
  const width = Math.max(...attacked.map(({ domain }) => domain.length), 0) + 2
  return [
    since,
    ...(attacked.length === 0
      ? ['Nobody is attacked.']
      : attacked.map(({ domain, attack }) => `  ${domain.padEnd(width)}${paint('high', attack ?? '')}`)),
    ...resolverLines(status),
    '',
  ].join('\n')
}

function domainLines({ domain, teaches, hosts, attack }: LabDomainDocument, { columns, paint, say }: Look): string[] {
  const addresses = [...new Set(hosts.flatMap((host) => host.addresses))]
  const first = addresses.find((address) => !address.includes(':')) ?? addresses[0] ?? ''
  const more = addresses.length > 1 ? `+${addresses.length - 1}` : ''
  const place = more === '' ? first : `${cutEnd(first, ADDRESS_COLUMNS - more.length - 1)}${more}`
  const room = columns - DOMAIN_COLUMNS - ADDRESS_COLUMNS
  const head = cutEnd(say(teaches), room - Math.max(0, domain.length + 2 - DOMAIN_COLUMNS), say('…'))
  const name = domain.length < DOMAIN_COLUMNS ? domain : `${domain}  `
  const state = attack === null ? [] : [`${' '.repeat(DOMAIN_COLUMNS)}${paint('high', `attacked: ${attack}`)}`]
  return [`${paint('strong', name.padEnd(DOMAIN_COLUMNS))}${place.padEnd(ADDRESS_COLUMNS)}${head}`, ...state]
}

function resolverLines({ dns, trustAnchorFile, rootFile, realPorts }: LabStatusDocument): readonly string[] {
  return [
    `  DNS             ${dns.address} port ${dns.port}, UDP and TCP`,
    `  trust anchor    ${trustAnchorFile}`,
    `  root of TLS     ${rootFile}`,
    `  unbound         do-not-query-localhost: no; trust-anchor-file: "${trustAnchorFile}"`,
    `                  forward-zone: name "." forward-addr ${dns.address}@${dns.port}`,
    realPorts
      ? '  mail servers    at the addresses above, ports 25, 465 and 587; policy hosts on port 443'
      : '  mail servers    reached by wiretight only; as root, --real-ports gives them ports of their own',
  ]
}

/** Columns of what stands before a value. */
const LABEL_COLUMNS = 13

const DELIVERIES: Readonly<Record<LabSendDocument['delivery'], { readonly tone: Tone; readonly says: string }>> = {
  authenticated: { tone: 'good', says: 'delivered over TLS, to a server that was proved to be the right one' },
  encrypted: { tone: 'medium', says: 'delivered over TLS, to whoever answered' },
  plaintext: { tone: 'critical', says: 'delivered in clear' },
  deferred: { tone: 'good', says: 'not delivered: the sender waits, and will try again' },
  bounced: { tone: 'medium', says: 'not delivered: returned to the writer' },
}

/** What became of a message, with the sender's own words, and who has read it. */
export function labSendText(document: LabSendDocument, options: TextOptions = {}): string {
  const { paint, say, columns } = lookOf(options)
  const { sender, to, attack, delivery, evidence, seen } = document
  const { tone, says } = DELIVERIES[delivery]
  const settings = sender.settings.length === 0 ? 'as it is by default' : sender.settings.join(', ')
  const read = seen.find(({ by }) => by === 'attacker')
  const about = attack === null ? 'nobody' : `somebody ${attack.explain}`
  const labelled = (label: string, text: string): readonly string[] =>
    wrap(say(text), columns - LABEL_COLUMNS).map(
      (line, at) => `${(at === 0 ? label : '').padEnd(LABEL_COLUMNS)}${line}`,
    )
  return [
    ...labelled('Sender', `${sender.name} (${settings})`),
    ...labelled('To', harmless(to, 200)),
    ...labelled('On the path', about),
    `${'Result'.padEnd(LABEL_COLUMNS)}${paint(tone, says)}`,
    '',
    paint('strong', say('The sender’s log')),
    ...evidence.flatMap((line) => wrap(harmless(line, 1_000), columns - 2).map((part) => `  ${part}`)),
    ...(read === undefined
      ? []
      : ['', paint('critical', 'The attacker has read'), ...messageLines(read.text, columns)]),
    '',
  ].join('\n')
}

/** The message without what the sender's software put on top. */
function messageLines(text: string, columns: number): readonly string[] {
  const lines = text.split('\n')
  const from = Math.max(
    0,
    lines.findIndex((line) => line.startsWith('From: ')),
  )
  return lines
    .slice(from)
    .filter((line, at, all) => line !== '' || at < all.length - 1)
    .slice(0, MESSAGE_LINES)
    .map((line) => `  ${cutEnd(harmless(line, 400), columns - 2)}`.trimEnd())
}
