import type { TlsVersion, Unknown } from '../base/answer.ts'
import type { ServerFacts } from '../facts/server-facts.ts'
import type { CipherSuite } from '../registry/cipher-suite.ts'
import { CIPHER_SUITES } from '../registry/cipher-suites.ts'
import type { Evidence } from './evidence.ts'
import { settle, type Verdict } from './verdict.ts'

/** What is known of the suites of a server, by version: put together once, because nearly every rule of TLS asks for some. */
export type SuiteIndex = Readonly<Record<TlsVersion, SuitesOfVersion>>

/** The suites of a version by what is known of them, each list in the order of the registry. */
interface SuitesOfVersion {
  readonly accepted: readonly CipherSuite[]
  readonly refused: readonly CipherSuite[]
  /** By the reason why nobody settled them. */
  readonly open: ReadonlyMap<Unknown, readonly CipherSuite[]>
}

/** The versions whose suites are those of the IANA registry; SSL 2.0 has cipher kinds of its own. */
export const SUITE_VERSIONS: readonly TlsVersion[] = ['ssl3', 'tls10', 'tls11', 'tls12', 'tls13']

/** A suite that the server accepts in a version. */
export interface AcceptedSuite {
  readonly version: TlsVersion
  readonly suite: CipherSuite
}

/** What the facts tell about a set of suites. */
export interface SuiteView {
  readonly accepted: readonly AcceptedSuite[]
  /** The reasons of those that nobody settled. */
  readonly unsettled: readonly Unknown[]
  /** True when at least one was settled. */
  readonly isSettled: boolean
}

/**
 * Sorts the suites of the registry by what a server said of them. A refused version refuses all its suites; a suite that the
 * facts do not list is open, for the version's own reason or for that of the whole survey.
 */
export function indexSuites(server: ServerFacts): SuiteIndex {
  const index = (version: TlsVersion): SuitesOfVersion => sortSuites(server, version)
  return {
    ssl2: index('ssl2'),
    ssl3: index('ssl3'),
    tls10: index('tls10'),
    tls11: index('tls11'),
    tls12: index('tls12'),
    tls13: index('tls13'),
  }
}

function sortSuites(server: ServerFacts, version: TlsVersion): SuitesOfVersion {
  const answers = new Map(server.suites[version].map((answer) => [answer.id, answer]))
  const ofVersion = server.versions[version]
  const whyUnlisted = ofVersion.state === 'unknown' ? ofVersion.why : server.openBecause
  const accepted: CipherSuite[] = []
  const refused: CipherSuite[] = []
  const open = new Map<Unknown, CipherSuite[]>()
  for (const suite of suitesOf.get(version) ?? []) {
    const answer = answers.get(idOf(suite))
    if (answer?.state === 'accepted') accepted.push(suite)
    else if (answer?.state === 'refused' || ofVersion.state === 'refused') refused.push(suite)
    else {
      const why = answer?.why ?? whyUnlisted
      const same = open.get(why) ?? []
      same.push(suite)
      open.set(why, same)
    }
  }
  return { accepted, refused, open }
}

/** What is known about the suites that satisfy a test, in the given versions. */
export function suitesWhere(
  index: SuiteIndex,
  test: (suite: CipherSuite) => boolean,
  versions: readonly TlsVersion[] = SUITE_VERSIONS,
): SuiteView {
  const accepted = versions.flatMap((version) =>
    index[version].accepted.filter(test).map((suite): AcceptedSuite => ({ version, suite })),
  )
  const unsettled = versions.flatMap((version) =>
    [...index[version].open].flatMap(([why, suites]) => (suites.some(test) ? [why] : [])),
  )
  const isSettled = accepted.length > 0 || versions.some((version) => index[version].refused.some(test))
  return { accepted, unsettled: [...new Set(unsettled)], isSettled }
}

/** The verdict where any accepted suite of a view proves the finding. */
export function foundIfAny({ accepted, unsettled, isSettled }: SuiteView): Verdict {
  return settle(suiteEvidence(accepted), unsettled, Number(isSettled))
}

/** Accepted suites as evidence: one piece for each version, the newest first, names in the order of the registry. */
export function suiteEvidence(accepted: readonly AcceptedSuite[]): readonly Evidence[] {
  const byVersion = Map.groupBy(accepted, ({ version }) => version)
  return SUITE_VERSIONS.toReversed().flatMap((version): readonly Evidence[] => {
    const suites = byVersion.get(version)?.map(({ suite }) => suite.name)
    return suites === undefined ? [] : [{ kind: 'suites', version, suites }]
  })
}

/** The id of a suite as facts write it, such as `0xc02f`. */
export function idOf(suite: CipherSuite): string {
  return ids.get(suite) ?? `0x${suite.id.toString(16).padStart(4, '0')}`
}

const ids = new Map(CIPHER_SUITES.map((suite) => [suite, `0x${suite.id.toString(16).padStart(4, '0')}`]))

const suitesOf = new Map(
  SUITE_VERSIONS.map((version) => [version, CIPHER_SUITES.filter(({ versions }) => versions.includes(version))]),
)
