import { type Answer, unknown } from '../../base/answer.ts'
import { CIPHER_SUITES } from '../../registry/cipher-suites.ts'
import { EXTENSION } from '../wire/extensions.ts'
import type { PlannedFeature } from './knowledge.ts'
import type { HelloOffer } from './offer.ts'
import type { Selected } from './outcome.ts'

/** A hello with more suites is larger than any client's, and than some servers' buffers. */
const LARGE_SUITES = 128

function isLarge({ suites }: HelloOffer): boolean {
  return suites.length > LARGE_SUITES
}

type Features = Readonly<Record<PlannedFeature, Answer>>

/** Suites with encrypt-then-MAC or not: only a block cipher with a separate MAC can be switched (RFC 7366 section 3). */
const blockCiphers = new Set(CIPHER_SUITES.filter(({ cipher }) => cipher.endsWith('CBC')).map(({ id }) => id))

/** Extensions whose presence in a ServerHello answers a feature (RFC 5746, 7627, 6520, 5077, 6962). */
const BY_EXTENSION: readonly (readonly [PlannedFeature, number])[] = [
  ['secureRenegotiation', EXTENSION.renegotiationInfo],
  ['extendedMasterSecret', EXTENSION.extendedMasterSecret],
  ['heartbeat', EXTENSION.heartbeat],
  ['sessionTicket', EXTENSION.sessionTicket],
  ['signedCertificateTimestamps', EXTENSION.signedCertificateTimestamp],
]

/**
 * What a choice tells of features, at no further cost. Only versions up to TLS 1.2 show them in clear, and only a hello that
 * carried every extension may conclude an absence. One sight of a feature outweighs any number of absences.
 */
export function learnFeatures(features: Features, offer: HelloOffer, selected: Selected, by: number): Features {
  const answers: [PlannedFeature, boolean][] = []
  if (offer.fallbackScsv) answers.push(['fallbackScsv', false])
  if (offer.extensions !== 'none') answers.push([offer.sni ? 'sni' : 'withoutSni', true])
  if (isLarge(offer)) answers.push(['largeHelloTolerance', true])
  if (selected.version !== 'tls13' && offer.extensions === 'all') {
    const has = (type: number): boolean => selected.extensions.includes(type)
    for (const [feature, type] of BY_EXTENSION) answers.push([feature, has(type)])
    // A trial is about one thing alone, and offers no compression.
    if (offer.trial === undefined) answers.push(['compression', selected.compression])
    if (blockCiphers.has(selected.suite)) answers.push(['encryptThenMac', has(EXTENSION.encryptThenMac)])
    if (selected.certificates.length > 0) answers.push(['ocspStaple', selected.ocspStaple !== null])
  }
  return answers.reduce((known, [feature, present]) => noteFeature(known, feature, present, by), features)
}

/** The signal stands behind all suites of a hello: who heeds it has read them all. */
export function learnFallback(features: Features, offer: HelloOffer, by: number): Features {
  const heeded = noteFeature(features, 'fallbackScsv', true, by)
  return isLarge(offer) ? noteFeature(heeded, 'largeHelloTolerance', true, by) : heeded
}

/** Notes whether a feature was seen; one sight outweighs any number of absences. */
export function noteFeature(features: Features, feature: PlannedFeature, present: boolean, by: number): Features {
  return settleFeature(
    features,
    feature,
    present ? { state: 'accepted', by } : { state: 'refused', by, how: 'ignored' },
  )
}

/**
 * Sets the answer of a feature. A sight outweighs absences; against a refusal that ended a conversation it is a contradiction,
 * and stays one.
 */
export function settleFeature(features: Features, feature: PlannedFeature, answer: Answer): Features {
  const before = features[feature]
  if (before.state === answer.state && before.state !== 'unknown') return features
  if (before.state === 'unknown' && before.why === 'contradictory') return features
  if (before.state === 'accepted' && isAbsence(answer)) return features
  const isNew = before.state === 'unknown' || isAbsence(before)
  return { ...features, [feature]: isNew ? answer : unknown('contradictory') }
}

function isAbsence(answer: Answer): boolean {
  return answer.state === 'refused' && answer.how === 'ignored'
}
