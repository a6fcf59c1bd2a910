import type { Duplex } from 'node:stream'
import { type Answer, unknown } from '../base/answer.ts'
import { attempt, type Failure, ProbeError } from '../base/failure.ts'
import type { ProbeRecord, RelayFacts } from '../facts/server-facts.ts'
import { probeRelay, type RelayOutcome } from '../smtp/relay-probe.ts'
import { replyText } from '../smtp/reply.ts'
import { ehloAfterTls, openSession, quit, type Session, sessionFacts, startTls } from '../smtp/session.ts'
import { handshake } from '../tls/handshake.ts'
import { dropLater, type ServerTarget, whyOf } from './connection.ts'
import type { AuditEnvironment } from './environment.ts'

/** What the connection of the check brought: its facts and its line in the ledger. */
export interface AskedRelay {
  readonly relay: RelayFacts
  readonly record: ProbeRecord
}

/** How the ledger calls the question. */
const GOAL = 'open-relay'

/**
 * Makes one connection to find out whether a server relays for anybody. It is made in clear, as a sender without any policy
 * would; a server that answers 530 there is asked again inside TLS, on the same connection.
 *
 * @param by the number of this connection in the survey
 * @throws ProbeError `cancelled` only
 */
export async function askRelay(
  target: ServerTarget,
  environment: AuditEnvironment,
  by: number,
  signal: AbortSignal | undefined,
): Promise<AskedRelay> {
  const start = performance.now()
  const { address, port } = target
  const timeoutMilliseconds = environment.patience.connectMilliseconds
  const dialled = await attempt(() => environment.dial({ address, port, timeoutMilliseconds, signal }))
  if (!dialled.ok) {
    const told = tell(by, null, unlessCancelled(dialled.failure))
    const counts = { milliseconds: tenth(performance.now() - start), sentBytes: 0, receivedBytes: 0 }
    return { relay: { ...told.relay, transcript: [] }, record: { index: by, goal: GOAL, ...told.ledger, ...counts } }
  }
  const socket = dialled.value
  try {
    const { ehloName, patience } = environment
    const session = await openSession(socket, { ehloName, signal, limits: patience.smtp })
    const { outcome, failure } = await converse(session, target, environment, signal)
    await quit(session)
    const told = tell(by, outcome, failure === null ? null : unlessCancelled(failure))
    const transcript = sessionFacts(session).transcript.map(({ direction, text, milliseconds, secure }) => {
      return { direction, text, milliseconds, secure }
    })
    const milliseconds = tenth(performance.now() - start)
    const counts = { milliseconds, sentBytes: socket.bytesWritten, receivedBytes: socket.bytesRead }
    return { relay: { ...told.relay, transcript }, record: { index: by, goal: GOAL, ...told.ledger, ...counts } }
  } finally {
    dropLater(socket)
  }
}

/** How the conversation went: the outcome as far as there is one, and what ended it early. */
interface Conversed {
  readonly outcome: RelayOutcome | null
  readonly failure: Failure | null
}

async function converse(
  session: Session,
  target: ServerTarget,
  environment: AuditEnvironment,
  signal: AbortSignal | undefined,
): Promise<Conversed> {
  const { failure } = sessionFacts(session)
  if (failure !== null) return { outcome: null, failure }
  const inClear = await probeRelay(session, target.host, target.domain ?? null)
  if (!inClear.wantsTls) return { outcome: inClear, failure: inClear.failure }
  const started = await startTls(session)
  if (!started.ok) return { outcome: inClear, failure: started.failure }
  const inside = await greetInside(session, started.value, target, environment, signal)
  if (inside !== null) return { outcome: inClear, failure: inside }
  const secure = await probeRelay(session, target.host, target.domain ?? null)
  return { outcome: secure, failure: secure.failure }
}

/** TLS, and EHLO in it; the failure, or null when the session stands. */
async function greetInside(
  session: Session,
  stream: Duplex,
  { sni }: ServerTarget,
  { roots, patience }: AuditEnvironment,
  signal: AbortSignal | undefined,
): Promise<Failure | null> {
  const done = await handshake(stream, {
    host: sni,
    roots,
    maxVersion: 'TLSv1.3',
    timeoutMilliseconds: patience.tlsMilliseconds,
    ...(signal === undefined ? {} : { signal }),
  })
  if (!done.ok) return done.failure
  const greeted = await ehloAfterTls(session, done.value.stream)
  return greeted.ok ? null : greeted.failure
}

interface Told {
  readonly relay: Omit<RelayFacts, 'transcript'>
  readonly ledger: Pick<ProbeRecord, 'outcome' | 'detail' | 'failure'>
}

function tell(by: number, outcome: RelayOutcome | null, failure: Failure | null): Told {
  const said = outcome?.attempt.stranger ?? outcome?.attempt.mail ?? null
  const reply =
    outcome === null || said === null
      ? null
      : { from: outcome.attempt.from, to: outcome.attempt.to, code: said.code, text: replyText(said) }
  const detail = reply === null ? (failure?.code ?? 'no reply') : `reply ${reply.code}`
  switch (outcome?.proof) {
    case 'accepted':
      return {
        relay: { answer: { state: 'accepted', by }, reply },
        ledger: { outcome: 'accepted', detail, failure: null },
      }
    case 'refused': {
      const answer: Answer = { state: 'refused', by, how: 'reply' }
      return { relay: { answer, reply }, ledger: { outcome: 'refused', detail, failure: null } }
    }
    default:
      return { relay: { answer: whyOpen(reply, failure), reply }, ledger: { outcome: 'failed', detail, failure } }
  }
}

/** A refusal tells more than the connection's end behind it: "later", or something else than that it relays for nobody. */
function whyOpen(reply: RelayFacts['reply'], failure: Failure | null): Answer {
  if (reply !== null && reply.code >= 400) return unknown(reply.code < 500 ? 'rate-limited' : 'inconclusive')
  if (failure !== null) return unknown(whyOf(failure))
  return unknown(reply === null ? 'unreachable' : 'inconclusive')
}

function unlessCancelled(failure: Failure): Failure {
  if (failure.code === 'cancelled') throw new ProbeError(failure)
  return failure
}

function tenth(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10
}
