import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Unknown } from '../base/answer.ts'
import { attempt, type Failure, ProbeError } from '../base/failure.ts'
import { INJECTED_COMMAND, probeCommandInjection } from '../smtp/command-injection.ts'
import { ehloAfterTls, openSession, quit, type Session, sessionFacts, startTls } from '../smtp/session.ts'
import type { SessionFacts } from '../smtp/session-facts.ts'
import { type CompletedHandshake, handshake } from '../tls/handshake.ts'
import type { HandshakeOutcome, HelloOutcome } from '../tls/planner/outcome.ts'
import { handshakeCap, type Probe } from '../tls/planner/probe.ts'
import { probeHello } from '../tls/probe-hello.ts'
import { renegotiates } from '../tls/renegotiate.ts'
import { ticketOf } from '../tls/session-ticket.ts'
import type { AuditEnvironment } from './environment.ts'

/** One address and port to survey. */
export interface ServerTarget {
  readonly address: string
  readonly port: number
  readonly mode: 'starttls' | 'implicit'
  /** The MX name, or the address for an address literal. */
  readonly host: string
  /** The name for SNI; null for an address literal (RFC 6066 section 3). */
  readonly sni: string | null
  /** A domain whose mail it takes, as its MX record says; absent when the server itself was named. */
  readonly domain?: string
}

/** What one connection brought. */
export interface ConnectionResult {
  readonly outcome: HelloOutcome | HandshakeOutcome
  /** What SMTP showed on it; null when the TCP connection did not stand, or TLS came first and was a mere probe. */
  readonly session: SessionFacts | null
  /** The whole handshake, if that was the probe and it was completed. Its stream is closed. */
  readonly handshake: CompletedHandshake | null
  readonly connected: boolean
  readonly milliseconds: number
  readonly sentBytes: number
  readonly receivedBytes: number
  /** Resolves when the server has closed its side too, or is waited for no longer. */
  readonly gone: Promise<void>
}

/**
 * Makes one connection and asks one question on it: TCP, banner, EHLO, STARTTLS, then a ClientHello or a whole handshake with
 * EHLO and QUIT inside TLS. Nothing is ever pipelined and nobody speaks before the banner.
 *
 * @throws ProbeError `cancelled` only
 */
export async function connectAndAsk(
  target: ServerTarget,
  probe: Probe,
  environment: AuditEnvironment,
  { signal, session }: { readonly signal?: AbortSignal | undefined; readonly session?: Buffer | undefined } = {},
): Promise<ConnectionResult> {
  const start = performance.now()
  const { address, port } = target
  const timeoutMilliseconds = environment.patience.connectMilliseconds
  const dialled = await attempt(() => environment.dial({ address, port, timeoutMilliseconds, signal }))
  if (!dialled.ok) {
    if (dialled.failure.code === 'cancelled') throw new ProbeError(dialled.failure)
    return { ...NOTHING, outcome: unavailable(dialled.failure), milliseconds: performance.now() - start }
  }
  const socket = dialled.value
  const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const context: Context = { target, probe, environment, signal, socket, resume: session }
  try {
    const result = await (target.mode === 'starttls' ? viaStartTls(context) : viaImplicitTls(context))
    const milliseconds = performance.now() - start
    return {
      ...result,
      connected: true,
      milliseconds,
      sentBytes: socket.bytesWritten,
      receivedBytes: socket.bytesRead,
      gone,
    }
  } finally {
    dropLater(socket)
  }
}

interface Context {
  readonly target: ServerTarget
  readonly probe: Probe
  readonly environment: AuditEnvironment
  readonly signal: AbortSignal | undefined
  readonly socket: Socket
  /** A session to resume, for the handshake that asks for it. */
  readonly resume: Buffer | undefined
}

type HandshakeProbe = Extract<Probe, { kind: 'handshake' }>

type Asked = Pick<ConnectionResult, 'outcome' | 'session' | 'handshake'>

const NOTHING = {
  session: null,
  handshake: null,
  connected: false,
  sentBytes: 0,
  receivedBytes: 0,
  gone: Promise.resolve(),
} as const

/** A peer that does not answer our FIN is dropped after this time. */
const LINGER_MILLISECONDS = 2_500

async function viaStartTls(context: Context): Promise<Asked> {
  const session = await open(context, context.socket)
  const failure = sessionFacts(session).failure
  if (failure !== null) return giveUp(session, failure)
  const injects = context.probe.kind === 'handshake' && context.probe.handshake === 'injection'
  const started = await startTls(session, injects ? { pipelined: INJECTED_COMMAND } : {})
  if (!started.ok) return injects ? rejectInjection(session, started.failure) : giveUp(session, started.failure)
  const asked = await ask(context, started.value, session)
  return { ...asked, session: sessionFacts(session) }
}

/** On an implicit TLS port the SMTP session begins inside TLS, so only a whole handshake sees it (RFC 8314 section 3.3). */
async function viaImplicitTls(context: Context): Promise<Asked> {
  return ask(context, context.socket, null)
}

async function open({ environment, signal }: Context, stream: Duplex): Promise<Session> {
  const { ehloName, patience } = environment
  const session = await openSession(stream, { ehloName, signal, limits: patience.smtp })
  const { failure } = sessionFacts(session)
  if (failure?.code === 'cancelled') {
    await quit(session)
    throw new ProbeError(failure)
  }
  return session
}

