import type { HandshakeGoal } from '../probe.ts'
import { isFree, type Question } from '../view.ts'

/** A whole handshake with the local OpenSSL, once. */
export function handshakeQuestion(goal: HandshakeGoal): Question {
  const name = `handshake ${goal}`
  return (view) =>
    view.knowledge.handshakes[goal] === undefined && isFree(view, name)
      ? [{ kind: 'handshake', goal: name, handshake: goal }]
      : []
}
