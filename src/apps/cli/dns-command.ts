import { parseDomainName } from '../../base/domain-name.ts'
import { ProbeError } from '../../base/failure.ts'
import { parseTrustAnchors, type TrustAnchor } from '../../dns/dnssec/trust-anchors.ts'
import { type OpenResolverOptions, openResolver } from '../../dns/open-resolver.ts'
import { parseName, plainName } from '../../dns/wire/name.ts'
import { type DnsType, parseRrType, RR_TYPES, rrTypeName } from '../../dns/wire/rr-type.ts'
import type { DnsFacts } from '../../facts/dns-facts.ts'
import { editDistance } from '../../judge/edit-distance.ts'
import { renderDnsJson } from '../../report/dns-json.ts'
import { renderDnsText } from '../../report/dns-text.ts'
import { harmless } from '../../report/harmless.ts'
import { dateOf, quoted, refuse, secondsOf } from './check-options.ts'
import { EXIT } from './exit-code.ts'
import { writeOut } from './output.ts'
import { terminalLook } from './terminal.ts'

/** Options of `dns` as commander hands them over. */
export interface DnsOptions {
  readonly resolver?: string
  readonly trustAnchor?: string
  readonly iterate?: true
  readonly timeout?: string
  readonly now?: string
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
  const fixed = dateOf('--now', options.now)
  const now = (): number => fixed?.getTime() ?? Date.now()
  const { resolver, warning } = await openResolver({ ...(await resolverOptions(options)), now, signal })
  if (warning !== null) process.stderr.write(`wiretight: warning: ${harmless(warning)}\n`)
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

const TIMEOUT_SECONDS = { least: 0.1, most: 600 }

async function resolverOptions(options: DnsOptions): Promise<OpenResolverOptions> {
  const { resolver, iterate, trustAnchor } = options
  if (iterate && resolver !== undefined)
    refuse('--iterate', 'asks the servers of each zone, so no --resolver goes with it')
  const timeoutMilliseconds = secondsOf('--timeout', options.timeout, TIMEOUT_SECONDS)
  const chosen = iterate ? 'iterate' : resolver
  return {
    ...(chosen === undefined ? {} : { resolver: chosen }),
    ...(trustAnchor === undefined ? {} : { anchors: await anchorsOf(trustAnchor) }),
    ...(timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds }),
  }
}

async function anchorsOf(file: string): Promise<readonly TrustAnchor[]> {
  const { readText } = await import('./environment.ts')
  return parseTrustAnchors(await readText(file))
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
