/**
 * Measures the DNS layer on loopback, beside unbound and delv where they are installed: how long a validated TLSA lookup takes
 * when nothing is known, when only the zone is new, and when only the name is; how fast messages are decoded, how many
 * validations a second one core makes, and what a zone that was made to cost costs. Then it flips every bit of every kind of signed
 * response. Run with `node bench/dns.ts`; the results are printed as Markdown.
 */
import { attemptSync } from '../src/base/failure.ts'
import { createValidator } from '../src/dns/dnssec/validator.ts'
import type { Resolver } from '../src/dns/lookup.ts'
import { buildSignedTree, type SignedTree } from '../src/dns/signed-tree.ts'
import { createDo53Upstream } from '../src/dns/transport/do53.ts'
import { createValidatingResolver } from '../src/dns/validating-resolver.ts'
import { readMessage, writeMessage } from '../src/dns/wire/message.ts'
import { parseName } from '../src/dns/wire/name.ts'
import { RR_TYPES } from '../src/dns/wire/rr-type.ts'
import { FLIP_CASES, flipBits } from '../test/dns-bit-flips.ts'
import { answer, ask, CONTENT, DAY, NSEC3, ROOT_TEXT, tree } from '../test/dns-signed-lab.ts'
import { calibration } from './calibration.ts'
import {
  type CountingAuthority,
  mean,
  median,
  type Names,
  startCountingAuthority,
  type Timing,
  timeDelv,
  timeUnbound,
} from './dns-others.ts'

/** Names in the zone that warm lookups ask for, so that nothing comes from the cache of answers. */
const HOSTS = 3_000

const COLD_ROUNDS = 50

const TRAP_ROUNDS = 31

/** Zones that are asked once each, by a resolver that knows the zone above. */
const ZONES = 50

interface Line {
  readonly what: string
  readonly measured: string
  readonly goal: string
  readonly met: boolean
  /** What the others need for the same. */
  readonly unbound?: string
  readonly delv?: string
}

const hosts = Array.from({ length: HOSTS }, (_, at) => `_25._tcp.m${at} TLSA 3 1 1 ${'ab'.repeat(32)}`).join('\n')
/** Signed for today: the others have no clock but the machine’s. */
const PRESENT = Math.floor(Date.now() / 1_000)
const lab = buildSignedTree(
  [
    { origin: '.', text: ROOT_TEXT },
    { origin: 'lab.', text: ROOT_TEXT },
    { origin: 'd.lab.', text: `${CONTENT}${hosts}\n` },
    ...Array.from({ length: ZONES }, (_, at) => ({ origin: `z${at}.lab.`, text: CONTENT })),
  ],
  { inception: PRESENT - DAY, expiration: PRESENT + 30 * DAY },
)

const lines: readonly Line[] = [
  { what: 'calibration: one P-256 check', measured: `${calibration()} µs`, goal: 'idle machine', met: true },
  decoding(),
  ...(await lookups(lab)),
  await validations(lab),
  await keyTrap(),
  fuzz(),
  await flips(),
]
console.log('| what | measured | goal | | unbound | delv |\n|---|--:|--:|---|--:|--:|')
for (const { what, measured, goal, met, unbound = '', delv = '' } of lines)
  console.log(
    `| ${what} | ${measured} | ${goal} | ${goal === '' ? '' : met ? 'met' : 'MISSED'} | ${unbound} | ${delv} |`,
  )
process.exitCode = lines.every((line) => line.met) ? 0 : 1

function decoding(): Line {
  const messages = ['d.lab. 48', '_25._tcp.m1.d.lab. 52', 'none.d.lab. 1', 'd.lab. 15'].map((question) => {
    const [name = '', type = ''] = question.split(' ')
    return writeMessage(answer(lab.zones, parseName(name), Number(type)))
  })
  const count = 200_000
  const start = performance.now()
  for (let at = 0; at < count; at += 1) readMessage(messages[at % messages.length] ?? new Uint8Array(0))
  const perSecond = Math.round(count / ((performance.now() - start) / 1_000))
  return {
    what: 'messages decoded, signed answers',
    measured: `${perSecond}/s`,
    goal: '25,000/s',
    met: perSecond >= 25_000,
  }
}

async function lookups(tree: SignedTree): Promise<readonly Line[]> {
  const authority = await startCountingAuthority(tree)
  const names: Names = {
    first: Array.from({ length: COLD_ROUNDS }, (_, at) => `_25._tcp.m${at}.d.lab`),
    zones: Array.from({ length: ZONES }, (_, at) => `_25._tcp.mail.z${at}.lab`),
    warm: Array.from({ length: HOSTS - COLD_ROUNDS }, (_, at) => `_25._tcp.m${at + COLD_ROUNDS}.d.lab`),
  }
  const ours = await timeOurs(authority, tree, names)
  const unbound = await timeUnbound(authority, tree, names)
  const delv = await timeDelv(authority, tree, names)
  await authority.close()
  const others = (pick: (timing: Timing) => string | null): Pick<Line, 'unbound' | 'delv'> => ({
    unbound: (unbound && pick(unbound)) ?? '–',
    delv: (delv && pick(delv)) ?? '–',
  })
  return [
    {
      what: 'TLSA, nothing known but the anchor (median)',
      measured: withQueries(ours),
      goal: '4 ms, 6 queries',
      met: ours.first <= 4 && ours.firstQueries <= 6,
      ...others(withQueries),
    },
    {
      what: 'TLSA, only the zone is new (median)',
      measured: inMilliseconds(ours.zone) ?? '',
      goal: '',
      met: true,
      ...others(({ zone }) => inMilliseconds(zone)),
    },
    {
      what: 'TLSA, only the name is new: 1 query (mean)',
      measured: inMilliseconds(ours.warmMean) ?? '',
      goal: '0.4 ms',
      met: (ours.warmMean ?? 1) <= 0.4,
      ...others(({ warmMean }) => inMilliseconds(warmMean)),
    },
    {
      what: 'the same (median)',
      measured: inMilliseconds(ours.warm) ?? '',
      goal: '',
      met: true,
      ...others(({ warm }) => inMilliseconds(warm)),
    },
  ]
}

