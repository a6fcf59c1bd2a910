import { type Answer, unknown } from '../../base/answer.ts'
import { suiteById } from '../../registry/find-suite.ts'
import { SIGNATURE_SCHEMES } from '../../registry/signature-schemes.ts'
import { isBrokenScheme, signingSchemesOf } from '../../registry/signing-schemes.ts'
import { withAnswers } from './answers.ts'
import type { Knowledge } from './knowledge.ts'
import type { HelloOffer } from './offer.ts'
import type { Selected } from './outcome.ts'

/*
 * In TLS 1.2 the server signs its key exchange, and says with which hash (RFC 5246 section 7.4.3). The versions before had no
 * choice: an RSA key signed MD5 and SHA-1 joined, any other SHA-1 (RFC 4346 section 7.4.3), so that nothing is asked there. TLS
 * 1.3 knows neither hash.
 */

/** The schemes with MD5 and SHA-1, the worst first, as a client without better ones would offer them. */
export const BROKEN_SCHEMES: readonly number[] = SIGNATURE_SCHEMES.filter(isBrokenScheme).map(({ id }) => id)

/** The key that signs the key exchange of a suite of TLS 1.2; null where nothing is signed. */
export function signingKeyOf(id: number): string | null {
  const suite = suiteById(id)
  return suite !== undefined && signingSchemesOf(suite).length > 0 ? suite.authentication : null
}

/** The broken schemes with which the key exchange of these suites could be signed. */
export function brokenSchemesOf(suites: readonly number[]): readonly number[] {
  const schemes = suites.flatMap((id) => {
    const suite = suiteById(id)
    return suite === undefined ? [] : signingSchemesOf(suite).filter(isBrokenScheme)
  })
  return [...new Set(schemes.map(({ id }) => id))]
}

/**
 * Adds what a choice shows: the scheme that signed. A server that was offered broken schemes alone and signed by another, or
 * not at all, does not use those.
 */
export function learnScheme(
  knowledge: Knowledge,
  offer: HelloOffer,
  { version, suite, signatureScheme }: Selected,
  by: number,
): Knowledge {
  const isShown = version === 'tls12' && signatureScheme !== null
  const known = isShown ? withScheme(knowledge, [signatureScheme], { state: 'accepted', by }) : knowledge
  const isBroken = isShown && BROKEN_SCHEMES.includes(signatureScheme)
  if (offer.signatures !== 'broken' || isBroken) return known
  return withScheme(known, brokenSchemesOf([suite]), { state: 'refused', by, how: 'ignored' })
}

/** Charges the refusal of a hello with broken schemes alone to those that its accepted suites could have used. */
export function chargeSchemes(knowledge: Knowledge, offer: HelloOffer, answer: Answer): Knowledge {
  const accepted = offer.suites.filter((suite) => knowledge.suites.tls12.get(suite)?.state === 'accepted')
  const open = brokenSchemesOf(accepted).filter((scheme) => !knowledge.signatures.has(scheme))
  return open.length === 0 ? knowledge : { ...knowledge, signatures: withAnswers(knowledge.signatures, open, answer) }
}

/** Notes an answer; one that goes against an earlier one makes the scheme contradictory. */
function withScheme(knowledge: Knowledge, schemes: readonly number[], answer: Answer): Knowledge {
  const signatures = new Map(knowledge.signatures)
  for (const scheme of schemes) {
    const before = signatures.get(scheme)
    if (before?.state === answer.state) continue
    signatures.set(scheme, before === undefined ? answer : unknown('contradictory'))
  }
  return { ...knowledge, signatures }
}
