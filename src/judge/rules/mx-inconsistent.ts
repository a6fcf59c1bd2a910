import type { TlsVersion, Unknown } from '../../base/answer.ts'
import { GROUPS } from '../../registry/groups.ts'
import { VERSION_NAMES } from '../../registry/versions.ts'
import { FULL_CHECK } from '../command.ts'
import type { Evidence, Trait } from '../evidence.ts'
import { handshakesFail } from '../handshakes-fail.ts'
import type { ExchangerRule } from '../rule.ts'
import { type AddressSubject, whyLeftOut } from '../subject.ts'
import { suitesWhere } from '../suites.ts'
import { foremost, settle } from '../verdict.ts'
import { isBanned } from './banned-suites.ts'
import { groupsOf } from './kex.ts'

/**
 * The addresses of an exchanger compared, and the answers of each with themselves. That their certificates differ is the
 * business of `cert-differs-between-addresses`.
 */
export const inconsistent: ExchangerRule = {
  code: 'mx-inconsistent',
  scope: 'mx',
  severity: 'low',
  title: 'The machines behind an exchanger differ in what they support',
  source: ['RFC 5321 section 5.1', 'this product'],
  explain:
    'Several machines take mail under one name, at several addresses or behind one, and they are not set up alike: one offers STARTTLS, a version of TLS or a kind of key exchange that another does not, or the same address has both accepted and refused the same. Chance decides which of them a sender meets, and somebody on the path can decide it by keeping the better one out of reach: the weakest counts. Most often a machine was forgotten when the others were updated.',
  fix: {
    any: 'Give every machine behind the name the same version and the same TLS settings; look at each by its own address.',
  },
  verify: FULL_CHECK,
  check: ({ exchanger, servers }) => {
    const evidence = [...unlikeTraits(servers), ...servers.flatMap(contradictions)]
    const views = servers.flatMap((server) => {
      const isAlone = servers.every((other) => other === server || other.server.port !== server.server.port)
      return isAlone ? [alone(server)] : TRAITS.map(({ of }) => of(server))
    })
    const unsettled = views.filter(isOpen)
    return settle(evidence, [...unsettled, ...whyLeftOut(exchanger.servers)], views.length - unsettled.length)
  },
}

/** Whether a server has something, or why that is not known. */
type View = 'has' | 'lacks' | Unknown

/** What may differ, and how it is read from a survey. */
const TRAITS: readonly { readonly trait: Trait; readonly of: (subject: AddressSubject) => View }[] = [
  {
    trait: 'starttls',
    of: ({ server: { mode, smtp } }) => (mode === 'starttls' ? viewOf(smtp.starttls) : 'not-applicable'),
  },
  ...VERSION_NAMES.map((version) => {
    return { trait: version, of: inTls(({ server }) => viewOf(server.versions[version])) }
  }),
  {
    trait: 'weak-suites',
    of: inTls(({ suites }) => {
      const { accepted, unsettled } = suitesWhere(suites, isBanned)
      return accepted.length > 0 ? 'has' : (foremost(unsettled) ?? 'lacks')
    }),
  },
  {
    trait: 'post-quantum',
    of: inTls((subject) => {
      // Where TLS 1.3 itself makes the difference, that is said already.
      if (subject.server.versions.tls13.state === 'refused') return 'not-applicable'
      const { accepted, unsettled } = groupsOf(subject, 'tls13', QUANTUM)
      return accepted.length > 0 ? 'has' : (foremost(unsettled) ?? 'lacks')
    }),
  },
]

const QUANTUM = GROUPS.filter(({ kind }) => kind === 'hybrid-pq' || kind === 'pq')

function viewOf(answer: AddressSubject['server']['smtp']['starttls']): View {
  if (answer.state === 'unknown') return answer.why
  return answer.state === 'accepted' ? 'has' : 'lacks'
}

/** Of a server without TLS that is no question. */
function inTls(of: (subject: AddressSubject) => View): (subject: AddressSubject) => View {
  return (subject) => {
    const { mode, smtp } = subject.server
    if (mode === 'starttls' && smtp.starttls.state === 'refused') return 'not-applicable'
    return handshakesFail(subject).verdict === 'found' ? 'not-applicable' : of(subject)
  }
}

/** A server without another to compare it with: that its answers could contradict each other is no open question. */
function alone({ server: { versions } }: AddressSubject): View {
  return Object.values(versions).some(({ state }) => state === 'accepted') ? 'has' : 'not-applicable'
}

function isOpen(view: View): view is Unknown {
  return view !== 'has' && view !== 'lacks'
}

/** What one address has and another lacks, port by port. */
function unlikeTraits(servers: readonly AddressSubject[]): readonly Evidence[] {
  const byPort = Map.groupBy(servers, ({ server }) => server.port)
  return [...byPort].flatMap(([port, own]) =>
    TRAITS.flatMap(({ trait, of }): readonly Evidence[] => {
      const addresses = (wanted: View): readonly string[] =>
        own.filter((subject) => of(subject) === wanted).map(({ server }) => server.address)
      const [having, lacking] = [addresses('has'), addresses('lacks')]
      return having.length > 0 && lacking.length > 0 ? [{ kind: 'unlike', port, trait, having, lacking }] : []
    }),
  )
}

/** Suites and groups that one address has both accepted and refused. */
function contradictions({ server: { address, port, suites, groups } }: AddressSubject): readonly Evidence[] {
  const contradicted = (version: TlsVersion): readonly string[] =>
    [...suites[version], ...groups.filter((group) => group.version === version)].flatMap((answer) =>
      answer.state === 'unknown' && answer.why === 'contradictory' ? [answer.name] : [],
    )
  return VERSION_NAMES.toReversed().flatMap((version): readonly Evidence[] => {
    const names = contradicted(version)
    return names.length === 0 ? [] : [{ kind: 'contradiction', address, port, version, names }]
  })
}
