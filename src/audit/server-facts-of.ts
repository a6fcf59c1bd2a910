import { createHash } from 'node:crypto'
import { type Answer, type TlsVersion, type Unknown, unknown } from '../base/answer.ts'
import { toHex } from '../base/hex.ts'
import type {
  DhFact,
  Feature,
  GroupAnswer,
  HandshakeTrace,
  ServerFacts,
  SignatureAnswer,
  SuiteAnswer,
  Verification,
  Vulnerability,
} from '../facts/server-facts.ts'
import { groupById } from '../registry/find-group.ts'
import { signatureSchemeById } from '../registry/find-signature-scheme.ts'
import { ssl2KindById } from '../registry/find-ssl2-kind.ts'
import { suiteById } from '../registry/find-suite.ts'
import { knownPrime } from '../registry/known-prime.ts'
import { hashBelow } from '../registry/signature-scheme.ts'
import type { TrustRoots } from '../tls/handshake.ts'
import { everyVersion, type GroupVersion, type Knowledge } from '../tls/planner/knowledge.ts'
import { serverOrder } from '../tls/planner/preference.ts'
import { groupUniverse, suiteUniverse } from '../tls/planner/universe.ts'
import { maxEarlyDataOf } from '../tls/session-ticket.ts'
import type { TimedMessage } from '../tls/wire/handshake-transcript.ts'
import { bitLength } from '../tls/wire/server-key-exchange.ts'
import { chainFacts, stapleFacts } from './chain-facts-of.ts'
import type { NumberedHandshake } from './numbered-handshake.ts'

/** The TLS part of a survey's facts. */
export type TlsFacts = Pick<
  ServerFacts,
  | 'versions'
  | 'suites'
  | 'preference'
  | 'groups'
  | 'signatures'
  | 'dh'
  | 'chains'
  | 'staples'
  | 'verification'
  | 'features'
  | 'vulnerabilities'
  | 'earlyData'
  | 'openBecause'
  | 'handshakes'
>

/** Digits of a generator that are kept. */
const GENERATOR_DIGITS = 64

/**
 * Writes down what a survey learnt as facts.
 *
 * @param why why questions are still open: the reason the survey ended for, or `not-asked`
 */
export function tlsFacts(
  knowledge: Knowledge,
  handshakes: readonly NumberedHandshake[],
  roots: TrustRoots,
  why: Unknown,
): TlsFacts {
  const earlyData = earlyDataOf(handshakes)
  const open = (answer: Answer): Answer =>
    answer.state === 'unknown' && answer.why === 'not-asked' ? unknown(why) : answer
  return {
    versions: everyVersion((version) => open(knowledge.versions[version])),
    suites: everyVersion((version) => suiteAnswers(knowledge, version)),
    preference: knowledge.preference,
    groups: [...groupAnswers(knowledge, 'tls13'), ...groupAnswers(knowledge, 'tls12')],
    signatures: signatureAnswers(knowledge),
    dh: dhFacts(knowledge),
    chains: chainFacts(knowledge, handshakes),
    staples: stapleFacts(knowledge, handshakes),
    verification: verificationOf(handshakes, roots, why),
    features: features(knowledge, earlyData, open),
    vulnerabilities: vulnerabilities(knowledge, open),
    earlyData: earlyData === null ? null : { maxBytes: earlyData.maxBytes },
    openBecause: why,
    handshakes: handshakes.map(handshakeTrace),
  }
}

/** `0xc02f`, or six digits for the kinds of SSL 2.0. */
export function hexId(id: number, digits = 4): string {
  return `0x${id.toString(16).padStart(digits, '0')}`
}

function suiteAnswers(knowledge: Knowledge, version: TlsVersion): readonly SuiteAnswer[] {
  if (knowledge.versions[version].state === 'refused') return []
  const order = serverOrder(knowledge, version)
  const answers = knowledge.suites[version]
  return [...suiteUniverse(version)]
    .sort((a, b) => rank(order, a) - rank(order, b))
    .flatMap((id) => {
      const answer = answers.get(id)
      if (answer === undefined) return []
      const place = order.indexOf(id)
      return [{ ...answer, ...suiteNames(version, id), ...(place < 0 ? {} : { position: place + 1 }) }]
    })
}

function rank(order: readonly number[], id: number): number {
  const place = order.indexOf(id)
  return place < 0 ? order.length : place
}

function suiteNames(version: TlsVersion, id: number): Pick<SuiteAnswer, 'id' | 'name' | 'openssl'> {
  if (version === 'ssl2') {
    const kind = ssl2KindById(id)
    return { id: hexId(id, 6), name: kind?.name ?? hexId(id, 6), openssl: kind?.openssl ?? null }
  }
  const suite = suiteById(id)
  return { id: hexId(id), name: suite?.name ?? hexId(id), openssl: suite?.openssl ?? null }
}

function groupAnswers(knowledge: Knowledge, version: GroupVersion): readonly GroupAnswer[] {
  return groupUniverse(version).flatMap((id) => {
    const answer = knowledge.groups[version].get(id)
    return answer ? [{ ...answer, version, id: hexId(id), name: groupById(id)?.name ?? hexId(id) }] : []
  })
}

function signatureAnswers(knowledge: Knowledge): readonly SignatureAnswer[] {
  return [...knowledge.signatures]
    .toSorted(([a], [b]) => a - b)
    .map(([id, answer]) => {
      const scheme = signatureSchemeById(id)
      const hash = scheme ? hashBelow(scheme) : null
      return { ...answer, version: 'tls12', id: hexId(id), name: scheme?.name ?? hexId(id), hash }
    })
}

