import { type Answer, unknown } from '../../base/answer.ts'
import { RESUMED_SESSION_ID } from '../hello.ts'
import { PADDING_VARIANTS } from '../wire/rsa-key-exchange.ts'
import { noteFeature } from './features.ts'
import type { Knowledge, PlannedVulnerability } from './knowledge.ts'
import type { AfterResult, Selected } from './outcome.ts'

/** Alerts of a server that took the early ChangeCipherSpec for good and then could not decrypt: 20, 21 and 51. */
const DECRYPTION_ALERTS: ReadonlySet<string> = new Set(['alert 20', 'alert 21', 'alert 51'])

/** Tests of RSA padding: each way once, and each once more if the reactions differed. */
export const ROBOT_TESTS: number = PADDING_VARIANTS.length * 2

/** Adds the reaction to something that was sent behind the server's flight. */
export function learnReaction(knowledge: Knowledge, after: AfterResult, by: number): Knowledge {
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
    case 'robot':
      return judgeRobot({ ...knowledge, robot: new Map(knowledge.robot).set(after.variant, reaction) }, by)
    default:
      throw after satisfies never
  }
}

/**
 * Adds what the session_id of a ServerHello tells that answered a ticket: our single byte when the session was resumed, and
 * more than that from a server that copies what lies behind it (CVE-2016-9244).
 */
export function learnResumption(knowledge: Knowledge, { sessionId }: Selected, by: number): Knowledge {
  const isOurs = sessionId[0] === RESUMED_SESSION_ID[0] && sessionId.length > 0
  const features = noteFeature(knowledge.features, 'resumptionTicket', isOurs, by)
  const leaks = isOurs && sessionId.length > RESUMED_SESSION_ID.length
  return note({ ...knowledge, features }, 'ticketbleed', verdict(leaks, by))
}

/** Sets the answer about a vulnerability. */
export function note(knowledge: Knowledge, vulnerability: PlannedVulnerability, answer: Answer): Knowledge {
  return { ...knowledge, vulnerabilities: { ...knowledge.vulnerabilities, [vulnerability]: answer } }
}

/**
 * A server that tells right padding from wrong, by anything at all, is an oracle. One difference may be chance; the same
 * differences twice are not.
 */
function judgeRobot(knowledge: Knowledge, by: number): Knowledge {
  const round = (first: number): readonly (string | undefined)[] =>
    PADDING_VARIANTS.map((_, at) => knowledge.robot.get(first + at))
  const [one, two] = [round(0), round(PADDING_VARIANTS.length)]
  if (one.includes(undefined)) return knowledge
  if (new Set(one).size === 1) return note(knowledge, 'robot', verdict(false, by))
  if (two.includes(undefined)) return knowledge
  const isSame = one.every((reaction, at) => reaction === two[at])
  return note(knowledge, 'robot', isSame ? verdict(true, by) : unknown('contradictory'))
}

function verdict(isVulnerable: boolean, by: number): Answer {
  return isVulnerable ? { state: 'accepted', by } : { state: 'refused', by, how: 'ignored' }
}
