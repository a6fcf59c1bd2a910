import { type Answer, type RefusalHow, unknown } from '../base/answer.ts'
import type { Failure } from '../base/failure.ts'
import type { EhloFacts, RelayFacts, SmtpFacts, StartTlsTally } from '../facts/server-facts.ts'
import { replyText } from '../smtp/reply.ts'
import type { SessionFacts } from '../smtp/session-facts.ts'
import type { ConnectionResult } from './connection.ts'

/** A connection with the number of its probe. */
export interface NumberedConnection {
  readonly by: number
  readonly result: ConnectionResult
}

/**
 * What SMTP showed, from the connection of a survey that came furthest. The first one that was rejected stands for all when
 * none was accepted.
 *
 * @param relay what was learnt of relaying, on a connection of its own
 */
export function smtpFacts(
  connections: readonly NumberedConnection[],
  mode: 'starttls' | 'implicit',
  relay: RelayFacts,
): SmtpFacts {
  const best = furthest(connections)
  const stood = connections.find(({ result }) => result.connected)
  const session = best?.result.session ?? null
  return {
    reachable: reachable(stood, connections),
    banner: bannerOf(session),
    ehlo: ehloOf(session),
    starttls: mode === 'implicit' ? unknown('not-applicable') : startTlsAnswer(best, connections),
    starttlsReply: session?.starttls.reply ?? null,
    mangled: session?.starttls.mangled ?? null,
    bytesAfterStarttls: session?.starttls.injectedBytes ?? 0,
    ehloAfterTls: session?.ehloAfterTls ? plainEhlo(session.ehloAfterTls) : implicitEhlo(session, mode),
    starttlsTally: tallyOf(connections),
    relay,
    failure: session?.failure ?? failureOf(best ?? connections[0]),
    transcript: (session?.transcript ?? []).map(({ direction, text, milliseconds, secure }) => ({
      direction,
      text,
      milliseconds,
      secure: secure || mode === 'implicit',
    })),
  }
}

/** Prefers EHLO inside TLS, then an accepted STARTTLS, then EHLO, then a banner, then any connection. */
function furthest(connections: readonly NumberedConnection[]): NumberedConnection | undefined {
  const reach = ({ result: { session, connected } }: NumberedConnection): number => {
    if (session === null) return connected ? 1 : 0
    if (session.ehloAfterTls !== null) return 5
    if (session.starttls.reply !== null) return 4
    if (session.ehlo !== null || session.helo !== null) return 3
    return session.banner === null ? 1 : 2
  }
  return connections.toSorted((a, b) => reach(b) - reach(a) || a.by - b.by)[0]
}

function reachable(stood: NumberedConnection | undefined, all: readonly NumberedConnection[]): Answer {
  if (stood !== undefined) return { state: 'accepted', by: stood.by }
  const [first] = all
  const outcome = first?.result.outcome
  if (first === undefined || outcome?.kind !== 'unavailable') return unknown('not-asked')
  return outcome.failure.code === 'tcp-refused'
    ? { state: 'refused', by: first.by, how: 'reset' }
    : unknown(outcome.why)
}

function startTlsAnswer(best: NumberedConnection | undefined, all: readonly NumberedConnection[]): Answer {
  const session = best?.result.session
  if (best === undefined || !session) return unknownReason(all)
  const { offered, reply } = session.starttls
  const refused = (how: RefusalHow): Answer => ({ state: 'refused', by: best.by, how })
  // 421 says nothing of STARTTLS, as in the tally.
  if (reply?.code === 421) return unknown('rate-limited')
  if (reply !== null) return reply.code < 300 ? { state: 'accepted', by: best.by } : refused('reply')
  if (session.helo !== null) return refused('ignored')
  if (session.ehlo === null) return unknownReason(all)
  return offered ? unknownReason(all) : refused('ignored')
}

/** Connections by what became of STARTTLS; one that ended before is in none of the numbers. */
function tallyOf(connections: readonly NumberedConnection[]): StartTlsTally {
  const tally = { accepted: 0, missing: 0, mangled: 0, refusedTemporarily: 0, refused: 0 }
  for (const { result } of connections) {
    const fate = result.session === null ? null : fateOf(result.session)
    if (fate !== null) tally[fate] += 1
  }
  return tally
}

/** 421 ends the connection, whatever was asked (RFC 5321 section 3.8): it says nothing of STARTTLS. */
function fateOf({ ehlo, helo, starttls: { offered, mangled, reply } }: SessionFacts): keyof StartTlsTally | null {
  if (reply !== null) {
    if (reply.code < 300) return 'accepted'
    if (reply.code === 421) return null
    return reply.code < 500 && reply.code >= 400 ? 'refusedTemporarily' : 'refused'
  }
  if (helo !== null) return 'missing'
  if (ehlo === null || offered) return null
  return mangled === null ? 'missing' : 'mangled'
}

function unknownReason(all: readonly NumberedConnection[]): Answer {
  const outcome = all.map(({ result }) => result.outcome).find(({ kind }) => kind === 'unavailable')
  return unknown(outcome?.kind === 'unavailable' ? outcome.why : 'not-asked')
}

function bannerOf(session: SessionFacts | null): SmtpFacts['banner'] {
  if (!session?.banner) return null
  const { code, lines } = session.banner
  return { code, lines, milliseconds: session.bannerMilliseconds ?? 0 }
}

function ehloOf(session: SessionFacts | null): EhloFacts | null {
  if (session?.ehlo) return plainEhlo(session.ehlo)
  return session?.helo ? { kind: 'helo', domain: replyText(session.helo), extensions: [] } : null
}

function plainEhlo(ehlo: NonNullable<SessionFacts['ehlo']>): EhloFacts {
  const extensions = ehlo.extensions.map(({ keyword, params }) => ({ keyword, parameters: params }))
  return { kind: 'ehlo', domain: ehlo.domain ?? '', extensions }
}

function implicitEhlo(session: SessionFacts | null, mode: 'starttls' | 'implicit'): EhloFacts | null {
  return mode === 'implicit' ? ehloOf(session) : null
}

function failureOf(connection: NumberedConnection | undefined): Failure | null {
  const outcome = connection?.result.outcome
  return outcome?.kind === 'unavailable' ? outcome.failure : null
}
