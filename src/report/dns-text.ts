import type { DnsFacts } from '../facts/dns-facts.ts'
import { type Canvas, canvasOf, sectionsText, type TextOptions } from './canvas.ts'
import { cutMiddle, wrap } from './columns.ts'
import { algorithmTitle, digestTitle, extendedErrorTitle } from './dns-names.ts'
import { absolute, recordLines } from './dns-record.ts'
import { DNSSEC_TONES } from './dnssec-word.ts'
import { harmless } from './harmless.ts'
import { failureSentence } from './wording.ts'

/** Columns below which the chain of trust has no room. */
const LEAST_WIDTH = 72

/** Columns that the chain needs beside the names of its zones. */
const CHAIN_COLUMNS = 63

/** DS records and keys of a zone that are shown; a zone may hold any number of useless ones. */
const ROWS_OF_A_ZONE = 12

/**
 * A validated lookup for people: the verdict in a sentence, the records in presentation form, where and why it failed if it
 * did, and the chain of trust from the anchor down.
 */
export function renderDnsText(facts: DnsFacts, options: TextOptions = {}): string {
  const canvas = canvasOf(options, LEAST_WIDTH)
  const sections = [head, answer, trouble, chain, foot].map((section) => section(facts, canvas))
  return sectionsText(sections)
}

function head({ lookup }: DnsFacts, { width, paint, signs }: Canvas): readonly string[] {
  const { status } = lookup.dnssec
  return [
    `${paint('strong', plain(`${lookup.name} ${lookup.type}`))}  ${paint(DNSSEC_TONES[status], status)}`,
    ...wrap(signs.say(sentenceOf(lookup)), width),
  ]
}

/** The verdict in plain words: what is so, and what that is worth. */
function sentenceOf({ outcome, type, dnssec: { status, reason } }: DnsFacts['lookup']): string {
  const why = plain(reason)
  switch (status) {
    case 'secure':
      if (outcome === 'nxdomain') return 'The name does not exist, and signatures from the trust anchor down prove it.'
      if (outcome === 'nodata')
        return `The name has no ${type} record, and signatures from the trust anchor down prove it.`
      if (outcome === 'failed') return 'The answer is signed well, but it cannot be read.'
      return 'Every signature from the trust anchor down to these records is good.'
    case 'insecure':
      if (outcome === 'nxdomain') return `The name does not exist, but nothing proves it: ${why}.`
      if (outcome === 'nodata') return `The name has no ${type} record, but nothing proves it: ${why}.`
      if (outcome === 'failed') return `The answer cannot be read, and nothing proves it: ${why}.`
      return `Nothing proves this answer, and nothing needs to: ${why}.`
    case 'bogus':
      return `The answer is not shown, because its proof fails: ${why}. Its zone is signed wrongly, or it was changed on the way.`
    case 'indeterminate':
      return `Whether an answer can be trusted is not known: ${why}.`
    default:
      return status satisfies never
  }
}

function answer({ lookup }: DnsFacts, { paint, signs }: Canvas): readonly string[] {
  const { name, cnames, records } = lookup
  if (cnames.length === 0 && records.length === 0) return []
  const steps = cnames.map((target, at) =>
    plain(`${absolute(cnames[at - 1] ?? name)} is an alias of ${absolute(target)}`),
  )
  // Records are not wrapped, so that each can be copied as it stands.
  return [` ${paint('strong', 'Answer')}`, ...[...steps, ...recordLines(lookup)].map((line) => `  ${signs.say(line)}`)]
}

function trouble({ lookup }: DnsFacts, { width, paint, signs }: Canvas): readonly string[] {
  const { dnssec, failure } = lookup
  if (dnssec.status === 'secure' && failure === undefined) return []
  const isKnown = failure !== undefined && failure.code !== 'dnssec-bogus'
  const isTold = isKnown && !('server' in failure && failure.server === '')
  const rows: readonly (readonly [string, string])[] = [
    ...(dnssec.at === undefined ? [] : [['at', plain(absolute(dnssec.at))] as const]),
    ...(dnssec.ede === null ? [] : [['error', extendedErrorTitle(dnssec.ede)] as const]),
    ...(isTold ? [['cause', `${failureSentence(failure)} [${failure.code}]`] as const] : []),
  ]
  if (rows.length === 0) return []
  const lines = rows.flatMap(([label, text]) =>
    wrap(signs.say(text), width - 9).map((line, at) => `  ${(at === 0 ? label : '').padEnd(7)}${line}`),
  )
  return [` ${paint('strong', 'Decided')}`, ...lines]
}

type Link = DnsFacts['lookup']['dnssec']['chain'][number]

/** A line of the chain: its kind and its cells. */
type Row = readonly [kind: string, ...cells: string[]]

