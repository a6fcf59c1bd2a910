import type { CipherSuite } from '../../registry/cipher-suite.ts'
import { CURRENT_SUITES } from '../cipher-list.ts'
import { gradeSuites, isGrade, wordsOf } from './grade-suites.ts'
import type { MasterService } from './master-cf.ts'
import { CLIENT_LEVELS, type ClientLevel, isMandatory, type OutboundClient } from './outbound-client.ts'
import { type PolicyEntry, readPolicyMaps } from './policy-maps.ts'
import type { Setting } from './postfix-configuration.ts'
import { type ProtocolRange, protocolRange, withoutGaps } from './protocols.ts'
import type { Release } from './release.ts'

/** What a client offers to the receivers for which one level counts, and the settings from which that follows. */
export interface ClientOffer {
  /** For a sentence: `outgoing mail`, `mail to example.com`. */
  readonly title: string
  readonly level: ClientLevel
  /** False where mail goes out in clear when TLS fails. */
  readonly demandsTls: boolean
  readonly service: MasterService | null
  /** The grade in small letters; Postfix may not know it. */
  readonly grade: string
  /** What is excluded, but for what Postfix excludes by itself. */
  readonly excluded: readonly string[]
  /** The list of versions, as it is written. */
  readonly protocols: string
  readonly range: ProtocolRange
  /** The suites that are left of those of a library, of a current one by default. None for a grade that Postfix does not know. */
  readonly suites: (universe?: readonly CipherSuite[]) => readonly CipherSuite[]
  /** Where all that is set: in parameters, or in an entry of `smtp_tls_policy_maps`. */
  readonly from: Readonly<Record<'grade' | 'list' | 'excluded' | 'protocols', Setting>>
}

/**
 * The offers of a client, one for each level that `main.cf` tells of: the general one, those of entries that are written in
 * `smtp_tls_policy_maps` itself, and one for the tables that are elsewhere, since they may demand TLS for any domain.
 */
export function clientOffers(client: OutboundClient, release: Release): readonly ClientOffer[] {
  const { level, title } = client
  const maps = readPolicyMaps(client.settings('smtp_tls_policy_maps').value)
  const elsewhere = maps.filter(({ kind }) => kind !== 'entries').map(({ text }) => text)
  const general = (named: ClientLevel, whom: string): ClientOffer => offerOf(client, named, whom, null, release)
  return [
    ...(level === null || level === 'none' ? [] : [general(level, level === 'dane' ? `${title} with DANE` : title)]),
    ...(level === 'dane' ? [general('may', `${title} without DANE`)] : []),
    ...(elsewhere.length > 0 && (level === null || !isMandatory(level) || level === 'dane')
      ? [general('encrypt', `${title} to domains for which a policy table demands TLS`)]
      : []),
    ...maps.flatMap(({ entries }) =>
      entries.flatMap((entry) => {
        const own = CLIENT_LEVELS.find((known) => known === entry.level)
        const whom = entry.domain === '*' ? 'mail to every domain' : `mail to ${entry.domain}`
        return own === undefined || own === 'none' ? [] : [offerOf(client, own, whom, entry, release)]
      }),
    ),
  ]
}

function offerOf(
  { settings, service }: OutboundClient,
  level: ClientLevel,
  title: string,
  entry: PolicyEntry | null,
  release: Release,
): ClientOffer {
  const demandsTls = isMandatory(level)
  const kind = demandsTls ? 'mandatory_' : ''
  const table = settings('smtp_tls_policy_maps')
  const chosen = (attribute: string, parameter: string): readonly [string, Setting] => {
    const own = entry?.attributes.get(attribute)
    const setting = settings(parameter)
    return own === undefined ? [setting.value, setting] : [own, table]
  }
  const [word, gradeFrom] = chosen('ciphers', `smtp_tls_${kind}ciphers`)
  const [protocols, protocolsFrom] = chosen('protocols', `smtp_tls_${kind}protocols`)
  const [own, excludedFrom] = chosen('exclude', `smtp_tls_${kind}exclude_ciphers`)
  const always = settings('smtp_tls_exclude_ciphers')
  // The attribute stands for both parameters, and the parameter for required TLS is added to the one for all levels.
  const excluded = [...wordsOf(own), ...(excludedFrom === table ? [] : wordsOf(always.value))]
  const grade = word.toLowerCase()
  const list = settings(`tls_${isGrade(grade) ? grade : 'medium'}_cipherlist`)
  return {
    title,
    level,
    demandsTls,
    service,
    grade,
    excluded,
    protocols,
    range: withoutGaps(protocolRange(protocols, release)),
    suites: (universe = CURRENT_SUITES) =>
      isGrade(grade) ? gradeSuites(list.value, [...excluded, ...excludedByLevel(level)], universe) : [],
    from: {
      grade: gradeFrom,
      list,
      excluded: excludedFrom.origin === 'default' && always.origin !== 'default' ? always : excludedFrom,
      protocols: protocolsFrom,
    },
  }
}

/**
 * What Postfix excludes by itself: where TLS is required at least encryption is, and where a certificate is checked there has to
 * be one (postconf(5), smtp_tls_mandatory_ciphers; set_cipher_grade in smtp_tls_policy.c).
 */
function excludedByLevel(level: ClientLevel): readonly string[] {
  if (!isMandatory(level)) return []
  return level === 'encrypt' ? ['eNULL'] : ['aNULL']
}
