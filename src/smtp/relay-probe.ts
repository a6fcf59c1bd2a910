import { attempt, type Failure } from '../base/failure.ts'
import { type RelayAttempt, relayProof, wantsTls } from './relay.ts'
import type { Reply } from './reply.ts'
import type { Session } from './session.ts'

/*
 * A relay for everybody is found by beginning to hand over a message and never doing so:
 *
 *     client   MAIL FROM:<wiretight@example.com>   nobody of the server's
 *     server   250 Ok
 *     client   RCPT TO:<wiretight@example.org>     nor of the server's
 *     server   554 5.7.1 Relay access denied       or 250: it would pass the message on
 *     client   RCPT TO:<postmaster@its.domain>     after a refusal only: would it take anything from us?
 *     server   250 Ok
 *     client   RSET                                there is no DATA, so no message, no bounce, nobody who is bothered
 *
 * The domains are those that RFC 2606 section 3 keeps for examples: no mail is received there, whatever a server makes of
 * this. Servers that look up the sender's domain refuse it for what it is, which proves nothing; they are asked once more
 * with the null reverse-path, that nobody can look up and everybody has to take (RFC 2505 section 2.6.1).
 */

const NAMED_SENDER = 'wiretight@example.com'

/** In `MAIL FROM:<>`. */
const NULL_SENDER = ''

/** What the check came to. */
export interface RelayOutcome {
  /** The last attempt; the one that proves something if there is one. */
  readonly attempt: RelayAttempt
  readonly proof: 'accepted' | 'refused' | null
  /** True when nothing can be said in clear, because the server wants STARTTLS first. */
  readonly wantsTls: boolean
  /** What ended the conversation early; null when it went as asked. */
  readonly failure: Failure | null
}

/**
 * Finds out whether a server takes mail from anybody for anybody. It never sends a message.
 *
 * @param session one that was greeted and has no failure, in clear or inside TLS
 * @param host the server's name: the recipient is not in its domain
 * @param domain an A-label domain whose mail the server takes; null when none is known
 */
export async function probeRelay(session: Session, host: string, domain: string | null): Promise<RelayOutcome> {
  const to = `wiretight@${/(^|\.)example\.org\.?$/i.test(host) ? 'example.net' : 'example.org'}`
  const named = await tryFrom(session, { from: NAMED_SENDER, to, domain })
  const isOver = named.proof !== null || named.failure !== null || named.wantsTls
  return isOver ? named : tryFrom(session, { from: NULL_SENDER, to, domain })
}

/** Who takes part in a transaction. */
interface Parties {
  readonly from: string
  readonly to: string
  readonly domain: string | null
}

async function tryFrom(session: Session, parties: Parties): Promise<RelayOutcome> {
  const { secure } = session.conversation
  const { tried, failure } = await transaction(session, parties)
  const proof = relayProof(tried, secure)
  return { attempt: tried, proof, wantsTls: proof === null && !secure && wantsTls(tried), failure }
}

/** One transaction without a message. What was answered stays known when the server leaves in the middle. */
async function transaction(
  session: Session,
  { from, to, domain }: Parties,
): Promise<{ readonly tried: RelayAttempt; readonly failure: Failure | null }> {
  const said: { mail: Reply | null; stranger: Reply | null; postmaster: Reply | null } = {
    mail: null,
    stranger: null,
    postmaster: null,
  }
  const done = await attempt(async () => {
    said.mail = await ask(session, `MAIL FROM:<${from}>`)
    if (isAccepted(said.mail)) {
      said.stranger = await ask(session, `RCPT TO:<${to}>`)
      if (!isAccepted(said.stranger) && domain !== null) {
        said.postmaster = await ask(session, `RCPT TO:<postmaster@${domain}>`)
      }
    }
    await ask(session, 'RSET')
  })
  return { tried: { from, to, ...said }, failure: done.ok ? null : done.failure }
}

function ask({ conversation }: Session, command: string): Promise<Reply> {
  conversation.send(command)
  return conversation.reply('relay', conversation.limits.replyMilliseconds)
}

function isAccepted({ code }: Reply): boolean {
  return code < 300
}
