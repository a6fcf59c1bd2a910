import type { Knowledge } from '../knowledge.ts'
import { offerSuites } from '../offers.ts'
import type { HandshakeGoal, Probe } from '../probe.ts'
import { hello, isFree, type Question, type View } from '../view.ts'

/** A whole handshake with the local OpenSSL, once. */
export function handshakeQuestion(goal: HandshakeGoal): Question {
  return (view) => (view.knowledge.handshakes[goal] === undefined ? handshake(view, goal) : [])
}

/** Whether a session of the first handshake can be resumed in TLS 1.3. */
export const resume13Question: Question = (view) => {
  const { handshakes, versions, sessionsLost } = view.knowledge
  const mayResume = handshakes.best?.state === 'accepted' && versions.tls13.state === 'accepted'
  if (!mayResume || handshakes.resume13 !== undefined) return []
  return handshake(view, sessionsLost.has('best') ? 'best' : 'resume13')
}

/**
 * Whether a command in clear behind STARTTLS is obeyed inside TLS; only where STARTTLS is used and handshakes succeed. The
 * same handshake brings the id of a session, where there are such sessions.
 */
export const injectionQuestion: Question = (view) => {
  const { handshakes, startTls } = view.knowledge
  const succeeds = handshakes.best?.state === 'accepted' || handshakes.tls12?.state === 'accepted'
  const isKnown = handshakes.tls12 !== undefined // whether there are sessions with an id
  return startTls && succeeds && isKnown ? handshakeQuestion('injection')(view) : []
}

/** Whether a session is resumed by its id. */
export const sessionIdQuestion: Question = (view) => {
  const goal = 'resume id'
  const { knowledge } = view
  const isSettled = knowledge.features.resumptionId.state !== 'unknown' || knowledge.answered.has(goal)
  if (isSettled || !isFree(view, goal) || knowledge.handshakes.tls12?.state !== 'accepted') return []
  if (knowledge.sessionsLost.has('injection')) return handshake(view, 'injection')
  if (knowledge.session === null) return bringsSession(knowledge) ? [] : handshakeQuestion('session')(view)
  const { sessionId, version, suite } = knowledge.session
  return [hello(goal, { ...offerSuites(knowledge, version, [suite]), sessionId })]
}

/** Whether a ticket of TLS 1.2 or less is taken back, and what the answer looks like. */
export const ticketQuestion: Question = (view) => {
  const goal = 'resume ticket'
  const { knowledge } = view
  if (knowledge.answered.has(goal) || !isFree(view, goal)) return []
  if (knowledge.sessionsLost.has('tls12')) return handshake(view, 'tls12')
  if (knowledge.ticket === null) return []
  const { ticket, version, suite } = knowledge.ticket
  return [hello(goal, { ...offerSuites(knowledge, version, [suite]), ticket })]
}

/** True while the handshake that asks about injection may still bring a session: a server may well end that one. */
function bringsSession({ startTls, handshakes }: Knowledge): boolean {
  return startTls && handshakes.injection?.state !== 'refused'
}

function handshake(view: View, goal: HandshakeGoal): readonly Probe[] {
  const name = `handshake ${goal}`
  if (!isFree(view, name)) return []
  const { sni, handshakes } = view.knowledge
  const withoutTicket = (goal === 'injection' || goal === 'session') && handshakes.tls12?.state === 'accepted'
  return [
    {
      kind: 'handshake',
      goal: name,
      handshake: goal,
      ...(sni ? {} : { nameless: true }),
      ...(withoutTicket ? { withoutTicket } : {}),
    },
  ]
}
