import type { HeaderFacts, Hop } from '../facts/header-facts.ts'
import { speltSuite } from '../registry/spelt-suite.ts'
import { harmless } from './harmless.ts'

/** How many hops were what. Hops inside one machine are counted apart, for no wire was there to listen on. */
export interface HopCounts {
  readonly hops: number
  readonly encrypted: number
  readonly plaintext: number
  readonly unknown: number
  readonly local: number
}

/** Counts the hops of a message. */
export function hopCounts({ hops }: HeaderFacts): HopCounts {
  const onWire = hops.filter(({ local }) => !local)
  const count = (state: Hop['tls']['state']): number => onWire.filter(({ tls }) => tls.state === state).length
  return {
    hops: hops.length,
    encrypted: count('encrypted'),
    plaintext: count('plaintext'),
    unknown: count('unknown'),
    local: hops.length - onWire.length,
  }
}

/** What the hops come to, in one sentence. */
export function headersVerdict(facts: HeaderFacts): string {
  const { hops, encrypted, plaintext, unknown } = hopCounts(facts)
  const total = encrypted + plaintext + unknown
  if (hops === 0) return 'There is no Received field in this text, so nothing can be said about its way.'
  if (total === 0) return 'The message never left one machine, as far as its header says.'
  if (plaintext > 0) return clearSentence(facts, plaintext, total)
  if (encrypted === 0)
    return `Nothing in the header says whether ${total === 1 ? 'the hop was' : 'any hop was'} encrypted.`
  const all =
    total === 1 ? 'The only hop between machines was encrypted' : `All ${total} hops between machines were encrypted`
  const some = `${encrypted} of ${total} hops between machines ${encrypted === 1 ? 'was' : 'were'} encrypted`
  const rest = unknown === 0 ? all : `${some}, and of the ${unknown === 1 ? 'other' : 'others'} the header says nothing`
  return `${rest}${weakWords(facts)}.`
}

function clearSentence({ hops }: HeaderFacts, plaintext: number, total: number): string {
  const first = hops.findLast(({ local, tls }) => !local && tls.state === 'plaintext')
  const where = `between ${place(first?.from ?? null)} and ${place(first?.by ?? null)}`
  if (total === 1) return `The message travelled in clear: anyone on the path ${where} could read it.`
  const count = plaintext === 1 ? '1 hop' : `${plaintext} hops`
  return `${count} of ${total} went in clear: anyone on the path ${where} could read the message.`
}

function place(name: string | null): string {
  return name === null ? 'an unnamed machine' : harmless(name, 80)
}

/** Hops whose encryption is known to be weak: what a reader would otherwise take for safe. */
function weakWords({ hops }: HeaderFacts): string {
  const weak = hops.filter((hop) => !hop.local && isWeak(hop)).length
  if (weak === 0) return ''
  return weak === 1 ? ', one of them with outdated TLS' : `, ${weak} of them with outdated TLS`
}

/** Families of suites that are broken or close to it; the anonymous ones are as strong as others against a listener. */
const WEAK_FAMILIES: ReadonlySet<string> = new Set(['null', 'export', 'des', 'rc2', 'rc4', 'md5', '3des'])

/** Versions that RFC 8996 and RFC 7568 put out of use. */
const OLD_VERSIONS: ReadonlySet<string | null> = new Set(['SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1'])

/** True when the hop used a version or a suite that nobody should use any more. */
export function isWeak({ tls }: Hop): boolean {
  const family = tls.suite === null ? undefined : speltSuite(tls.suite)?.suite.family
  return OLD_VERSIONS.has(tls.version) || (family !== undefined && WEAK_FAMILIES.has(family))
}
