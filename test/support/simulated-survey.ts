import { PassThrough } from 'node:stream'
import { tlsFacts } from '../../src/audit/server-facts-of.ts'
import type { Unknown } from '../../src/base/answer.ts'
import { Inbox } from '../../src/base/inbox.ts'
import { serverFacts } from '../../src/facts/builders.ts'
import type { ProbeRecord, ServerFacts } from '../../src/facts/server-facts.ts'
import { answerHello, answerSsl2Hello, type WireAnswer } from '../../src/lab/simulator/answer-hello.ts'
import { choose } from '../../src/lab/simulator/choose.ts'
import type { TlsModel } from '../../src/lab/simulator/tls-model.ts'
import { writeHello } from '../../src/tls/hello.ts'
import { type Knowledge, nothingKnown } from '../../src/tls/planner/knowledge.ts'
import { learn } from '../../src/tls/planner/learn.ts'
import type { HelloOffer } from '../../src/tls/planner/offer.ts'
import type { HandshakeOutcome, HelloOutcome } from '../../src/tls/planner/outcome.ts'
import { nextProbes, type PlanName } from '../../src/tls/planner/plan.ts'
import { HANDSHAKE_GOALS, type HandshakeGoal, handshakeCap, type Probe } from '../../src/tls/planner/probe.ts'
import { readServerFlight, readSsl2Flight } from '../../src/tls/server-flight.ts'
import { EXTENSION } from '../../src/tls/wire/extensions.ts'
import { ALERT } from '../../src/tls/wire/record.ts'

const HELLO_HEADERS = 9
const SSL2_HEADER = 2

/** Shares of the right length for any group: the simulator does not compute with them. */
const secrets = {
  random: (length: number): Uint8Array => new Uint8Array(length).fill(7),
  keyShare: (group: number): Uint8Array => new Uint8Array(group === 0x11ec ? 1216 : 32).fill(9),
}

/** Sends an offer to a model and reads the answer, all with real bytes but without a network. */
export async function askModel(model: TlsModel, offer: HelloOffer): Promise<HelloOutcome> {
  const bytes = writeHello(offer, 'mx.example', secrets)
  const answer =
    offer.format === 'ssl2'
      ? answerSsl2Hello(model, bytes.subarray(SSL2_HEADER))
      : answerHello(model, bytes.subarray(HELLO_HEADERS))
  return readAnswer(offer, answer)
}

async function readAnswer(offer: HelloOffer, answer: WireAnswer): Promise<HelloOutcome> {
  const stream = new PassThrough()
  const inbox = new Inbox(stream)
  inbox.begin('tls', 5_000)
  stream.write(answer.bytes)
  if (answer.next === 'reset') stream.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
  if (answer.next === 'close') stream.end()
  const outcome = await (offer.format === 'ssl2' ? readSsl2Flight(inbox) : readServerFlight(inbox))
  inbox.destroy()
  return outcome
}

/** What OpenSSL would reach with the model: suites that OpenSSL 3 offers by default, in its order. */
const OPENSSL_SUITES: readonly number[] = [
  0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc02b, 0xc02f, 0x009e, 0xc024, 0xc028,
  0xc00a, 0xc014, 0xc009, 0xc013, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f,
]
const OPENSSL_GROUPS: readonly number[] = [0x11ec, 0x001d, 0x0017, 0x001e, 0x0018, 0x0019]

/** A whole handshake with the model, as the local OpenSSL would have it. */
export function handshakeWith(model: TlsModel, probe: Extract<Probe, { kind: 'handshake' }>): HandshakeOutcome {
  const extensions = [
    ...(probe.nameless ? [] : [{ type: EXTENSION.serverName, data: new Uint8Array(0) }]),
    { type: EXTENSION.supportedGroups, data: list16(2, OPENSSL_GROUPS) },
    ...(handshakeCap(probe) === 'tls13'
      ? [{ type: EXTENSION.supportedVersions, data: list16(1, [0x0304, 0x0303]) }]
      : []),
  ]
  const hello = {
    legacyVersion: 0x0303,
    random: secrets.random(32),
    sessionId: new Uint8Array(0),
    cipherSuites: OPENSSL_SUITES,
    compressionMethods: [0],
    extensions,
  }
  const choice = choose(model, hello)
  if (
    choice.kind !== 'select' ||
    choice.version === 'tls11' ||
    choice.version === 'tls10' ||
    choice.version === 'ssl3'
  ) {
    const isName = choice.kind === 'alert' && choice.description === ALERT.unrecognizedName
    const reason = isName ? 'tlsv1 unrecognized name' : 'simulated'
    return { kind: 'not-completed', failure: { code: 'tls-handshake-failed', reason } }
  }
  const { version, suite, group } = choice
  const chain = model.chains.rsa ?? model.chains.ecdsa ?? []
  return {
    kind: 'completed',
    version,
    suite,
    group,
    certificates: chain,
    ocspStaple: chain.length > 0 && model.features.has('ocspStaple') ? Uint8Array.of(1) : null,
    resumed: false,
    offered: { suites: OPENSSL_SUITES, groups: OPENSSL_GROUPS },
    ticket: null,
    sessionId: probe.withoutTicket && version !== 'tls13' ? new Uint8Array(0) : null,
    renegotiates: null,
    obeyed: null,
  }
}

