import type { ValidationPolicy } from '../src/dns/dnssec/policy.ts'
import { createValidator, type Validated } from '../src/dns/dnssec/validator.ts'
import { buildSignedTree, type SignedTree, type TreeZone } from '../src/dns/signed-tree.ts'
import { type Message, makeQuery, readMessage, writeMessage } from '../src/dns/wire/message.ts'
import { formatName, type Name, parseName } from '../src/dns/wire/name.ts'
import { parseRrType } from '../src/dns/wire/rr-type.ts'
import { respondFromZones } from '../src/dns/zone/respond.ts'
import type { Zone } from '../src/dns/zone/zone.ts'

/** A small signed internet for tests of the validator: root, `lab.`, and one zone below it that a test is about. */

export const NOW = 1_800_000_000
export const DAY = 86_400
export const TIMES = { inception: NOW - DAY, expiration: NOW + 30 * DAY }
export const SALT = Uint8Array.of(0xaa, 0xbb)
export const NSEC3 = { kind: 'nsec3', iterations: 5, salt: SALT, optOut: false } as const

/** The data of most zones here: one of everything that answers differently. */
export const CONTENT = `@ SOA ns h 1 2 3 4 300
@ NS ns
ns A 192.0.2.53
@ MX 10 mail
mail A 192.0.2.25
_25._tcp.mail TLSA 3 1 1 00
MiXeD MX 10 MAIL
alias CNAME mail
*.wild A 192.0.2.1
*.walias CNAME mail
a.ent.b A 192.0.2.2
unsigned NS ns.unsigned
ns.unsigned A 192.0.2.54
`

export const ROOT_TEXT = '@ SOA ns h 1 2 3 4 300\n@ NS ns\nns A 192.0.2.53'

/** root -> lab -> zones, the specification of one zone being what a test is about. */
export function tree(zone: Partial<TreeZone> & { readonly origin: string }, ...more: TreeZone[]): SignedTree {
  const specs: TreeZone[] = [
    { origin: '.', text: ROOT_TEXT },
    { origin: 'lab.', text: ROOT_TEXT },
    { text: CONTENT, ...zone },
  ]
  return buildSignedTree([...specs, ...more], TIMES)
}

export type Attack = (reply: Message, name: Name, type: number) => Message | null

export interface Asking {
  readonly tree: SignedTree
  readonly attack?: Attack
  readonly policy?: Partial<ValidationPolicy>
  readonly nowSeconds?: number
}

export async function ask(
  { tree: { zones, anchors }, attack, policy, nowSeconds = NOW }: Asking,
  name: string,
  type: string,
): Promise<Validated> {
  const validator = createValidator({
    anchors,
    nowSeconds: () => nowSeconds,
    ...(policy === undefined ? {} : { policy }),
    fetch: async (qname, qtype) => {
      const honest = answer(zones, qname, qtype)
      const reply = attack === undefined ? honest : attack(honest, qname, qtype)
      if (reply === null)
        return { ok: false, failure: { code: 'dns-timeout', server: 'test', name: formatName(qname) } }
      return { ok: true, value: readMessage(writeMessage(reply)) }
    },
  })
  return validator.validate(parseName(name), parseRrType(type) ?? 0)
}

/** The answer of an authority with these zones to a question with DO. */
export function answer(zones: readonly Zone[], name: Name, type: number): Message {
  const edns = { version: 0, dnssecOk: true, udpPayloadBytes: 1_232, options: [] }
  return respondFromZones(zones, makeQuery(0, { name, type, class: 1 }, edns, true))
}
