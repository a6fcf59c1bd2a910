import { type Answer, type TlsVersion, type Unknown, unknown } from '../../base/answer.ts'
import { VERSION_NAMES } from '../../registry/versions.ts'
import type { HelloOffer, TrialFeature } from './offer.ts'
import type { Selected } from './outcome.ts'
import type { HandshakeGoal } from './probe.ts'

/** Features whose answer the planner learns from hellos, or asks for. */
export type PlannedFeature =
  | 'compression'
  | 'secureRenegotiation'
  | 'extendedMasterSecret'
  | 'encryptThenMac'
  | 'heartbeat'
  | 'sessionTicket'
  | 'ocspStaple'
  | 'signedCertificateTimestamps'
  | 'fallbackScsv'
  | 'clientRenegotiation'
  | 'resumptionId'
  | 'resumptionTicket'
  | 'resumption13'
  | 'versionTolerance'
  | 'extensionTolerance'
  | 'largeHelloTolerance'
  | 'alpn'
  | 'sni'
  | 'withoutSni'

/** Vulnerabilities that the full plan tests, by harmless means. Accepted means: the server is vulnerable. */
export type PlannedVulnerability = 'heartbleed' | 'ccsInjection' | 'robot' | 'ticketbleed' | 'starttlsInjection'

/** Versions that negotiate groups: named curves in TLS 1.2, groups in TLS 1.3. */
export type GroupVersion = 'tls12' | 'tls13'

/** A refusal as it was seen. What it proves may grow when more is known (see `learn`). */
export interface Refusal {
  readonly by: number
  readonly how: 'alert' | 'close' | 'reset'
  readonly offer: HelloOffer
}

/** A choice as it was seen, with the offer it was made from. */
export interface Choice {
  readonly by: number
  readonly offer: HelloOffer
  readonly selected: Selected
}

/** How a server took one RSA key exchange, and in which version and suite: what it says may depend on those. */
export interface PaddingReaction {
  readonly reaction: string
  readonly version: TlsVersion
  readonly suite: number
}

/** Answers of the suites of one version; a suite without an entry is not asked yet. */
export type SuiteAnswers = ReadonlyMap<number, Answer>

/**
 * Everything learnt of one server so far. It is immutable; `learn` makes the next one. The answers are those of the
 * facts, so that a stored survey can go on; the rest (choices, doubts, tolerance) only saves connections.
 */
export interface Knowledge {
  /** Probes that were answered. */
  readonly probes: number
  /** Those of them on which TLS could not be started, because STARTTLS was not there or was refused. */
  readonly withoutTls: number
  /** True where TLS begins with STARTTLS, false where it begins at once. */
  readonly startTls: boolean
  readonly versions: Readonly<Record<TlsVersion, Answer>>
  readonly suites: Readonly<Record<TlsVersion, SuiteAnswers>>
  readonly preference: Readonly<Record<TlsVersion, 'server' | 'client' | 'unknown'>>
  readonly groups: Readonly<Record<GroupVersion, SuiteAnswers>>
  /** Schemes that sign the key exchange in TLS 1.2. */
  readonly signatures: ReadonlyMap<number, Answer>
  readonly features: Readonly<Record<PlannedFeature, Answer>>
  readonly vulnerabilities: Readonly<Record<PlannedVulnerability, Answer>>
  /** Reactions to RSA key exchanges by number of the test: see `robot.ts`. */
  readonly robot: ReadonlyMap<number, PaddingReaction>
  /** A ticket of TLS 1.2 or less, and the version and suite of its session. */
  readonly ticket: { readonly ticket: Uint8Array; readonly version: TlsVersion; readonly suite: number } | null
  /** A session of TLS 1.2 or less that the server gave an id, with its version and suite. */
  readonly session: { readonly sessionId: Uint8Array; readonly version: TlsVersion; readonly suite: number } | null
  /** Whole handshakes that were tried; accepted when they completed. */
  readonly handshakes: Readonly<Partial<Record<HandshakeGoal, Answer>>>
  /** Handshakes of an earlier survey: facts keep no sessions, so they are made again where one shall be resumed. */
  readonly sessionsLost: ReadonlySet<HandshakeGoal>
  readonly choices: readonly Choice[]
  readonly refusals: readonly Refusal[]
  /** Ambiguous ends (close, reset, odd alert) per offer key. */
  readonly doubts: ReadonlyMap<string, number>
  /** Inconclusive ends per goal, and why; a goal with {@link PATIENCE} of them is given up. */
  readonly stalled: ReadonlyMap<string, { readonly count: number; readonly why: Unknown }>
  /** For each trial under way how many of its hellos went as those of a server that does not stand it. */
  readonly trials: ReadonlyMap<TrialFeature, number>
  /** Goals that got an answer of any kind but silence; some are asked only once. */
  readonly answered: ReadonlySet<string>
  /** The fewest suites, signals among them counted, of a too wide hello that ended in doubt; such hellos are sent in halves from then on. */
  readonly chokedSuites: number
  /** The most suites of a hello that the server answered by a ServerHello. */
  readonly toleratedSuites: number
  /** True once a HelloRetryRequest answered an empty key_share. */
  readonly toleratesEmptyShare: boolean
  /** False where there is no name to send, and once the server refused it: hellos come without SNI. */
  readonly sni: boolean
  /** Set when nothing further may be asked now: 421, unreachable, no STARTTLS, … */
  readonly halted: Unknown | null
}

