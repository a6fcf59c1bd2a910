import type { TlsVersion, Unknown } from '../base/answer.ts'
import type { ServerFacts, SuiteAnswer } from '../facts/server-facts.ts'
import type { CipherSuite } from '../registry/cipher-suite.ts'
import { CIPHER_SUITES } from '../registry/cipher-suites.ts'
import type { Evidence } from './evidence.ts'

/** The answers of a server about suites, by version and then by id (`0xc02f`). */
export type SuiteIndex = Readonly<Record<TlsVersion, ReadonlyMap<string, SuiteAnswer>>>

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
  /** How many were settled. */
  readonly settled: number
}

/** Makes the answers findable. */
export function indexSuites(server: ServerFacts): SuiteIndex {
  const index = (version: TlsVersion): ReadonlyMap<string, SuiteAnswer> =>
    new Map(server.suites[version].map((answer) => [answer.id, answer]))
  return {
    ssl2: index('ssl2'),
    ssl3: index('ssl3'),
    tls10: index('tls10'),
    tls11: index('tls11'),
    tls12: index('tls12'),
    tls13: index('tls13'),
  }
}

/**
 * What is known about the suites that satisfy a test, in the given versions. A refused version refuses all its suites;
 * a suite that the facts do not list is open, for the version's own reason or for that of the whole survey.
 */
export function suitesWhere(
  server: ServerFacts,
  index: SuiteIndex,
  test: (suite: CipherSuite) => boolean,
  versions: readonly TlsVersion[] = SUITE_VERSIONS,
): SuiteView {
  const accepted: AcceptedSuite[] = []
  const unsettled = new Set<Unknown>()
  let settled = 0
  for (const suite of CIPHER_SUITES) {
    if (!test(suite)) continue
    for (const version of suite.versions) {
      if (!versions.includes(version)) continue
      const answer = index[version].get(idOf(suite))
      const state = server.versions[version]
      if (answer?.state === 'accepted') accepted.push({ version, suite })
      if (answer !== undefined && answer.state !== 'unknown') settled += 1
      else if (state.state === 'refused') settled += 1
      else if (answer !== undefined) unsettled.add(answer.why)
      else unsettled.add(state.state === 'unknown' ? state.why : server.openBecause)
    }
  }
  return { accepted, unsettled: [...unsettled], settled }
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
