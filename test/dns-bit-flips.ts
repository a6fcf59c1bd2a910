import { attemptSync } from '../src/base/failure.ts'
import { toHex } from '../src/base/hex.ts'
import { createValidator, type Validated } from '../src/dns/dnssec/validator.ts'
import type { SignedTree } from '../src/dns/signed-tree.ts'
import { readMessage, writeMessage } from '../src/dns/wire/message.ts'
import { type Name, parseName } from '../src/dns/wire/name.ts'
import { canonicalRdata } from '../src/dns/wire/rdata.ts'
import { parseRrType } from '../src/dns/wire/rr-type.ts'
import { answer, NOW } from './dns-signed-lab.ts'

/** What came of flipping bits of one response. */
export interface FlipTally {
  flips: number
  /** Flips after which the message could still be read. */
  readable: number
  secure: number
  /** Flips that ended in secure with other data than before. The property: always zero. */
  readonly wrong: string[]
}

/** A question, and which of the responses on the way to its answer is damaged. */
export interface FlipCase {
  readonly name: string
  readonly type: string
  readonly damaged: readonly [name: string, type: string]
}

/**
 * Flips single bits of one response, every `step`th from `first`, and validates each time. The validator is fresh when the
 * damaged response belongs to the chain of trust, and warm otherwise.
 */
export async function flipBits(
  tree: SignedTree,
  { name, type, damaged }: FlipCase,
  first: number,
  step: number,
): Promise<FlipTally> {
  const victim = [parseName(damaged[0]), parseRrType(damaged[1]) ?? 0] as const
  const bytes = writeMessage(answer(tree.zones, victim[0], victim[1]), { compress: false })
  let reply: Uint8Array = bytes
  const fresh = (): ReturnType<typeof createValidator> =>
    createValidator({
      anchors: tree.anchors,
      nowSeconds: () => NOW,
      fetch: async (qname: Name, qtype: number) => {
        const hit = qname === victim[0] && qtype === victim[1]
        const read = attemptSync(() => (hit ? readMessage(reply) : answer(tree.zones, qname, qtype)))
        return read.ok ? read : { ok: false, failure: { code: 'dns-timeout', server: 'flip', name: 'flip' } }
      },
    })
  const warm = fresh()
  const isChain = damaged[0] !== name || damaged[1] !== type
  const validate = (): Promise<Validated> =>
    (isChain ? fresh() : warm).validate(parseName(name), parseRrType(type) ?? 0)
  const honest = await validate()
  if (honest.verdict.status !== 'secure') throw new Error(`the honest answer is ${honest.verdict.reason}`)
  const expected = meaning(honest)
  const tally: FlipTally = { flips: 0, readable: 0, secure: 0, wrong: [] }
  for (let bit = first; bit < bytes.length * 8; bit += step) {
    const flipped = Uint8Array.from(bytes)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7))
    reply = flipped
    tally.flips += 1
    if (!attemptSync(() => readMessage(flipped)).ok) continue
    tally.readable += 1
    const found = await validate()
    if (found.verdict.status !== 'secure') continue
    tally.secure += 1
    if (meaning(found) !== expected) tally.wrong.push(`bit ${bit}: ${meaning(found)}`)
  }
  return tally
}

/**
 * What a validated answer says. Letter case in names is not signed and means nothing (RFC 4343); TTLs may shrink without
 * harm, and are bounded by what was signed.
 */
function meaning({ outcome, set, aliases }: Validated): string {
  const data = set?.rdatas.map((rdata) => toHex(canonicalRdata(set.type, rdata)))
  return JSON.stringify([outcome, set?.owner, set?.type, data, aliases])
}

/** Questions whose answers rest on every kind of proof. */
export const FLIP_CASES: readonly FlipCase[] = [
  { name: '_25._tcp.mail.d.lab.', type: 'TLSA', damaged: ['_25._tcp.mail.d.lab.', 'TLSA'] },
  { name: 'd.lab.', type: 'MX', damaged: ['d.lab.', 'MX'] },
  { name: 'alias.d.lab.', type: 'A', damaged: ['alias.d.lab.', 'A'] },
  { name: 'x.wild.d.lab.', type: 'A', damaged: ['x.wild.d.lab.', 'A'] },
  { name: 'x.wild.d.lab.', type: 'MX', damaged: ['x.wild.d.lab.', 'MX'] },
  { name: 'mail.d.lab.', type: 'TXT', damaged: ['mail.d.lab.', 'TXT'] },
  { name: 'none.d.lab.', type: 'TLSA', damaged: ['none.d.lab.', 'TLSA'] },
  { name: 'd.lab.', type: 'MX', damaged: ['d.lab.', 'DNSKEY'] },
  { name: 'd.lab.', type: 'MX', damaged: ['d.lab.', 'DS'] },
]
