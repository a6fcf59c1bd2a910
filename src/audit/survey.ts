import { setTimeout as pause } from 'node:timers/promises'
import { isSettled, type TlsVersion, type Unknown, unknown } from '../base/answer.ts'
import { attempt, type Failure, ProbeError } from '../base/failure.ts'
import type { ProbeRecord, RelayFacts, ServerFacts } from '../facts/server-facts.ts'
import { VERSION_NAMES, versionTitle } from '../registry/versions.ts'
import { type Knowledge, nothingKnown } from '../tls/planner/knowledge.ts'
import { learn } from '../tls/planner/learn.ts'
import { nextProbes } from '../tls/planner/plan.ts'
import type { Probe } from '../tls/planner/probe.ts'
import { askRelay } from './ask-relay.ts'
import { type ConnectionResult, connectAndAsk, type ServerTarget } from './connection.ts'
import type { AuditEnvironment, AuditOptions } from './environment.ts'
import { joinFacts } from './join-facts.ts'
import { knowledgeOfFacts } from './knowledge-of-facts.ts'
import type { NumberedHandshake } from './numbered-handshake.ts'
import { probeRecord } from './probe-record.ts'
import { tlsFacts } from './server-facts-of.ts'
import { type NumberedConnection, smtpFacts } from './smtp-facts-of.ts'

/** Connections that one survey never exceeds, whatever a server does: the widest plan against the widest server stays far below. */
const SURVEY_CONNECTIONS = 1_000

/** Where mail between servers arrives (RFC 5321 section 4.5.4.2). */
const SMTP_PORT = 25

/**
 * Surveys one address and port: asks the planner what to ask, asks it over as many lanes as allowed, and writes down what
 * was learnt. Every probe is one connection.
 *
 * A server that turns one of several parallel connections away is asked by a single lane from then on, after a pause; if it
 * does so again the survey ends there, and what is open stays unknown with that reason.
 *
 * An interrupt ends it too: what was learnt until then is returned, the rest is unknown.
 *
 * @param earlier facts of this server to go on from: only what they leave open is asked
 */
export async function surveyServer(
  target: ServerTarget,
  environment: AuditEnvironment,
  options: AuditOptions,
  earlier?: ServerFacts,
): Promise<ServerFacts> {
  const at = environment.now().toISOString()
  const run = new SurveyRun(target, environment, options, earlier)
  await run.finish()
  const relay = await run.askRelay(earlier?.smtp.relay)
  const { address, port, mode, host } = target
  const smtp = smtpFacts(run.connections, mode, relay)
  const tls = tlsFacts(run.knowledge, run.handshakes, environment.roots, run.openBecause)
  const facts: ServerFacts = { address, port, mode, host, at, smtp, ...tls, probes: run.records.filter(() => true) }
  return earlier === undefined ? facts : joinFacts(earlier, facts)
}

/** One survey under way. */
class SurveyRun {
  knowledge: Knowledge
  readonly connections: NumberedConnection[] = []
  readonly handshakes: NumberedHandshake[] = []
  readonly records: ProbeRecord[] = []
  readonly #target: ServerTarget
  readonly #environment: AuditEnvironment
  readonly #options: AuditOptions
  readonly #inFlight = new Map<Probe, Promise<void>>()
  /** Connections that told all they had to and are not gone yet: for the server a connection lasts until then. */
  readonly #closing = new Set<Promise<void>>()
  /** Number of the first probe: behind those of an earlier survey. */
  readonly #first: number
  #started = 0
  #lanes: number
  /** Knowledge for which the plan had no more to ask than what is in flight since: a lane that falls idle changes nothing then. */
  #exhausted: Knowledge | null = null
  /** Probes that were turned away while others were under way; nothing is learnt of them until those have ended. */
  #turnedAway: { readonly probe: Probe; readonly by: number; readonly result: ConnectionResult }[] = []

  constructor(target: ServerTarget, environment: AuditEnvironment, options: AuditOptions, earlier?: ServerFacts) {
    this.#target = target
    this.#environment = environment
    this.#options = options
    this.#lanes = options.lanes
    this.knowledge =
      earlier === undefined ? nothingKnown(target.mode === 'starttls', target.sni !== null) : knowledgeOfFacts(earlier)
    this.#first = (earlier?.probes.at(-1)?.index ?? -1) + 1
  }

  /** Why questions that were never answered are open. */
  get openBecause(): Unknown {
    if (this.knowledge.halted !== null) return this.knowledge.halted
    return this.#budget <= this.#started && nextProbes(this.knowledge, this.#options.plan, [], 1).length > 0
      ? 'budget'
      : 'not-asked'
  }

