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

/** Whether a command in clear behind STARTTLS is obeyed inside TLS; only where STARTTLS is used and handshakes succeed. */
export const injectionQuestion: Question = (view) => {
  const { handshakes, startTls } = view.knowledge
  const succeeds = handshakes.best?.state === 'accepted' || handshakes.tls12?.state === 'accepted'
  return startTls && succeeds ? handshakeQuestion('injection')(view) : []
}

/** Whether a ticket of TLS 1.2 is taken back, and what the answer looks like. */
export const ticketQuestion: Question = (view) => {
  const goal = 'resume ticket'
  const { knowledge } = view
  if (knowledge.answered.has(goal) || !isFree(view, goal)) return []
  if (knowledge.sessionsLost.has('tls12')) return handshake(view, 'tls12')
  if (knowledge.ticket === null) return []
  const { ticket, suite } = knowledge.ticket
  return [hello(goal, { ...offerSuites(knowledge, 'tls12', [suite]), ticket })]
}

function handshake(view: View, goal: HandshakeGoal): readonly Probe[] {
  const name = `handshake ${goal}`
  return isFree(view, name) ? [{ kind: 'handshake', goal: name, handshake: goal }] : []
}
