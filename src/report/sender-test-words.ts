import type { SenderTestCaseId } from '../facts/sender-test-facts.ts'
import type { CaseWords, Meaning, SenderTestOutcome } from './sender-test-meaning.ts'
import { PLAIN_WORDS } from './sender-test-plain-words.ts'
import { POLICY_WORDS } from './sender-test-policy-words.ts'

/** Every case in words. */
export const SENDER_TEST_WORDS: Readonly<Record<SenderTestCaseId, CaseWords>> = { ...PLAIN_WORDS, ...POLICY_WORDS }

/** What an outcome of a case means; null while there is none. */
export function meaningOf(of: SenderTestCaseId, outcome: SenderTestOutcome): Meaning | null {
  const words = SENDER_TEST_WORDS[of]
  switch (outcome) {
    case 'encrypted':
    case 'clear':
    case 'refused':
      return words[outcome]
    case 'never':
      return words.never ?? words.refused
    case 'injected':
    case 'required':
    case 'relaxed':
      return words[outcome] ?? words.encrypted
    case 'waiting':
    case 'untried':
    case 'unserved':
      return null
    default:
      return outcome satisfies never
  }
}
