import type { TlsVersion } from '../../base/answer.ts'
import { VERSION_NAMES } from '../../registry/versions.ts'
import type { GroupVersion, Knowledge } from './knowledge.ts'
import { type HelloOffer, offerKey } from './offer.ts'
import { groupUniverse, suiteUniverse } from './universe.ts'

/** Doubtful ends of an offer with all extensions; after the first it is asked again in a plainer way. */
const PLAIN_AFTER = 1

/** An offer of `suites` with at most `version`; everything else is left wide open. */
export function offerSuites(knowledge: Knowledge, version: TlsVersion, suites: readonly number[]): HelloOffer {
  return plainer(knowledge, {
    format: 'tls',
    versions: versionsUpTo(knowledge, version),
    suites,
    groups: groupUniverse(groupVersionOf(version)),
    groupsNarrowed: false,
    signatures: 'all',
    keyShare: 'empty',
    extensions: version === 'ssl3' ? 'none' : 'all',
    fallbackScsv: false,
    sni: knowledge.sni && version !== 'ssl3',
  })
}

/** An offer that asks which of `groups` is accepted, by suites that are known to be. */
export function offerGroups(
  knowledge: Knowledge,
  version: GroupVersion,
  suites: readonly number[],
  groups: readonly number[],
): HelloOffer {
  return plainer(knowledge, { ...offerSuites(knowledge, version, suites), groups, groupsNarrowed: true })
}

/** An offer with TLS_FALLBACK_SCSV (RFC 7507 section 4) below the server's best version. */
export function offerFallback(knowledge: Knowledge, version: TlsVersion): HelloOffer {
  return { ...offerSuites(knowledge, version, suiteUniverse(version)), fallbackScsv: true }
}

/** An offer that asks whether the key exchange of suites that are known to be accepted is signed with a broken hash. */
export function offerBrokenSignatures(knowledge: Knowledge, suites: readonly number[]): HelloOffer {
  return plainer(knowledge, { ...offerSuites(knowledge, 'tls12', suites), signatures: 'broken' })
}

/** The SSL 2.0 CLIENT-HELLO with all kinds. */
export function offerSsl2(): HelloOffer {
  return {
    format: 'ssl2',
    versions: ['ssl2'],
    suites: suiteUniverse('ssl2'),
    groups: [],
    groupsNarrowed: false,
    signatures: 'all',
    keyShare: 'empty',
    extensions: 'none',
    fallbackScsv: false,
    sni: false,
  }
}

/** The group list that a version draws on. */
export function groupVersionOf(version: TlsVersion): GroupVersion {
  return version === 'tls13' ? 'tls13' : 'tls12'
}

/** TLS 1.3 can be offered alone; an older version always means "or less", down to SSL 3.0. */
function versionsUpTo(knowledge: Knowledge, version: TlsVersion): readonly TlsVersion[] {
  if (version === 'tls13') return ['tls13']
  const upTo = VERSION_NAMES.slice(1, VERSION_NAMES.indexOf(version) + 1).toReversed()
  return upTo.filter((lower) => lower === version || knowledge.versions[lower].state !== 'refused')
}

/**
 * After a doubtful end the same question comes with few extensions, in TLS 1.3 with a real key share, and without a name
 * unless a hello with one was answered before. A server that has answered nothing but such hellos gets no others.
 */
function plainer(knowledge: Knowledge, offer: HelloOffer): HelloOffer {
  const { choices, doubts } = knowledge
  const isAnswered = (extensions: 'all' | 'few'): boolean =>
    choices.some((choice) => choice.offer.extensions === extensions)
  const onlyPlain = !isAnswered('all') && isAnswered('few')
  const isDoubted = doubts.size > 0 && (doubts.get(offerKey(offer)) ?? 0) >= PLAIN_AFTER
  if (!onlyPlain && !isDoubted) return offer
  return {
    ...offer,
    keyShare: 'real',
    extensions: offer.extensions === 'all' ? 'few' : offer.extensions,
    sni: offer.sni && choices.some((choice) => choice.offer.sni),
  }
}
