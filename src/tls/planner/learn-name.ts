import { unknown } from '../../base/answer.ts'
import { EXTENSION } from '../wire/extensions.ts'
import { ALERT } from '../wire/record.ts'
import { noteFeature, settleFeature } from './features.ts'
import type { Knowledge } from './knowledge.ts'
import type { HelloOffer } from './offer.ts'
import { type HelloEnd, refusalOf, type Selected } from './outcome.ts'
import { learnTrialEnd } from './trials.ts'

/** Alerts to a hello without a name that say that it is the name which is missing (RFC 6066 section 3, RFC 8446 section 9.2). */
const NAME_MISSING: ReadonlySet<number> = new Set([ALERT.unrecognizedName, ALERT.missingExtension])

/** The server wants to have nothing to do with its name: it is left out from now on. */
export function refuseName(knowledge: Knowledge, by: number): Knowledge {
  const features = settleFeature(knowledge.features, 'sni', { state: 'refused', by, how: 'alert' })
  return { ...knowledge, sni: false, features }
}

/**
 * Adds the choice that answered a hello without a name. Suites and chains of such a hello are not looked at, since a server
 * of many names may have others for clients that name none.
 */
export function learnNamelessChoice(
  knowledge: Knowledge,
  offer: HelloOffer,
  { version, extensions }: Selected,
  by: number,
): Knowledge {
  const named = noteFeature(knowledge.features, 'withoutSni', true, by)
  if (version === 'tls13') return { ...knowledge, features: named } // where ALPN is answered in secret
  if (offer.alpn) return { ...knowledge, features: noteFeature(named, 'alpn', extensions.includes(EXTENSION.alpn), by) }
  // The hello with ALPN led to nothing, this one does.
  const alpn = named.alpn.state === 'unknown' ? unknown('contradictory') : named.alpn
  return { ...knowledge, features: { ...named, alpn } }
}

/**
 * Adds the end that met a hello without a name. Only few alerts say what they are about. All its suites are accepted when there
 * is one, so that any other end is about the name, once ALPN is out of the question, and other machines too (see `trials.ts`).
 */
export function learnNamelessEnd(knowledge: Knowledge, offer: HelloOffer, outcome: HelloEnd, by: number): Knowledge {
  const description = outcome.kind === 'alert' ? outcome.description : null
  if (description === ALERT.noApplicationProtocol && offer.alpn) {
    return { ...knowledge, features: noteFeature(knowledge.features, 'alpn', true, by) }
  }
  if (description !== null && NAME_MISSING.has(description)) {
    const features = settleFeature(knowledge.features, 'withoutSni', { state: 'refused', by, how: 'alert' })
    return { ...knowledge, features }
  }
  return offer.trial === undefined ? knowledge : learnTrialEnd(knowledge, offer.trial, refusalOf(outcome), by)
}
