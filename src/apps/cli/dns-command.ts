import { parseDomainName } from '../../base/domain-name.ts'
import { editDistance } from '../../base/edit-distance.ts'
import { ProbeError } from '../../base/failure.ts'
import { parseName, plainName } from '../../dns/wire/name.ts'
import { type DnsType, parseRrType, RR_TYPES, rrTypeName } from '../../dns/wire/rr-type.ts'
import type { DnsFacts } from '../../facts/dns-facts.ts'
import { renderDnsJson } from '../../report/dns-json.ts'
import { renderDnsText } from '../../report/dns-text.ts'
import { quoted, refuse } from './check-options.ts'
import { EXIT } from './exit-code.ts'
import { openLabResolver } from './lab-names.ts'
import { type NamedResolver, openNamedResolver, type ResolverOptions } from './named-resolver.ts'
import { writeOut } from './output.ts'
import { terminalLook } from './terminal.ts'

/** Options of `dns` as commander hands them over. */
export interface DnsOptions extends ResolverOptions {
  readonly lab?: true
  readonly json?: true
  readonly color: boolean
}

/** `wiretight dns NAME TYPE`: one lookup, validated here from the trust anchor down. Returns the exit code. */
export async function dnsCommand(
  name: string,
  type: string,
  options: DnsOptions,
  signal: AbortSignal,
): Promise<number> {
  const question = { name: nameOf(name), type: typeOf(type) }
  if (!options.lab) return show(question, await openNamedResolver(options, signal), options, signal)
  const lab = await openLabResolver(options)
  try {
    return await show(question, lab, options, signal)
  } finally {
    await lab.close()
  }
}

async function show(
  question: { readonly name: string; readonly type: DnsType },
  { resolver, now }: NamedResolver,
  options: DnsOptions,
  signal: AbortSignal,
): Promise<number> {
  const judgedAt = new Date(now()).toISOString()
  const start = performance.now()
  const lookup = await resolver.lookup(question.name, question.type, signal)
  const milliseconds = Math.round((performance.now() - start) * 10) / 10
  if (lookup.failure?.code === 'option-invalid') throw new ProbeError(lookup.failure)
  const facts: DnsFacts = { lookup, resolver: resolver.description, judgedAt, milliseconds }
  const look = terminalLook(process.stdout, { color: options.color, ascii: false }, process.env)
  await writeOut(options.json ? renderDnsJson(facts) : renderDnsText(facts, look), undefined)
  return exitOf(lookup)
}

function exitOf({ outcome, dnssec: { status } }: DnsFacts['lookup']): number {
  if (status === 'bogus') return EXIT.findings
  return status === 'indeterminate' || outcome === 'failed' ? EXIT.undetermined : EXIT.clean
}

/** A name as a person writes it: international, or of any octets in the escapes of a master file. */
function nameOf(text: string): string {
  return /^[\x00-\x7f]*$/.test(text) ? plainName(parseName(text)) : parseDomainName(text)
}

function typeOf(text: string): DnsType {
  const number = parseRrType(text)
  if (number !== null) return rrTypeName(number)
  const near = nearestType(text)
  const hint = near === null ? 'expected a type such as MX or TLSA, or TYPE257 for any number' : `did you mean ${near}?`
  return refuse('TYPE', `${quoted(text)} is no type of record; ${hint}`)
}

/** Typing errors that a suggestion overlooks. */
const NEAR = 2

function nearestType(text: string): string | null {
  const wanted = text.toUpperCase().slice(0, 64)
  const [nearest] = Object.keys(RR_TYPES)
    .map((name) => ({ name, distance: editDistance(wanted, name) }))
    .filter(({ name, distance }) => distance <= Math.min(NEAR, Math.floor(name.length / 2)))
    .toSorted((a, b) => a.distance - b.distance)
  return nearest?.name ?? null
}
