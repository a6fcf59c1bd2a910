import { weaknessesOf } from '../../suite-weakness.ts'
import { type ClientOffer, clientOffers } from '../client-offer.ts'
import { isGrade, WEAK_GRADES } from '../grade-suites.ts'
import type { PostfixChange } from '../postfix-change.ts'
import type { Setting } from '../postfix-configuration.ts'
import { about, naming, type PostfixFound, type PostfixSubject, setWhere } from '../postfix-subject.ts'
import { protocolsFrom } from '../protocols.ts'
import { blamed, brokenSuites, counted, excludingToo } from './weak-suites.ts'

/*
 * Where TLS may fail back to clear text, a weak suite is better than none: postconf(5) says of the level may that “demanding
 * stronger than default TLS security merely reduces interoperability”. So the suites of an offer are judged where it demands
 * TLS, and elsewhere only when nothing that protects is left. Suites without a certificate are none of these rules’ business:
 * Postfix excludes them by itself wherever it checks certificates.
 */

function offersOf(subject: PostfixSubject): readonly ClientOffer[] {
  return subject.outbound.flatMap((client) => clientOffers(client, subject.configuration.release))
}

/** Offers in which suites of before TLS 1.3 count. */
function offersWithSuites(subject: PostfixSubject): readonly ClientOffer[] {
  return offersOf(subject).filter(({ range }) => range.allowed.some((version) => version !== 'tls13'))
}

/** A change of a parameter; none where an entry of a policy table holds the value, which a person has to mend. */
function setUnlessPolicy(setting: Setting, { service }: ClientOffer, value: string | null): readonly PostfixChange[] {
  return value === null || isPolicy(setting) ? [] : [setWhere(setting, service, value)]
}

function isPolicy({ name }: Setting): boolean {
  return name === 'smtp_tls_policy_maps'
}

/** Settings beside which something stands that is not set. */
function near({ from }: ClientOffer, subject: PostfixSubject): readonly Setting[] {
  return [from.grade, subject.configuration.settings('smtp_tls_security_level')]
}

/** Broken ciphers where TLS is demanded, and where nothing else is left. */
export function brokenInClients(subject: PostfixSubject): readonly PostfixFound[] {
  return offersWithSuites(subject).flatMap((offer) => {
    const { grade, from, suites, title, demandsTls } = offer
    const broken = brokenSuites(grade, from.list, suites)
    if (broken === null || (!demandsTls && suites().some((suite) => !weaknessesOf.broken.holds(suite)))) return []
    const message = naming(
      title,
      (whom) =>
        `For ${whom}, the grade ${grade} lets ${counted(broken.suites.length)} with broken ciphers through, such as ${broken.example}, ${broken.where}.`,
    )
    const changes = WEAK_GRADES.has(grade)
      ? setUnlessPolicy(from.grade, offer, 'medium')
      : setUnlessPolicy(from.excluded, offer, excludingToo(from.excluded, broken.words))
    return [
      about(subject, from.list.origin === 'default' ? from.grade : from.list, message, changes, {
        near: near(offer, subject),
        advice: `${WEAK_GRADES.has(grade) ? 'ciphers=medium' : `exclude=${[...offer.excluded, ...broken.words].join(':')}`}   # in the entry of the policy table`,
        ...(broken.isOld ? { severity: 'medium' } : {}),
      }),
    ]
  })
}

/**
 * Suites without forward secrecy where TLS is demanded and somebody chose the suites. A client that offers better ones too leaves
 * the choice to the receiver, as Postfix does by default; one that has excluded them gets none from any receiver.
 */
export function noForwardSecrecyInClients(subject: PostfixSubject): readonly PostfixFound[] {
  return offersWithSuites(subject).flatMap((offer) => {
    const suites = offer.suites()
    const without = suites.filter(weaknessesOf.noForwardSecrecy.holds)
    const [first] = without
    const isWritten = [offer.from.grade, offer.from.list, offer.from.excluded].some(
      ({ origin }) => origin !== 'default',
    )
    if (!offer.demandsTls || !isWritten || first === undefined) return []
    const isLeft = suites.some((suite) => suite.forwardSecrecy && !weaknessesOf.anonymous.holds(suite))
    const example = first.openssl ?? first.name
    const message = naming(offer.title, (whom) =>
      isLeft
        ? `For ${whom}, a receiver may choose among ${counted(without.length)} without forward secrecy, such as ${example}.`
        : `For ${whom}, no suite with forward secrecy is left before TLS 1.3, only such as ${example}.`,
    )
    const { excluded } = offer.from
    const more = isPolicy(excluded)
      ? `exclude=${[...offer.excluded, 'kRSA'].join(':')}   # in the entry of the policy table`
      : `${excluded.name} = ${excludingToo(excluded, ['kRSA']) ?? excluded.value}`
    const advice = isLeft ? more : LET_THROUGH
    return [
      about(subject, blamed(offer.from), message, [], {
        near: near(offer, subject),
        advice,
        severity: isLeft ? 'info' : 'medium',
      }),
    ]
  })
}

const LET_THROUGH = 'Let suites with ECDHE through.'

/** Why no handshake of an offer can succeed, and what ends that. */
interface Dead {
  readonly setting: Setting
  readonly why: string
  readonly value: string | null
}

function deadEnd({ configuration: { release } }: PostfixSubject, offer: ClientOffer): Dead | null {
  const { grade, level, range, from, suites, protocols } = offer
  if (range.invalid.length === 0 && range.allowed.length === 0) {
    const why = `“${protocols}” leaves no version`
    return { setting: from.protocols, why, value: protocolsFrom('TLSv1.2', release) }
  }
  // OpenSSL refuses a list without any suite of before TLS 1.3, also where TLS 1.3 alone would be spoken.
  if (!isGrade(grade) || suites().length > 0) return null
  const isNull = grade === 'null' && level === 'encrypt'
  const why = isNull
    ? 'the grade null leaves no suite, since Postfix excludes NULL where TLS is required'
    : `the grade ${grade} without what is excluded leaves no suite that a current OpenSSL has`
  return WEAK_GRADES.has(grade)
    ? { setting: from.grade, why, value: 'medium' }
    : { setting: blamed(from), why, value: null }
}

/**
 * Offers with which no handshake can succeed. Where TLS is demanded all that mail waits; elsewhere it goes out in clear
 * (postconf(5), smtp_tls_policy_maps: “When opportunistic TLS handshakes fail, Postfix retries the connection with TLS disabled”).
 */
export function deadOffers(subject: PostfixSubject, demandsTls: boolean): readonly PostfixFound[] {
  return offersOf(subject).flatMap((offer) => {
    const dead = offer.demandsTls === demandsTls ? deadEnd(subject, offer) : null
    if (dead === null) return []
    const { setting, why, value } = dead
    const message = naming(offer.title, (whom) =>
      demandsTls
        ? `For ${whom}, no handshake can succeed: ${why}. The mail waits and comes back.`
        : `For ${whom}, no handshake can succeed: ${why}. The mail goes out in clear.`,
    )
    return [
      about(subject, setting, message, setUnlessPolicy(setting, offer, value), {
        near: near(offer, subject),
        advice: value === null ? LET_THROUGH : `Use ${value} there.`,
        severity: 'high',
      }),
    ]
  })
}
