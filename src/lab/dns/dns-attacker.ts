import { attempt } from '../../base/failure.ts'
import { type DnsServer, type Reply, startDnsServer } from '../../dns/authority.ts'
import { createDo53Upstream } from '../../dns/transport/do53.ts'
import type { Message, ResourceRecord } from '../../dns/wire/message.ts'
import { labelCount, lastLabels, lowerName, type Name, parseName } from '../../dns/wire/name.ts'
import { type DnsType, parseRrType, RCODES, RR_TYPES } from '../../dns/wire/rr-type.ts'
import { recordsOf } from '../../dns/wire/rrset.ts'
import { parseZone } from '../../dns/zone/parse-zone.ts'
import { setAt } from '../../dns/zone/zone.ts'
import { type LoopbackPlace, requireLoopback } from '../attack/loopback.ts'

/** What somebody on the path between a resolver and the DNS does to answers. */
export type DnsAttack =
  /** Takes out all that DNSSEC adds, as a middlebox from before its time does: signatures, denials, DS records and keys. */
  | { readonly kind: 'strip-dnssec' }
  /** Says of these types that there are none, and proves nothing. */
  | { readonly kind: 'strip'; readonly types: readonly DnsType[] }
  /** Says that names of which these types are asked do not exist. */
  | { readonly kind: 'deny'; readonly types: readonly DnsType[] }
  /** Answers questions for these types with an error. */
  | { readonly kind: 'fail'; readonly types: readonly DnsType[]; readonly rcode: 'SERVFAIL' | 'REFUSED' | 'FORMERR' }
  /** Lets questions for these types vanish. */
  | { readonly kind: 'silence'; readonly types: readonly DnsType[] }
  /** Answers with own records, lines of a master file with absolute names, where one has the name and type asked for. */
  | { readonly kind: 'forge'; readonly records: readonly string[] }
  /** Attacks questions for names at or below one, each its own, and lets all others alone. */
  | { readonly kind: 'each'; readonly attacks: readonly DnsAttackBelow[] }

/** An attack on a part of the name tree. */
export interface DnsAttackBelow {
  /** With or without trailing dot. */
  readonly below: string
  readonly attack: DnsAttack
}

/** Somebody on the path: a DNS server that asks the real one, and passes on what it likes. */
export interface DnsAttacker extends DnsServer {
  /** What is done from now on; null for nothing. Resolvers that were told something before may remember it. */
  use(attack: DnsAttack | null): void
}

/** How long the attacker waits for the real server; far less than its victims wait for it. */
const TIMEOUT_MILLISECONDS = 1_000

/**
 * Puts somebody in front of a DNS server, on loopback and nowhere else. Until told otherwise it passes everything on.
 *
 * @param at by default a free port of the server's own address
 * @throws ProbeError `address-not-loopback`, `port-unusable`
 */
export async function startDnsAttacker(
  server: DnsServer,
  at: LoopbackPlace = { address: server.address, port: 0 },
): Promise<DnsAttacker> {
  requireLoopback(server.address)
  requireLoopback(at.address)
  const upstream = createDo53Upstream(server, { timeoutMilliseconds: TIMEOUT_MILLISECONDS })
  let change: Change = (reply) => reply
  const relay = await startDnsServer(at, async (query): Promise<Reply> => {
    const [question] = query.questions
    if (question === undefined) return null
    const { name, type } = question
    const { recursionDesired } = query.flags
    const dnssec = query.edns?.dnssecOk === true
    const honest = await attempt(() => upstream.ask({ name: lowerName(name), type, dnssec, recursionDesired }))
    if (!honest.ok) return null
    // The victim’s own id and letter case, or it would not take the answer for one.
    const reply = { ...honest.value, id: query.id, questions: query.questions, edns: query.edns && honest.value.edns }
    return change(reply, type)
  })
  return {
    ...relay,
    use: (attack) => {
      change = attack === null ? (reply) => reply : changeOf(attack)
    },
  }
}

type Change = (reply: Message, type: number) => Message | null

function changeOf(attack: DnsAttack): Change {
  switch (attack.kind) {
    case 'strip-dnssec':
      return withoutDnssec
    case 'strip':
      return forTypes(attack.types, (reply) => ({ ...reply, answer: [], authority: [], rcode: RCODES.NOERROR }))
    case 'deny':
      return forTypes(attack.types, (reply) => ({ ...reply, answer: [], authority: [], rcode: RCODES.NXDOMAIN }))
    case 'fail':
      return forTypes(attack.types, (reply) => {
        return { ...reply, answer: [], authority: [], additional: [], rcode: RCODES[attack.rcode] }
      })
    case 'silence':
      return forTypes(attack.types, () => null)
    case 'forge':
      return forging(attack.records)
    case 'each':
      return below(attack.attacks)
    default:
      return attack satisfies never
  }
}

function below(attacks: readonly DnsAttackBelow[]): Change {
  const changes = attacks.map(({ below: name, attack }) => ({
    zone: lowerName(parseName(name.endsWith('.') ? name : `${name}.`)),
    change: changeOf(attack),
  }))
  return (reply, type) => {
    const [question] = reply.questions
    const name = question && lowerName(question.name)
    const found = changes.find(({ zone }) => name !== undefined && isAtOrBelow(name, zone))
    return found === undefined ? reply : found.change(reply, type)
  }
}

function isAtOrBelow(name: Name, zone: Name): boolean {
  return labelCount(name) >= labelCount(zone) && lastLabels(name, labelCount(zone)) === zone
}

function forTypes(types: readonly DnsType[], change: (reply: Message) => Message | null): Change {
  const numbers = new Set(types.map(parseRrType))
  return (reply, type) => (numbers.has(type) ? change(reply) : reply)
}

const DNSSEC_TYPES: ReadonlySet<number> = new Set([
  RR_TYPES.RRSIG,
  RR_TYPES.NSEC,
  RR_TYPES.NSEC3,
  RR_TYPES.NSEC3PARAM,
  RR_TYPES.DS,
  RR_TYPES.DNSKEY,
])

function withoutDnssec(reply: Message): Message {
  const without = (section: readonly ResourceRecord[]): readonly ResourceRecord[] =>
    section.filter(({ type }) => !DNSSEC_TYPES.has(type))
  const { answer, authority, additional } = reply
  return { ...reply, answer: without(answer), authority: without(authority), additional: without(additional) }
}

function forging(records: readonly string[]): Change {
  // The forger's own root: any name is in it.
  const zone = parseZone(['. SOA . . 1 1 1 1 60', ...records].join('\n'), '.')
  return (reply, type) => {
    const [question] = reply.questions
    const set = question && setAt(zone, lowerName(question.name), type)
    return set === undefined ? reply : { ...reply, rcode: RCODES.NOERROR, answer: recordsOf(set, false), authority: [] }
  }
}