function withQueries({ first, firstQueries }: Timing): string {
  return `${first.toFixed(2)} ms, ${firstQueries} queries`
}

function inMilliseconds(value: number | null): string | null {
  return value === null ? null : `${value.toFixed(value < 1 ? 3 : 2)} ms`
}

async function timeOurs(authority: CountingAuthority, { anchors }: SignedTree, names: Names): Promise<Timing> {
  const make = (): Resolver =>
    createValidatingResolver({ upstream: createDo53Upstream(authority, { timeoutMilliseconds: 1_000 }), anchors })
  const time = async (resolver: Resolver, name: string): Promise<number> => {
    const start = performance.now()
    const { dnssec } = await resolver.lookup(name, 'TLSA')
    if (dnssec.status !== 'secure') throw new Error(dnssec.reason)
    return performance.now() - start
  }
  const first: number[] = []
  let firstQueries = 0
  for (const name of names.first) {
    const before = authority.queries()
    first.push(await time(make(), name))
    firstQueries = authority.queries() - before
  }
  const resolver = make()
  await time(resolver, names.first[0] ?? '')
  const zones: number[] = []
  for (const name of names.zones) zones.push(await time(resolver, name))
  const warm: number[] = []
  for (const name of names.warm) warm.push(await time(resolver, name))
  return { first: median(first), firstQueries, zone: median(zones), warm: median(warm), warmMean: mean(warm) }
}

async function validations({ zones, anchors }: SignedTree): Promise<Line> {
  const replies = new Map(
    Array.from({ length: HOSTS }, (_, at) => parseName(`_25._tcp.m${at}.d.lab.`)).map((name) => [
      name,
      answer(zones, name, RR_TYPES.TLSA),
    ]),
  )
  const validator = createValidator({
    anchors,
    nowSeconds: () => PRESENT,
    fetch: async (name, type) => ({ ok: true, value: replies.get(name) ?? answer(zones, name, type) }),
  })
  await validator.validate(parseName('d.lab.'), RR_TYPES.MX)
  const start = performance.now()
  for (const name of replies.keys()) await validator.validate(name, RR_TYPES.TLSA)
  const perSecond = Math.round(replies.size / ((performance.now() - start) / 1_000))
  return {
    what: 'validations with a warm chain, P-256',
    measured: `${perSecond}/s`,
    goal: '2,000/s',
    met: perSecond >= 2_000,
  }
}

/** Messages with a few octets changed, cut or doubled: each is read or refused with a coded failure, never anything else. */
function fuzz(): Line {
  const seeds = ['d.lab. 48', '_25._tcp.m1.d.lab. 52', 'none.d.lab. 1', 'd.lab. 15'].map((question) => {
    const [name = '', type = ''] = question.split(' ')
    return writeMessage(answer(lab.zones, parseName(name), Number(type)))
  })
  const count = 1_000_000
  let state = 0x2545_f491
  const random = (below: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
  let read = 0
  for (let at = 0; at < count; at += 1) {
    const seed = seeds[at % seeds.length] ?? new Uint8Array(0)
    const bytes = Uint8Array.from(seed.subarray(0, random(8) === 0 ? random(seed.length) : seed.length))
    for (let changes = 1 + random(4); changes > 0; changes -= 1) bytes[random(bytes.length + 1)] = random(256)
    // attemptSync lets everything but a coded failure through, and then this bench ends with a stack trace.
    if (attemptSync(() => readMessage(bytes)).ok) read += 1
  }
  return { what: `mutated messages, ${read} of them readable`, measured: `${count}`, goal: 'no crash', met: true }
}

/** A zone made to cost: all its keys have one tag, and each of many signatures might be of any of them (CVE-2023-50387). */
async function keyTrap(): Promise<Line> {
  const [keys, signatures] = [60, 60]
  const made = tree({
    origin: 'd.lab.',
    faults: [{ kind: 'key-trap', name: parseName('mail.d.lab.'), type: RR_TYPES.A, keys, signatures }],
  })
  const times: number[] = []
  let checks = 0
  for (let round = 0; round < TRAP_ROUNDS; round += 1) {
    const start = performance.now()
    const { verdict, verifications } = await ask({ tree: made }, 'mail.d.lab.', 'A')
    times.push(performance.now() - start)
    if (verdict.status !== 'bogus') throw new Error(verdict.reason)
    checks = Math.max(checks, verifications)
  }
  const milliseconds = median(times)
  return {
    what: `key trap of ${keys} keys and ${signatures} signatures, nothing known (median)`,
    measured: `${milliseconds.toFixed(1)} ms, ${checks} checks`,
    goal: '50 ms',
    met: milliseconds < 50,
  }
}

async function flips(): Promise<Line> {
  let count = 0
  let wrong = 0
  for (const made of [tree({ origin: 'd.lab.' }), tree({ origin: 'd.lab.', denial: NSEC3 })]) {
    for (const flip of FLIP_CASES) {
      const tally = await flipBits(made, flip, 0, 1)
      count += tally.flips
      wrong += tally.wrong.length
    }
  }
  return {
    what: `single bit flips, of ${count}, that end in secure with other data`,
    measured: `${wrong}`,
    goal: '0',
    met: wrong === 0,
  }
}
