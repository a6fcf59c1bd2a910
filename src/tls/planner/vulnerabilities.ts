import { type Answer, unknown } from '../../base/answer.ts'
import { RESUMED_SESSION_ID } from '../hello.ts'
import { noteFeature } from './features.ts'
import type { Knowledge, PlannedVulnerability } from './knowledge.ts'
import type { HelloOffer } from './offer.ts'
import type { AfterResult, Selected } from './outcome.ts'
import { judgePadding } from './robot.ts'

/** Alerts of a server that took the early ChangeCipherSpec for good and then could not decrypt: 20, 21 and 51. */
const DECRYPTION_ALERTS: ReadonlySet<string> = new Set(['alert 20', 'alert 21', 'alert 51'])

/** Adds the reaction to something that was sent behind the server's flight, which had made this choice. */
export function learnReaction(
  knowledge: Knowledge,
  { version, suite }: Pick<Selected, 'version' | 'suite'>,
  after: AfterResult,
  by: number,
): Knowledge {
  const { reaction } = after
  switch (after.check) {
    case 'heartbleed':
      return note(knowledge, 'heartbleed', verdict(reaction === 'heartbeat', by))
    case 'ccs':
      return note(
        knowledge,
        'ccsInjection',
        reaction === 'silence' ? unknown('timeout') : verdict(DECRYPTION_ALERTS.has(reaction), by),
      )
    case 'robot': {
      const robot = new Map(knowledge.robot).set(after.variant, { reaction, version, suite })
      const answer = judgePadding(robot, by)
      return answer === null ? { ...knowledge, robot } : note({ ...knowledge, robot }, 'robot', answer)
    }
    default:
      throw after satisfies never
  }
}

/** Adds what the session_id of a ServerHello tells that answered the offer of a session; nothing where none was offered. */
export function learnResumption(
  knowledge: Knowledge,
  { ticket, sessionId: offered }: HelloOffer,
  { sessionId }: Selected,
  by: number,
): Knowledge {
  if (ticket !== undefined) return learnTicket(knowledge, sessionId, by)
  if (offered === undefined) return knowledge
  const isSame = Buffer.from(offered).equals(sessionId)
  return { ...knowledge, features: noteFeature(knowledge.features, 'resumptionId', isSame, by) }
}

/**
 * Our single byte when the session of the ticket was resumed, and more than that from a server that copies what lies behind
 * it (CVE-2016-9244).
 */
function learnTicket(knowledge: Knowledge, sessionId: Uint8Array, by: number): Knowledge {
  const isOurs = sessionId[0] === RESUMED_SESSION_ID[0] && sessionId.length > 0
  const features = noteFeature(knowledge.features, 'resumptionTicket', isOurs, by)
  const leaks = isOurs && sessionId.length > RESUMED_SESSION_ID.length
  return note({ ...knowledge, features }, 'ticketbleed', verdict(leaks, by))
}

/** Sets the answer about a vulnerability. */
export function note(knowledge: Knowledge, vulnerability: PlannedVulnerability, answer: Answer): Knowledge {
  return { ...knowledge, vulnerabilities: { ...knowledge.vulnerabilities, [vulnerability]: answer } }
}

function verdict(isVulnerable: boolean, by: number): Answer {
  return isVulnerable ? { state: 'accepted', by } : { state: 'refused', by, how: 'ignored' }
}
