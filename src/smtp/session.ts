import type { Duplex } from 'node:stream'
import { type Attempt, attempt, fail } from '../base/failure.ts'
import { printable } from '../base/printable.ts'
import { Conversation, SMTP_LIMITS, type SmtpLimits } from './conversation.ts'
import { mangledStartTls, offers, parseEhlo } from './ehlo.ts'
import { type Reply, replyText } from './reply.ts'
import type { EhloFacts, SessionFacts, StartTlsFacts } from './session-facts.ts'

/*
 * An SMTP session as a client that wants nothing but TLS leads it:
 *
 *     server   220 mx.example.org ESMTP          the banner; a client that speaks before it is taken for a spammer
 *     client   EHLO probe.example.net            who we are
 *     server   250-mx.example.org … 250 STARTTLS  what the server can do, still in clear: anyone on the path may edit it
 *     client   STARTTLS                          alone in its segment, for servers refuse pipelining here
 *     server   220 ready                         from here on the stream speaks TLS
 *     client   EHLO probe.example.net            again, since nothing that was said in clear counts any more
 *
 * None of these functions throws for what the peer does. A session that went wrong keeps its failure, and all that was
 * seen until then is in its facts.
 */

/** How a session is led. */
export interface SessionOptions {
  /** The name we give in EHLO: an A-label host name or an address literal, without blanks or control characters. */
  readonly ehloName: string
  readonly signal?: AbortSignal | undefined
  /** Those that differ from {@link SMTP_LIMITS}. */
  readonly limits?: Partial<SmtpLimits>
  /** Milliseconds of a monotonic clock, by default `performance.now`. */
  readonly clock?: () => number
}

/** A session under way. Its facts are read with {@link sessionFacts}, at any time. */
export interface Session {
  readonly ehloName: string
  readonly conversation: Conversation
  readonly notes: Notes
}

type Notes = { -readonly [Fact in Exclude<keyof SessionFacts, 'transcript'>]: SessionFacts[Fact] }

const NO_STARTTLS: StartTlsFacts = {
  offered: false,
  mangled: null,
  reply: null,
  injectedBytes: 0,
  injectedText: null,
}

/**
 * Waits for the banner, then says EHLO, or HELO to a server that refuses EHLO for good. The session is usable when
 * `sessionFacts(session).failure` is null.
 *
 * @param stream a connected stream that nobody else reads; for implicit TLS, the TLS stream
 * @throws ProbeError `option-invalid` for a name that cannot stand in a command
 * @see RFC 5321 sections 3.1 and 3.2
 */
export async function openSession(stream: Duplex, options: SessionOptions): Promise<Session> {
  const { ehloName, signal, clock = () => performance.now() } = options
  if (!/^[!-~]{1,255}$/.test(ehloName)) {
    fail({ code: 'option-invalid', option: 'ehloName', reason: 'not a host name or address literal' })
  }
  const limits = { ...SMTP_LIMITS, ...options.limits }
  const session: Session = {
    ehloName,
    conversation: new Conversation(stream, { limits, clock, signal }),
    notes: {
      banner: null,
      bannerMilliseconds: null,
      ehlo: null,
      ehloRejection: null,
      helo: null,
      starttls: NO_STARTTLS,
      ehloAfterTls: null,
      failure: null,
    },
  }
  await step(session, async () => {
    await readBanner(session)
    await greet(session)
  })
  return session
}

/** What the session has shown so far, as plain data. */
export function sessionFacts(session: Session): SessionFacts {
  return { ...session.notes, transcript: [...session.conversation.transcript] }
}

/** How STARTTLS is asked for. */
export interface StartTlsOptions {
  /** Send the command although the server does not announce it. */
  readonly force?: boolean
  /** A command to put behind STARTTLS in the same segment. Only the injection probe does that. */
  readonly pipelined?: string
}

/**
 * Asks for TLS. On success the bare stream is handed out, paused, and the caller has to take it in the same turn. After
 * `starttls-not-offered` and `starttls-refused` the session still stands.
 *
 * Any 2yz reply counts as consent, as it does for Postfix; the standard knows only 220.
 *
 * @see RFC 3207 section 4
 */
