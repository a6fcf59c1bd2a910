import { type Answer, type TlsVersion, unknown } from '../../base/answer.ts'
import { suiteById } from '../../registry/find-suite.ts'
import { PADDING_VARIANTS } from '../wire/rsa-key-exchange.ts'
import { acceptedSuites, type Knowledge, type PaddingReaction } from './knowledge.ts'

/** The next test of RSA padding. */
export interface PaddingTest {
  /** Its number: the way of padding is the remainder by the number of ways. */
  readonly variant: number
  /** The one suite that may be offered; null while any will do. */
  readonly fixed: { readonly version: TlsVersion; readonly suite: number } | null
}

type Reactions = Knowledge['robot']
type Round = readonly PaddingReaction[]

const WAYS = PADDING_VARIANTS.length

/**
 * Rounds of tests, each way of padding once a round. The first takes what suites come along: a server that reacts to all ways
 * and suites alike is no oracle, and most do. Reactions that differ are compared anew, with one suite and twice.
 */
const ROUNDS = 3

/**
 * What the reactions say. A server that tells right padding from wrong, by anything at all, is an oracle. One difference may be
 * chance, or the suite's; the same differences twice, in the same version and suite, are neither.
 *
 * @returns null while more has to be tested
 */
export function judgePadding(reactions: Reactions, by: number): Answer | null {
  const rounds = completeRounds(reactions)
  const [one, two] = rounds.filter(hasOneSuite)
  if (isAlike(rounds[0]) || isAlike(one)) return { state: 'refused', by, how: 'ignored' }
  if (one === undefined || two === undefined) return null
  const isSame = one.every(({ reaction }, at) => reaction === two[at]?.reaction)
  return isSame ? { state: 'accepted', by } : unknown('contradictory')
}

/** The next test; null when nothing is left to ask, or when what is under way has to be waited for. */
export function nextPaddingTest(knowledge: Knowledge, isUnderWay: (variant: number) => boolean): PaddingTest | null {
  const { robot, vulnerabilities } = knowledge
  if (vulnerabilities.robot.state !== 'unknown' || vulnerabilities.robot.why !== 'not-asked') return null
  const round = completeRounds(robot).length
  if (round >= ROUNDS) return null
  for (let variant = round * WAYS; variant < (round + 1) * WAYS; variant += 1) {
    if (!robot.has(variant) && !isUnderWay(variant))
      return { variant, fixed: round === 0 ? null : fixedSuite(knowledge) }
  }
  return null
}

/** The versions and suites in which an RSA key exchange can be tested, the best version first. */
export function staticRsaSuites(knowledge: Knowledge, version: TlsVersion): readonly number[] {
  return acceptedSuites(knowledge, version).filter((suite) => suiteById(suite)?.keyExchange === 'RSA')
}

/** That of an earlier round with one suite, so that both can be compared; else the first that was accepted in the best version. */
function fixedSuite(knowledge: Knowledge): PaddingTest['fixed'] {
  const [last] = completeRounds(knowledge.robot).filter(hasOneSuite).at(-1) ?? []
  if (last !== undefined) return { version: last.version, suite: last.suite }
  for (const version of CLASSIC_VERSIONS) {
    const [suite] = staticRsaSuites(knowledge, version)
    if (suite !== undefined) return { version, suite }
  }
  return null
}

/** Versions that know an RSA key exchange, the best first. SSL 2.0 has another one. */
export const CLASSIC_VERSIONS: readonly TlsVersion[] = ['tls12', 'tls11', 'tls10', 'ssl3']

function completeRounds(reactions: Reactions): readonly Round[] {
  const rounds: Round[] = []
  for (let first = 0; first < ROUNDS * WAYS; first += WAYS) {
    const round = PADDING_VARIANTS.flatMap((_, at) => reactions.get(first + at) ?? [])
    if (round.length < WAYS) break
    rounds.push(round)
  }
  return rounds
}

function isAlike(round: Round | undefined): boolean {
  return round?.every(({ reaction }) => reaction === round[0]?.reaction) ?? false
}

function hasOneSuite(round: Round): boolean {
  return round.every(({ version, suite }) => version === round[0]?.version && suite === round[0].suite)
}
