import { offerSuites } from '../offers.ts'
import type { HandshakeGoal } from '../probe.ts'
import { hello, isFree, type Question } from '../view.ts'

/** A whole handshake with the local OpenSSL, once. */
export function handshakeQuestion(goal: HandshakeGoal): Question {
  const name = `handshake ${goal}`
  return (view) =>
    view.knowledge.handshakes[goal] === undefined && isFree(view, name)
      ? [{ kind: 'handshake', goal: name, handshake: goal }]
      : []
}

/** Whether a session of the first handshake can be resumed in TLS 1.3. */
export const resume13Question: Question = (view) => {
  const { handshakes, versions } = view.knowledge
  const mayResume = handshakes.best?.state === 'accepted' && versions.tls13.state === 'accepted'
  return mayResume ? handshakeQuestion('resume13')(view) : []
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
  if (knowledge.ticket === null || knowledge.answered.has(goal) || !isFree(view, goal)) return []
  const { ticket, suite } = knowledge.ticket
  return [hello(goal, { ...offerSuites(knowledge, 'tls12', [suite]), ticket })]
}