  /** Runs until the plan, the server or the budget ends it. */
  async finish(): Promise<void> {
    for (;;) {
      if (this.#inFlight.size === 0 && this.#turnedAway.length > 0) await this.#backOff()
      const busy = this.#inFlight.size + this.#closing.size
      const room = Math.min(this.#lanes - busy, this.#budget - this.#started)
      if (room > 0 && this.#exhausted !== this.knowledge) {
        const probes = nextProbes(this.knowledge, this.#options.plan, [...this.#inFlight.keys()], room)
        for (const probe of probes) this.#start(probe)
        this.#exhausted = probes.length < room ? this.knowledge : null
      }
      if (this.#inFlight.size === 0 && (room > 0 || this.#closing.size === 0)) return
      await Promise.race([...this.#inFlight.values(), ...this.#closing])
    }
  }

  /** The one question that no plan has; see `AuditOptions.openRelay`. It comes last, when all of TLS is known. */
  async askRelay(earlier?: RelayFacts): Promise<RelayFacts> {
    const why = isSettledRelay(earlier) ? 'not-asked' : this.#whyNoRelay()
    if (why !== null) return { answer: unknown(why), reply: null, transcript: [] }
    await Promise.all(this.#closing)
    const by = this.#first + this.#started
    this.#started += 1
    this.#report('waiting', 'open-relay')
    const asked = await attempt(() => askRelay(this.#target, this.#environment, by, this.#options.signal))
    if (!asked.ok) {
      this.#stop(asked.failure)
      return { answer: unknown('interrupted'), reply: null, transcript: [] }
    }
    this.records[by - this.#first] = asked.value.record
    return asked.value.relay
  }

  /** Servers take mail from strangers on port 25 alone; elsewhere users log in. */
  #whyNoRelay(): Unknown | null {
    if (!this.#options.openRelay) return 'not-asked'
    if (this.#target.port !== SMTP_PORT || this.#target.mode !== 'starttls') return 'not-applicable'
    const { halted } = this.knowledge
    // Without STARTTLS, or with TLS that does not work, there is still a server that takes mail.
    const spoke = this.connections.some(({ result }) => result.session !== null && result.session.failure === null)
    if (halted !== null && (halted === 'rate-limited' || halted === 'interrupted' || !spoke)) return halted
    return this.#budget <= this.#started ? 'budget' : null
  }

  get #budget(): number {
    return Math.min(this.#options.connections, SURVEY_CONNECTIONS)
  }

  #start(probe: Probe): void {
    const by = this.#first + this.#started
    this.#started += 1
    this.#report('waiting', probe.goal)
    const work = this.#ask(probe, by, this.#lanes === 1).finally(() => {
      this.#inFlight.delete(probe)
      this.#exhausted = null
    })
    this.#inFlight.set(probe, work)
  }

  async #ask(probe: Probe, by: number, alone: boolean): Promise<void> {
    const asked = await attempt(() => this.#connect(probe))
    if (!asked.ok) {
      this.#stop(asked.failure)
      return
    }
    const result = asked.value
    this.connections.push({ by, result })
    this.records[by - this.#first] = probeRecord(by, probe, result)
    if (result.handshake !== null) this.handshakes.push({ by, done: result.handshake })
    if (!alone && isTurnedAway(result)) {
      this.#lanes = 1
      this.#turnedAway.push({ probe, by, result })
    } else this.knowledge = learn(this.knowledge, probe, result.outcome, by)
    this.#report('probe', probe.goal)
    const closing = result.gone.finally(() => this.#closing.delete(closing))
    this.#closing.add(closing)
  }

  #connect(probe: Probe): Promise<ConnectionResult> {
    const session = this.handshakes.find(({ done }) => done.version === 'tls13')?.done.sessions.at(-1)
    return connectAndAsk(this.#target, probe, this.#environment, { signal: this.#options.signal, session })
  }

  /** The only failure that a connection throws is the interrupt. */
  #stop(failure: Failure): void {
    if (failure.code !== 'cancelled') throw new ProbeError(failure)
    this.knowledge = { ...this.knowledge, halted: 'interrupted' }
  }

  /**
   * Some of several connections at once were turned away. If others were let in, that may be about our number only: after
   * a pause the same is asked again, one by one. If none was, the server has said enough. An interrupt ends the pause.
   */
  async #backOff(): Promise<void> {
    const turnedAway = this.#turnedAway
    this.#turnedAway = []
    if (this.knowledge.halted !== null) return
    if (this.connections.some(({ result }) => isUsable(result))) {
      const { signal } = this.#options
      const { backOffMilliseconds } = this.#environment.patience
      await pause(backOffMilliseconds, undefined, { signal }).catch(() => this.#stop({ code: 'cancelled' }))
      return
    }
    for (const { probe, by, result } of turnedAway) this.knowledge = learn(this.knowledge, probe, result.outcome, by)
  }

  #report(kind: 'probe' | 'waiting', goal: string): void {
    const { onProgress } = this.#options
    if (onProgress === undefined) return
    const { host, address, port } = this.#target
    if (kind === 'waiting') {
      onProgress({ kind, host, address, port, goal })
      return
    }
    const titles = (state: string): readonly string[] =>
      VERSION_NAMES.filter((version: TlsVersion) => this.knowledge.versions[version].state === state).map(versionTitle)
    const connections = this.connections.length
    onProgress({
      kind,
      host,
      address,
      port,
      connections,
      accepted: titles('accepted'),
      refused: titles('refused'),
      goal,
    })
  }
}

function isSettledRelay(relay: RelayFacts | undefined): boolean {
  return relay !== undefined && isSettled(relay.answer)
}

function isUsable({ outcome }: ConnectionResult): boolean {
  return outcome.kind !== 'unavailable'
}

/** True when the server, or the way to it, ended the conversation before TLS for a reason that may pass. */
function isTurnedAway({ outcome }: ConnectionResult): boolean {
  return outcome.kind === 'unavailable' && outcome.why !== 'not-applicable' && outcome.why !== 'local'
}