function list16(prefix: 1 | 2, values: readonly number[]): Uint8Array {
  const bytes = values.flatMap((value) => [value >> 8, value & 255])
  return Uint8Array.from(prefix === 2 ? [bytes.length >> 8, bytes.length & 255, ...bytes] : [bytes.length, ...bytes])
}

/** How a simulated survey goes. */
export interface SimulatedSurvey {
  readonly plan: PlanName
  readonly lanes: number
  /** Connections; what is open then stays open. */
  readonly budget?: number
  /** Which of the probes in flight is answered next: an index below `count`. */
  readonly pick?: (count: number) => number
  /** Goes on from here. */
  readonly from?: Knowledge
  /** Another machine behind the same address: every second connection is its. */
  readonly turns?: TlsModel
  /** After this many connections the server answers 421. */
  readonly rateLimit?: number
}

/** What came of a simulated survey, with the probes in the order of their answers. */
export interface SimulatedResult {
  readonly knowledge: Knowledge
  readonly probes: readonly Probe[]
}

/** A survey that never ends would be a bug of the planner; this many connections prove it. */
const RUNAWAY = 3_000

/** Runs a plan against a model as the surveyor does: several probes in flight, answered in any order. */
export async function surveyModel(model: TlsModel, settings: SimulatedSurvey): Promise<SimulatedResult> {
  let knowledge = settings.from ?? nothingKnown()
  const inFlight: Probe[] = []
  const answered: Probe[] = []
  const budget = settings.budget ?? RUNAWAY
  let started = 0
  for (;;) {
    const room = Math.min(settings.lanes - inFlight.length, budget - started)
    const next = room > 0 ? nextProbes(knowledge, settings.plan, inFlight, room) : []
    if (next.length > room) throw new Error('the planner starts more probes than there is room for')
    inFlight.push(...next)
    started += next.length
    if (started >= RUNAWAY) throw new Error('the survey does not end')
    if (inFlight.length === 0) return { knowledge, probes: answered }
    const [probe] = inFlight.splice(settings.pick?.(inFlight.length) ?? 0, 1)
    if (probe === undefined) throw new Error('nothing was picked')
    answered.push(probe)
    const machine = answered.length % 2 === 0 ? (settings.turns ?? model) : model
    const outcome = await outcomeOf(machine, probe, answered.length > (settings.rateLimit ?? RUNAWAY))
    knowledge = learn(knowledge, probe, outcome, answered.length - 1)
  }
}

async function outcomeOf(model: TlsModel, probe: Probe, limited: boolean): Promise<HelloOutcome | HandshakeOutcome> {
  const why: Unknown = 'rate-limited'
  if (limited)
    return { kind: 'unavailable', why, failure: { code: 'smtp-refused', during: 'banner', reply: 421, text: '' } }
  return probe.kind === 'hello' ? askModel(model, probe.offer) : handshakeWith(model, probe)
}

/** What is known as the facts of a server, as a report stores them. */
export function factsOfKnowledge(knowledge: Knowledge, probes: readonly Probe[]): ServerFacts {
  const tls = tlsFacts(knowledge, [], { kind: 'mozilla', pem: null }, 'budget')
  const records = probes.map(({ goal }, index): ProbeRecord => {
    const tried = goal.startsWith('handshake ') ? knowledge.handshakes[handshakeGoal(goal)]?.state : 'accepted'
    return {
      index,
      goal,
      outcome: tried === 'accepted' ? (goal.startsWith('handshake ') ? 'handshake' : 'selected') : 'failed',
      detail: '',
      failure: tried === 'accepted' ? null : { code: 'tls-handshake-failed', reason: 'simulated' },
      milliseconds: 1,
      sentBytes: 1,
      receivedBytes: 1,
    }
  })
  return { ...serverFacts(), ...tls, probes: records }
}

function handshakeGoal(goal: string): HandshakeGoal {
  const name = goal.slice('handshake '.length)
  return HANDSHAKE_GOALS.find((known) => known === name) ?? 'best'
}
