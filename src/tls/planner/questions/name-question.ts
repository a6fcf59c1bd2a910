import type { Answer, TlsVersion } from '../../../base/answer.ts'
import { acceptedSuites, type Knowledge } from '../knowledge.ts'
import type { HelloOffer } from '../offer.ts'
import { offerSuites } from '../offers.ts'
import { isRepeatable } from '../trials.ts'
import { hello, isFree, type Question } from '../view.ts'
import { askTrial } from './trial-questions.ts'

/** Versions with extensions whose ServerHello shows in clear what the server made of them. */
const CLEAR_VERSIONS: readonly TlsVersion[] = ['tls12', 'tls11', 'tls10']

/**
 * Whether the server does without a name, which most senders do not give, and whether it knows ALPN. One hello with suites
 * that are accepted asks both; if it leads to nothing, the next ones are about the name alone.
 */
export const nameQuestion: Question = (view) => {
  const { knowledge } = view
  const { alpn, withoutSni } = knowledge.features
  const version = askedVersion(knowledge)
  if (version === undefined) return []
  const offer = namedOffer(knowledge, version)
  const asksAlpn = version !== 'tls13' && offer.extensions === 'all' && !knowledge.answered.has(WITH_ALPN)
  const nameless = { sni: false, nameless: true } as const
  if (!isFree(view, WITH_ALPN)) return []
  if (!asksAlpn) return askTrial(view, 'withoutSni', offer, nameless)
  const isOpen = isNotAsked(withoutSni) || isNotAsked(alpn)
  return isOpen ? [hello(WITH_ALPN, { ...offer, ...nameless, alpn: true })] : []
}

const WITH_ALPN = 'no name, ALPN'

/** A hello with a name that was answered, or, where none is remembered, one that should be. */
function namedOffer(knowledge: Knowledge, version: TlsVersion): HelloOffer {
  const offers = knowledge.choices
    .filter(({ offer, selected }) => selected.version === version && offer.sni && isRepeatable(offer))
    .map(({ offer }) => offer)
  const known =
    offers.find(({ extensions }) => extensions === 'all') ?? offers.find(({ extensions }) => extensions === 'few')
  return known ?? offerSuites(knowledge, version, acceptedSuites(knowledge, version))
}

/** The best of the versions that show ALPN, and TLS 1.3 where there is none of them. */
function askedVersion(knowledge: Knowledge): TlsVersion | undefined {
  if (CLEAR_VERSIONS.some((version) => knowledge.versions[version].state === 'unknown')) return undefined
  const candidates: readonly TlsVersion[] = [...CLEAR_VERSIONS, 'tls13']
  return candidates.find((version) => acceptedSuites(knowledge, version).length > 0)
}

function isNotAsked(answer: Answer): boolean {
  return answer.state === 'unknown' && answer.why === 'not-asked'
}