function chain({ lookup, judgedAt }: DnsFacts, { width, paint, signs }: Canvas): readonly string[] {
  const { chain: links } = lookup.dnssec
  if (links.length === 0) return []
  const { signature } = lookup.dnssec
  const zones = links.map(({ zone }) => plain(zone))
  const labels = signature === undefined ? zones : [...zones, ANSWER]
  const zoneWidth = Math.min(Math.max(...labels.map(({ length }) => length)), width - CHAIN_COLUMNS)
  const lines = links.flatMap((link, at) =>
    rowsOf(link, at === 0 ? 'anchor' : 'DS', judgedAt).map(([kind, ...cells], row) => {
      const zone = row === 0 ? cutMiddle(zones[at] ?? '', zoneWidth, signs.mark) : ''
      const columns = cells.map((cell, column) =>
        column < cells.length - 1 ? `${cell.padEnd(CELLS[column] ?? 0)}  ` : cell,
      )
      return `  ${zone.padEnd(zoneWidth)}  ${kind.padEnd(8)}${columns.join('')}`.trimEnd()
    }),
  )
  const own =
    signature === undefined
      ? []
      : [`  ${ANSWER.padEnd(zoneWidth)}  until   ${moment(signature.ends)}${left(judgedAt, signature.ends)}`]
  return [` ${paint('strong', 'Chain of trust')}`, ...lines, ...own]
}

/** Where the name of a zone stands, for the signature over the answer itself. */
const ANSWER = 'answer'

/** Widths of a key tag and of an algorithm. */
const CELLS: readonly number[] = [5, 20]

function rowsOf({ ds, dnskey, signatureExpires }: Link, vouching: string, judgedAt: string): readonly Row[] {
  if (ds.length === 0 && dnskey.length === 0) return [['no DS', 'signed records prove that there is none']]
  const above = some(ds).map((text): Row => {
    const [tag = '', algorithm, digest] = plain(text).split(' ')
    return [vouching, tag, algorithmTitle(Number(algorithm)), digestTitle(Number(digest))]
  })
  const keys = some(dnskey).map((text): Row => {
    const [tag = '', algorithm, flags] = plain(text).split(' ')
    return ['DNSKEY', tag, algorithmTitle(Number(algorithm)), roleOf(Number(flags))]
  })
  const rest = Math.max(0, ds.length - ROWS_OF_A_ZONE) + Math.max(0, dnskey.length - ROWS_OF_A_ZONE)
  return [
    ...above,
    ...keys,
    ...(rest > 0 ? [['', `and ${rest} more`] as const] : []),
    signatureExpires === null
      ? ['unused', 'no DS record is of a kind that is known here']
      : ['until', `${moment(signatureExpires)}${left(judgedAt, signatureExpires)}`],
  ]
}

function moment(iso: string): string {
  return iso.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC')
}

function some(texts: readonly string[]): readonly string[] {
  return texts.slice(0, ROWS_OF_A_ZONE)
}

/** Bits of the flags of a DNSKEY record. RFC 4034 section 2.1.1; revocation is of RFC 5011 section 7. */
const FLAGS = { zoneKey: 0x0100, revoked: 0x0080, secureEntryPoint: 0x0001 } as const

function roleOf(flags: number): string {
  if ((flags & FLAGS.zoneKey) === 0) return `not a zone key (${flags})`
  const role = (flags & FLAGS.secureEntryPoint) === 0 ? 'ZSK' : 'KSK'
  return (flags & FLAGS.revoked) === 0 ? `${role} (${flags})` : `${role}, revoked (${flags})`
}

const DAY = 86_400_000
const HOUR = 3_600_000

/** How long a signature holds from the moment at which it was judged. */
function left(from: string, until: string): string {
  const milliseconds = Date.parse(until) - Date.parse(from)
  if (!(milliseconds >= 0)) return ''
  return milliseconds >= DAY
    ? ` (in ${Math.floor(milliseconds / DAY)} d)`
    : ` (in ${Math.floor(milliseconds / HOUR)} h)`
}

function foot({ lookup, milliseconds, resolver }: DnsFacts, { width, signs, paint }: Canvas): readonly string[] {
  const { queries, verifications } = lookup.dnssec.cost ?? { queries: 0, verifications: 0 }
  const parts = [
    counted(queries, 'query', 'queries'),
    counted(verifications, 'signature check', 'signature checks'),
    `${Math.round(milliseconds)} ms`,
    plain(resolver),
  ]
  return wrap(parts.join(` ${signs.dot} `), width - 1).map((line) => ` ${paint('faint', line)}`)
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}

/** A name or a sentence that may hold a peer's text. */
function plain(text: string): string {
  return harmless(text)
}