function dhFacts(knowledge: Knowledge): readonly DhFact[] {
  const facts = new Map<string, DhFact>()
  for (const { by, selected } of knowledge.choices) {
    if (selected.dh === null) continue
    const suite = suiteNames(selected.version, selected.suite).name
    const primeSha256 = createHash('sha256').update(stripZeros(selected.dh.prime)).digest('hex')
    const key = `${selected.version} ${suite} ${primeSha256}`
    if (facts.has(key)) continue
    facts.set(key, {
      version: selected.version,
      suite,
      bits: bitLength(selected.dh.prime),
      generator: toHex(stripZeros(selected.dh.generator)).slice(0, GENERATOR_DIGITS),
      primeSha256,
      knownPrime: knownPrime(primeSha256)?.name ?? null,
      by,
    })
  }
  return [...facts.values()]
}

function stripZeros(value: Uint8Array): Uint8Array {
  const first = value.findIndex((byte) => byte !== 0)
  return first < 0 ? value.subarray(value.length) : value.subarray(first)
}

function verificationOf(handshakes: readonly NumberedHandshake[], roots: TrustRoots, why: Unknown): Verification {
  const first = handshakes.find(({ done }) => !done.resumed)
  if (first === undefined) return { state: 'unknown', why: why === 'not-asked' ? 'not-applicable' : why }
  const { verify } = first.done
  return { state: verify.code === 0 ? 'verified' : 'failed', ...verify, roots: roots.kind, by: first.by }
}

/**
 * What the tickets of the first TLS 1.3 handshake allow. Null while no such handshake was completed; a server that gave no
 * ticket by the end of the conversation allows nothing.
 */
function earlyDataOf(
  handshakes: readonly NumberedHandshake[],
): { readonly maxBytes: number; readonly by: number } | null {
  const first = handshakes.find(({ done }) => done.version === 'tls13')
  if (first === undefined) return null
  const sizes = first.done.sessions.map(maxEarlyDataOf)
  return sizes.includes(null) ? null : { maxBytes: Math.max(0, ...sizes.map((size) => size ?? 0)), by: first.by }
}

function earlyDataAnswer(earlyData: ReturnType<typeof earlyDataOf>, notAsked: Answer): Answer {
  if (earlyData === null) return notAsked
  const { maxBytes, by } = earlyData
  return maxBytes > 0 ? { state: 'accepted', by } : { state: 'refused', by, how: 'ignored' }
}

function features(
  knowledge: Knowledge,
  earlyData: ReturnType<typeof earlyDataOf>,
  open: (answer: Answer) => Answer,
): Readonly<Record<Feature, Answer>> {
  const notAsked = open(unknown('not-asked'))
  const learnt = knowledge.features
  return {
    compression: open(learnt.compression),
    secureRenegotiation: open(learnt.secureRenegotiation),
    clientRenegotiation: open(learnt.clientRenegotiation),
    extendedMasterSecret: open(learnt.extendedMasterSecret),
    encryptThenMac: open(learnt.encryptThenMac),
    heartbeat: open(learnt.heartbeat),
    sessionTicket: open(learnt.sessionTicket),
    ocspStaple: open(learnt.ocspStaple),
    signedCertificateTimestamps: open(learnt.signedCertificateTimestamps),
    alpn: open(learnt.alpn),
    fallbackScsv: open(learnt.fallbackScsv),
    earlyData: earlyDataAnswer(earlyData, notAsked),
    resumptionId: open(learnt.resumptionId),
    resumptionTicket: open(learnt.resumptionTicket),
    resumption13: open(learnt.resumption13),
    versionTolerance: open(learnt.versionTolerance),
    extensionTolerance: open(learnt.extensionTolerance),
    largeHelloTolerance: open(learnt.largeHelloTolerance),
    sni: open(learnt.sni),
    withoutSni: open(learnt.withoutSni),
  }
}

function vulnerabilities(
  knowledge: Knowledge,
  open: (answer: Answer) => Answer,
): Readonly<Record<Vulnerability, Answer>> {
  const { heartbleed, ccsInjection, robot, ticketbleed, starttlsInjection } = knowledge.vulnerabilities
  return {
    heartbleed: open(heartbleed),
    ccsInjection: open(ccsInjection),
    robot: open(robot),
    ticketbleed: open(ticketbleed),
    starttlsInjection: knowledge.startTls ? open(starttlsInjection) : unknown('not-applicable'),
  }
}

function handshakeTrace({ by, done }: NumberedHandshake): HandshakeTrace {
  return {
    kind: done.resumed ? 'resumption' : 'real',
    version: done.version,
    suite: suiteNames(done.version, done.suite).name,
    group: done.group === null ? null : (groupById(done.group)?.name ?? hexId(done.group)),
    resumed: done.resumed,
    milliseconds: tenth(done.milliseconds),
    messages: withRoundTrips(done.messages),
    by,
  }
}

/** Numbers the round trips: one begins whenever the client speaks after the server did. */
function withRoundTrips(messages: readonly TimedMessage[]): HandshakeTrace['messages'] {
  let roundTrip = 1
  return messages.map(({ from, name, bytes, milliseconds }, at) => {
    if (from === 'client' && messages[at - 1]?.from === 'server') roundTrip += 1
    return { from, name, bytes, roundTrip, milliseconds: tenth(milliseconds) }
  })
}

function tenth(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10
}