/** Inconclusive answers to one goal before it is given up. */
export const PATIENCE = 2

/**
 * Nothing is known yet.
 *
 * @param startTls whether TLS begins with STARTTLS
 * @param hasName whether the server has a name; an address literal has none, and SNI cannot carry one (RFC 6066 section 3)
 */
export function nothingKnown(startTls = true, hasName = true): Knowledge {
  return {
    probes: 0,
    withoutTls: 0,
    startTls,
    versions: everyVersion(() => unknown('not-asked')),
    suites: everyVersion(() => new Map()),
    preference: everyVersion(() => 'unknown' as const),
    groups: { tls12: new Map(), tls13: new Map() },
    signatures: new Map(),
    features: {
      compression: unknown('not-asked'),
      secureRenegotiation: unknown('not-asked'),
      extendedMasterSecret: unknown('not-asked'),
      encryptThenMac: unknown('not-asked'),
      heartbeat: unknown('not-asked'),
      sessionTicket: unknown('not-asked'),
      ocspStaple: unknown('not-asked'),
      signedCertificateTimestamps: unknown('not-asked'),
      fallbackScsv: unknown('not-asked'),
      clientRenegotiation: unknown('not-asked'),
      resumptionId: unknown('not-asked'),
      resumptionTicket: unknown('not-asked'),
      resumption13: unknown('not-asked'),
      versionTolerance: unknown('not-asked'),
      extensionTolerance: unknown('not-asked'),
      largeHelloTolerance: unknown('not-asked'),
      alpn: unknown('not-asked'),
      sni: unknown(hasName ? 'not-asked' : 'not-applicable'),
      withoutSni: unknown('not-asked'),
    },
    vulnerabilities: {
      heartbleed: unknown('not-asked'),
      ccsInjection: unknown('not-asked'),
      robot: unknown('not-asked'),
      ticketbleed: unknown('not-asked'),
      starttlsInjection: unknown('not-asked'),
    },
    robot: new Map(),
    ticket: null,
    session: null,
    handshakes: {},
    sessionsLost: new Set(),
    choices: [],
    refusals: [],
    doubts: new Map(),
    stalled: new Map(),
    trials: new Map(),
    answered: new Set(),
    chokedSuites: Number.POSITIVE_INFINITY,
    toleratedSuites: 0,
    toleratesEmptyShare: false,
    sni: hasName,
    halted: null,
  }
}

/** A record with a value for every version. */
export function everyVersion<Value>(value: (version: TlsVersion) => Value): Record<TlsVersion, Value> {
  const of = (version: TlsVersion): Value => value(version)
  return {
    ssl2: of('ssl2'),
    ssl3: of('ssl3'),
    tls10: of('tls10'),
    tls11: of('tls11'),
    tls12: of('tls12'),
    tls13: of('tls13'),
  }
}

/** The highest version that is accepted; undefined while none is. */
export function highestAccepted(knowledge: Knowledge): TlsVersion | undefined {
  return VERSION_NAMES.toReversed().find((version) => knowledge.versions[version].state === 'accepted')
}

/** Suites of a version that are accepted, in the order in which that was learnt. */
export function acceptedSuites(knowledge: Knowledge, version: TlsVersion): readonly number[] {
  const answers = knowledge.suites[version]
  const known = acceptedOf.get(answers)
  if (known !== undefined) return known
  const accepted = [...answers].filter(([, answer]) => answer.state === 'accepted').map(([suite]) => suite)
  acceptedOf.set(answers, accepted)
  return accepted
}

/** Every question asks for this anew before each probe, while answers are immutable: once is enough for each of them. */
const acceptedOf = new WeakMap<SuiteAnswers, readonly number[]>()

/** True when the goal was given up after repeated inconclusive answers. */
export function isStalled(knowledge: Knowledge, goal: string): boolean {
  return (knowledge.stalled.get(goal)?.count ?? 0) >= PATIENCE
}