export async function startTls(session: Session, options: StartTlsOptions = {}): Promise<Attempt<Duplex>> {
  const { conversation, notes } = session
  if (notes.failure) return { ok: false, failure: notes.failure }
  // What was said in clear counts no more inside TLS, and nobody starts TLS there again (RFC 3207 section 4.2).
  if (conversation.secure) return { ok: false, failure: { code: 'starttls-not-offered', mangled: null } }
  const { offered, mangled } = notes.starttls
  if (!offered && !options.force) return { ok: false, failure: { code: 'starttls-not-offered', mangled } }

  const asked = await step(session, () => {
    conversation.send('STARTTLS', ...(options.pipelined === undefined ? [] : [options.pipelined]))
    return conversation.reply('starttls', conversation.limits.replyMilliseconds)
  })
  if (!asked.ok) return asked
  const { code } = asked.value
  const reply = { code, text: replyText(asked.value) }
  if (code >= 300) {
    notes.starttls = { ...notes.starttls, reply }
    return { ok: false, failure: { code: 'starttls-refused', reply: code, text: reply.text } }
  }

  const injected = await conversation.takeRest()
  const injectedText = injected.length > 0 ? printable(injected, INJECTED_CHARACTERS) : null
  notes.starttls = { ...notes.starttls, reply, injectedBytes: injected.length, injectedText }
  return { ok: true, value: conversation.release() }
}

/**
 * Says EHLO again over the TLS stream that was made of the one {@link startTls} handed out.
 *
 * @see RFC 3207 section 4.2
 */
export function ehloAfterTls(session: Session, secureStream: Duplex): Promise<Attempt<EhloFacts>> {
  const { conversation, notes } = session
  conversation.resume(secureStream)
  return step(session, async () => {
    const facts = ehloFacts(accepted('ehlo-after-tls', await command(session, 'EHLO', 'ehlo-after-tls')))
    notes.ehloAfterTls = facts
    return facts
  })
}

/**
 * Says QUIT if anyone still listens, waits a moment for the answer, and closes the stream. A stream that was handed out
 * by {@link startTls} and not brought back is left to its owner.
 */
export async function quit(session: Session): Promise<void> {
  const { conversation, notes } = session
  const failure = notes.failure?.code
  if (conversation.open && (failure === undefined || failure === 'smtp-refused')) {
    await attempt(() => {
      conversation.send('QUIT')
      return conversation.reply('quit', conversation.limits.quitMilliseconds)
    })
  }
  await conversation.close()
}

/** Characters of injected bytes that are kept. */
const INJECTED_CHARACTERS = 512

async function readBanner({ conversation, notes }: Session): Promise<void> {
  const banner = await conversation.reply('banner', conversation.limits.bannerMilliseconds)
  notes.banner = banner
  notes.bannerMilliseconds = conversation.milliseconds
  accepted('banner', banner)
}

async function greet(session: Session): Promise<void> {
  const { notes } = session
  const answer = await command(session, 'EHLO', 'ehlo')
  if (answer.code >= 500) {
    notes.ehloRejection = answer
    notes.helo = accepted('helo', await command(session, 'HELO', 'helo'))
    return
  }
  const ehlo = ehloFacts(accepted('ehlo', answer))
  notes.ehlo = ehlo
  notes.starttls = { ...NO_STARTTLS, offered: offers(ehlo, 'STARTTLS'), mangled: mangledStartTls(ehlo) }
}

function command({ conversation, ehloName }: Session, verb: 'EHLO' | 'HELO', during: string): Promise<Reply> {
  conversation.send(`${verb} ${ehloName}`)
  return conversation.reply(during, conversation.limits.replyMilliseconds)
}

/** Passes a positive reply on. A 3yz asks for more of a command that has no more, so it is no answer at all. */
function accepted(during: string, reply: Reply): Reply {
  const text = replyText(reply)
  if (reply.code >= 400) fail({ code: 'smtp-refused', during, reply: reply.code, text })
  if (reply.code >= 300) fail({ code: 'smtp-malformed', during, text: `${reply.code} ${text}` })
  return reply
}

function ehloFacts(reply: Reply): EhloFacts {
  return { ...parseEhlo(reply), reply }
}

/** Runs a part of the session; what goes wrong ends the session and is kept. */
async function step<Value>(session: Session, work: () => Promise<Value>): Promise<Attempt<Value>> {
  const result = await attempt(work)
  if (!result.ok) session.notes.failure = result.failure
  return result
}
