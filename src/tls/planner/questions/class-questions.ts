import type { TlsVersion } from '../../../base/answer.ts'
import { suiteById } from '../../../registry/find-suite.ts'
import { VERSION_NAMES } from '../../../registry/versions.ts'
import { acceptedSuites, type Knowledge } from '../knowledge.ts'
import { familyOf, type SuiteClass, suiteUniverse } from '../universe.ts'
import { askSuites, isFree, type Question, suitesInFlight, undecided } from '../view.ts'
import { unseenWeaknesses } from '../weaknesses.ts'

/**
 * Which classes of suites a version accepts. One hello offers every class that is still open; the class of the answer is
 * accepted and left out of the next; a refusal closes all the rest at once. Costs the accepted classes plus one.
 */
export function classesQuestion(goal: string, version: TlsVersion, classes: readonly SuiteClass[]): Question {
  return (view) => {
    const { knowledge } = view
    if (!isFree(view, goal) || knowledge.versions[version].state === 'refused') return []
    const open = classes.flatMap((suiteClass) => openClass(knowledge, version, suiteClass))
    return askSuites(knowledge, goal, version, open)
  }
}

/** The same, but for classes that another version has shown to be accepted: the server has them, which is the verdict. */
export function classesUnseen(goal: string, version: TlsVersion, classes: readonly SuiteClass[]): Question {
  return (view) =>
    classesQuestion(
      goal,
      version,
      classes.filter((suiteClass) => !isSeen(view.knowledge, suiteClass)),
    )(view)
}

function isSeen(knowledge: Knowledge, suiteClass: SuiteClass): boolean {
  return VERSION_NAMES.some((version) =>
    acceptedSuites(knowledge, version).some((suite) => suiteClass.some((family) => family === familyOf(suite))),
  )
}

/** Whether a version that is known to be accepted takes any suite of these classes. */
export function classesIfAccepted(goal: string, version: TlsVersion, classes: readonly SuiteClass[]): Question {
  const question = classesQuestion(goal, version, classes)
  return (view) => (view.knowledge.versions[version].state === 'accepted' ? question(view) : [])
}

/** Suites of a class without an answer, unless one of the class is accepted already. */
function openClass(knowledge: Knowledge, version: TlsVersion, suiteClass: SuiteClass): readonly number[] {
  const members = suiteUniverse(version).filter((suite) => suiteClass.some((family) => family === familyOf(suite)))
  const answers = knowledge.suites[version]
  return members.some((suite) => answers.get(suite)?.state === 'accepted') ? [] : undecided(knowledge, version, members)
}

/**
 * Weaknesses that hide in accepted classes, once the classes are settled: offers every open suite with a property that no
 * accepted suite has shown, leaves out what was chosen, and ends with a refusal.
 */
export function weaknessQuestion(version: TlsVersion): Question {
  const goal = `weaknesses ${version}`
  return (view) => {
    const { knowledge } = view
    if (!isFree(view, goal) || suitesInFlight(view, version).size > 0) return []
    const accepted = acceptedSuites(knowledge, version)
    if (accepted.length === 0) return []
    const open = undecided(knowledge, version, suiteUniverse(version))
    return askSuites(knowledge, goal, version, unseenWeaknesses(open, accepted))
  }
}

/**
 * Which suites beyond those of RFC 8446 TLS 1.3 takes: integrity without encryption, national ciphers, new ones. With a real
 * key share, unless the server is known to like an empty one: most often this is the only hello of TLS 1.3, and a refusal
 * shall not have to be repeated to count.
 */
export const uncommon13Question: Question = (view) => {
  const goal = 'uncommon tls13'
  const { knowledge } = view
  if (!isFree(view, goal) || knowledge.versions.tls13.state !== 'accepted') return []
  const uncommon = suiteUniverse('tls13').filter((suite) => !RFC_8446_SUITES.has(suite))
  const keyShare = knowledge.toleratesEmptyShare ? 'empty' : 'real'
  return askSuites(knowledge, goal, 'tls13', undecided(knowledge, 'tls13', uncommon)).map((probe) =>
    probe.kind === 'hello' ? { ...probe, offer: { ...probe.offer, keyShare } } : probe,
  )
}

/** RFC 8446 appendix B.4. */
const RFC_8446_SUITES: ReadonlySet<number> = new Set([0x1301, 0x1302, 0x1303, 0x1304, 0x1305])

/**
 * Whether the server has a certificate of the other kind of key, too: one hello offers the suites of that kind alone. DANE and
 * expiry concern every certificate, and which one a client sees depends on what it offers (RFC 7671 section 8.1).
 */
export function otherKeyQuestion(version: TlsVersion): Question {
  const goal = `other key ${version}`
  return (view) => {
    const { knowledge } = view
    if (!isFree(view, goal) || knowledge.answered.has(goal) || suitesInFlight(view, version).size > 0) return []
    const kinds = new Set(acceptedSuites(knowledge, version).flatMap(keyKindOf))
    const [only] = kinds
    if (only === undefined || kinds.size > 1) return []
    const open = undecided(knowledge, version, suiteUniverse(version))
    return askSuites(
      knowledge,
      goal,
      version,
      open.filter((suite) => keyKindOf(suite).some((kind) => kind !== only)),
    )
  }
}

/** The kind of key that a suite asks of a certificate; none for anonymous suites and the like. */
function keyKindOf(suite: number): readonly ('RSA' | 'ECDSA')[] {
  const authentication = suiteById(suite)?.authentication
  return authentication === 'RSA' || authentication === 'ECDSA' ? [authentication] : []
}
