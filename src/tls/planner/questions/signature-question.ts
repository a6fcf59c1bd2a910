import { acceptedSuites, isStalled, type Knowledge } from '../knowledge.ts'
import { offerBrokenSignatures } from '../offers.ts'
import { BROKEN_SCHEMES, brokenSchemesOf, signingKeyOf } from '../signatures.ts'
import { suiteUniverse } from '../universe.ts'
import { hello, isFree, type Question, undecided } from '../view.ts'

/**
 * Whether the server signs its key exchange with MD5 or SHA-1 for a client that has nothing better, in TLS 1.2. One hello with
 * a suite for each kind of key asks it once all kinds are known; where a choice has shown such a signature, it is answered.
 */
export const brokenSignatureQuestion: Question = (view) => {
  const goal = 'signatures tls12'
  const { knowledge } = view
  if (!isFree(view, goal) || !areKeysKnown(knowledge)) return []
  if (BROKEN_SCHEMES.some((scheme) => knowledge.signatures.get(scheme)?.state === 'accepted')) return []
  const accepted = acceptedSuites(knowledge, 'tls12')
  const suites = [...new Set(accepted.map(signingKeyOf))].flatMap((key): readonly number[] => {
    const signed = accepted.find((suite) => key !== null && signingKeyOf(suite) === key)
    const isOpen = signed !== undefined && brokenSchemesOf([signed]).some((scheme) => !knowledge.signatures.has(scheme))
    return isOpen ? [signed] : []
  })
  return suites.length === 0 ? [] : [hello(goal, offerBrokenSignatures(knowledge, suites))]
}

function areKeysKnown(knowledge: Knowledge): boolean {
  return isStalled(knowledge, 'suites tls12') || undecided(knowledge, 'tls12', suiteUniverse('tls12')).length === 0
}