/** A server that will not have anything pipelined behind STARTTLS has answered the question about injection. */
async function rejectInjection(session: Session, failure: Failure): Promise<Asked> {
  await quit(session)
  return { outcome: { kind: 'not-completed', failure }, session: null, handshake: null }
}

async function giveUp(session: Session, failure: Failure): Promise<Asked> {
  await quit(session)
  return { outcome: unavailable(failure), session: sessionFacts(session), handshake: null }
}

async function ask(context: Context, stream: Duplex, session: Session | null): Promise<Asked> {
  const { probe, target, environment, signal } = context
  const settings = {
    host: probe.kind === 'handshake' && probe.nameless ? null : target.sni,
    timeoutMilliseconds: environment.patience.tlsMilliseconds,
    ...(signal === undefined ? {} : { signal }),
  }
  if (probe.kind === 'hello') {
    return { outcome: await probeHello(stream, probe.offer, settings, probe.after), session: null, handshake: null }
  }
  const maxVersion = handshakeCap(probe) === 'tls12' ? 'TLSv1.2' : 'TLSv1.3'
  const resume = probe.handshake === 'resume13' && context.resume !== undefined ? { session: context.resume } : {}
  const tickets = !probe.withoutTicket
  const done = await handshake(stream, { ...settings, ...resume, tickets, roots: environment.roots, maxVersion })
  if (!done.ok) return { outcome: { kind: 'not-completed', failure: done.failure }, session: null, handshake: null }
  if (probe.handshake === 'injection' && session !== null) return askInjection(probe, done.value, session)
  const { facts, renegotiation } = await greetInside(context, done.value, session, probe.handshake === 'tls12')
  return { outcome: outcomeOf(probe, done.value, renegotiation, null), session: facts, handshake: done.value }
}

/** EHLO (and, on an implicit TLS port, the banner before it) inside TLS, a renegotiation if wanted, then QUIT. */
async function greetInside(
  context: Context,
  done: CompletedHandshake,
  session: Session | null,
  wantsRenegotiation: boolean,
): Promise<{ readonly facts: SessionFacts; readonly renegotiation: boolean | null }> {
  const inside = session ?? (await open(context, done.stream))
  if (session !== null) await ehloAfterTls(inside, done.stream)
  const renegotiation = wantsRenegotiation && done.version !== 'tls13' ? await renegotiates(done.stream) : null
  await quit(inside)
  return { facts: sessionFacts(inside), renegotiation }
}

/** The session facts of this connection are not kept: its conversation is not one that a sender has. */
async function askInjection(probe: HandshakeProbe, done: CompletedHandshake, session: Session): Promise<Asked> {
  const obeyed = await probeCommandInjection(session, done.stream)
  await quit(session)
  return { outcome: outcomeOf(probe, done, null, obeyed.ok ? obeyed.value : null), session: null, handshake: null }
}

function outcomeOf(
  { withoutTicket }: HandshakeProbe,
  done: CompletedHandshake,
  renegotiation: boolean | null,
  obeyed: boolean | null,
): HandshakeOutcome {
  const { version, suite, group, certificates, ocspStaple, resumed, offered, sessions } = done
  const last = version === 'tls13' ? undefined : sessions.at(-1)
  const ticket = last === undefined ? null : ticketOf(last)
  return {
    kind: 'completed',
    version,
    suite,
    group,
    certificates,
    ocspStaple,
    resumed,
    offered,
    ticket,
    sessionId: withoutTicket && version !== 'tls13' ? done.sessionId : null,
    renegotiates: renegotiation,
    obeyed,
  }
}

/** A conversation that did not come to TLS, and what that says about further questions. */
function unavailable(failure: Failure): {
  readonly kind: 'unavailable'
  readonly why: Unknown
  readonly failure: Failure
} {
  return { kind: 'unavailable', why: whyOf(failure), failure }
}

/** Why the questions are open that a failure before TLS left. */
export function whyOf(failure: Failure): Unknown {
  switch (failure.code) {
    case 'smtp-refused':
      return failure.reply < 500 ? 'rate-limited' : 'unreachable'
    case 'starttls-refused':
      // 421 says nothing of STARTTLS.
      return failure.reply === 421 ? 'rate-limited' : 'not-applicable'
    case 'starttls-not-offered':
      return 'not-applicable'
    case 'stream-timeout':
    case 'tcp-timeout':
      return 'timeout'
    case 'stream-reset':
      return 'reset'
    case 'tcp-unreachable':
      return LOCAL_ERRNOS.has(failure.errno) ? 'local' : 'unreachable'
    default:
      return 'unreachable'
  }
}

/** Errors that say something about this machine, not about the server. */
const LOCAL_ERRNOS: ReadonlySet<string> = new Set([
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'EMFILE',
  'ENFILE',
  'EACCES',
])

/** Drops a connection that the server does not end soon, though we have. */
export function dropLater(socket: Socket): void {
  if (socket.destroyed) return
  const timer = setTimeout(() => socket.destroy(), LINGER_MILLISECONDS)
  timer.unref()
  socket.once('close', () => clearTimeout(timer))
}
