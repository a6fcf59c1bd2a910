import type { Duplex } from 'node:stream'
import { type Attempt, attempt, fail } from '../base/failure.ts'
import { replyText } from './reply.ts'
import type { Session } from './session.ts'

/**
 * The command to send behind STARTTLS in one segment ({@link StartTlsOptions.pipelined}). It changes nothing, whether it
 * is obeyed or not.
 */
export const INJECTED_COMMAND = 'NOOP'

/**
 * Finds out whether a server obeyed a command that came in clear behind STARTTLS (CVE-2011-0411): somebody on the path
 * could then put words into the mouth of a client that believes itself protected.
 *
 * It needs no waiting. Over TLS we ask for EHLO and then for QUIT. If the buffer was discarded, the two answers belong to
 * our two commands and the second is the 221; if not, the answer to the injected command comes first and the 221 would
 * be the third.
 *
 * @param session one whose STARTTLS was sent with {@link INJECTED_COMMAND}
 * @param secureStream the TLS stream
 * @returns true when the server obeyed it. The session is over then, either way.
 * @see RFC 3207 section 4.2
 */
export function probeCommandInjection(session: Session, secureStream: Duplex): Promise<Attempt<boolean>> {
  const { conversation, ehloName } = session
  const { replyMilliseconds } = conversation.limits
  return attempt(async () => {
    conversation.resume(secureStream)
    conversation.send(`EHLO ${ehloName}`)
    await conversation.reply('injection', replyMilliseconds)
    conversation.send('QUIT')
    const second = await conversation.reply('injection', replyMilliseconds)
    if (second.code === 221) return false
    if (second.code === 250) return true
    return fail({ code: 'smtp-refused', during: 'injection', reply: second.code, text: replyText(second) })
  })
}
