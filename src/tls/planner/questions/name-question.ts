import type { Answer, TlsVersion } from '../../../base/answer.ts'
import { acceptedSuites, type Knowledge } from '../knowledge.ts'
import { offerSuites } from '../offers.ts'
import { hello, isFree, type Question } from '../view.ts'

/** Versions with extensions whose ServerHello shows in clear what the server made of them. */
const CLEAR_VERSIONS: readonly TlsVersion[] = ['tls12', 'tls11', 'tls10']

/**
 * Whether the server does without a name, which most senders do not give, and whether it knows ALPN. One hello with suites
 * that are accepted asks both; if it leads to nothing, the next asks about the name alone.
 */
export const nameQuestion: Question = (view) => {
  const { knowledge } = view
  const { alpn, withoutSni } = knowledge.features
  const version = askedVersion(knowledge)
  if (version === undefined) return []
  const offer = offerSuites(knowledge, version, acceptedSuites(knowledge, version))
  const asksAlpn = version !== 'tls13' && offer.extensions === 'all' && !knowledge.answered.has(WITH_ALPN)
  if (!isNotAsked(withoutSni) && !(asksAlpn && isNotAsked(alpn))) return []
  const goal = asksAlpn ? WITH_ALPN : WITHOUT_ALPN
  const isAsked = knowledge.answered.has(goal) || !isFree(view, WITH_ALPN) || !isFree(view, WITHOUT_ALPN)
  return isAsked ? [] : [hello(goal, { ...offer, sni: false, nameless: true, ...(asksAlpn ? { alpn: true } : {}) })]
}

const WITH_ALPN = 'no name, ALPN'
const WITHOUT_ALPN = 'no name'

/** The best of the versions that show ALPN, and TLS 1.3 where there is none of them. */
function askedVersion(knowledge: Knowledge): TlsVersion | undefined {
  if (CLEAR_VERSIONS.some((version) => knowledge.versions[version].state === 'unknown')) return undefined
  const candidates: readonly TlsVersion[] = [...CLEAR_VERSIONS, 'tls13']
  return candidates.find((version) => acceptedSuites(knowledge, version).length > 0)
}

function isNotAsked(answer: Answer): boolean {
  return answer.state === 'unknown' && answer.why === 'not-asked'
}
