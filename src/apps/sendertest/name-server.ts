import { type DnsServer, startDnsServer } from '../../dns/authority.ts'
import { buildSignedTree, type SignedTree, type TreeZone } from '../../dns/signed-tree.ts'
import type { Message } from '../../dns/wire/message.ts'
import { lowerName, plainName } from '../../dns/wire/name.ts'
import { RR_TYPES } from '../../dns/wire/rr-type.ts'
import { respondFromZones } from '../../dns/zone/respond.ts'
import type { LookupCounts } from './lookup-counts.ts'
import { caseDomain, caseOfName } from './names.ts'

/** Signatures begin a little in the past, for clocks that are slow, and last for two weeks. */
const BEFORE_SECONDS = 3_600
const LAST_SECONDS = 14 * 86_400

/** Zones are signed again when their signatures are this old. */
const FRESH_MILLISECONDS = 86_400_000

/**
 * Answers over UDP in a second. Beyond that they are cut to nothing and say so (TC), which sends honest resolvers to TCP and
 * is of no use to whoever has answers sent to somebody else.
 */
const UDP_ANSWERS = 200

/** Zones that are always signed freshly enough. */
export interface FreshZones {
  readonly tree: () => SignedTree
}

/** Keeps zones signed. `now` is in milliseconds since 1970. */
export function createFreshZones(specs: readonly TreeZone[], now: () => number): FreshZones {
  const grow = (): SignedTree => {
    const seconds = Math.floor(now() / 1_000)
    return buildSignedTree(specs, { inception: seconds - BEFORE_SECONDS, expiration: seconds + LAST_SECONDS })
  }
  let tree = grow()
  let grownAt = now()
  return {
    tree: () => {
      if (now() - grownAt >= FRESH_MILLISECONDS) {
        tree = grow()
        grownAt = now()
      }
      return tree
    },
  }
}

/** What the name server of a service is made of. */
export interface NameServerOptions {
  readonly at: { readonly address: string; readonly port: number }
  readonly zone: string
  readonly zones: FreshZones
  readonly counts: LookupCounts
  readonly now: () => number
}

/** Starts the authoritative server, which counts what is asked about each case. */
export function startNameServer({ at, zone, zones, counts, now }: NameServerOptions): Promise<DnsServer> {
  let second = 0
  let answers = 0
  return startDnsServer(at, (query, transport) => {
    count(query, zone, counts)
    const answer = respondFromZones(zones.tree().zones, query)
    if (transport === 'tcp') return answer
    const present = Math.floor(now() / 1_000)
    answers = present === second ? answers + 1 : 1
    second = present
    return answers > UDP_ANSWERS || query.questions[0]?.type === RR_TYPES.ANY ? cut(answer) : answer
  })
}

function cut(answer: Message): Message {
  return { ...answer, flags: { ...answer.flags, truncated: true }, answer: [], authority: [], additional: [] }
}

function count({ questions: [question] }: Message, zone: string, counts: LookupCounts): void {
  if (question === undefined) return
  const name = plainName(lowerName(question.name)).replace(/\.$/, '')
  const of = caseOfName(name, zone)
  if (of === null) return
  const below = name.slice(0, -caseDomain(of, zone).length)
  if (question.type === RR_TYPES.MX && below === '') counts.add(of, 'mx')
  else if (question.type === RR_TYPES.TLSA) counts.add(of, 'tlsa')
  else if (question.type === RR_TYPES.TXT && below === '_mta-sts.') counts.add(of, 'policyRecord')
  else if (below === 'mx.' && (question.type === RR_TYPES.A || question.type === RR_TYPES.AAAA))
    counts.add(of, 'address')
}
