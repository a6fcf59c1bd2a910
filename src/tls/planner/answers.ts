import { type Answer, type TlsVersion, unknown } from '../../base/answer.ts'
import type { GroupVersion, Knowledge, SuiteAnswers } from './knowledge.ts'
import { preferenceOf } from './preference.ts'
import { isInUniverse, suiteUniverse } from './universe.ts'

/** Marks a suite of a version, and with it the version, accepted; a suite that was refused before becomes contradictory. */
export function accept(knowledge: Knowledge, version: TlsVersion, suite: number, by: number): Knowledge {
  const before = knowledge.suites[version].get(suite)
  if (before?.state === 'accepted') return knowledge
  const answer: Answer = before === undefined ? { state: 'accepted', by } : unknown('contradictory')
  const suites = withAnswers(knowledge.suites[version], [suite], answer)
  const versionAnswer = knowledge.versions[version]
  return {
    ...knowledge,
    suites: { ...knowledge.suites, [version]: suites },
    versions:
      versionAnswer.state === 'accepted'
        ? knowledge.versions
        : { ...knowledge.versions, [version]: { state: 'accepted', by } },
  }
}

/** Marks a group accepted; one that was refused before becomes contradictory. */
export function acceptGroup(knowledge: Knowledge, version: GroupVersion, group: number, by: number): Knowledge {
  const before = knowledge.groups[version].get(group)
  if (before?.state === 'accepted') return knowledge
  const answer: Answer = before === undefined ? { state: 'accepted', by } : unknown('contradictory')
  return {
    ...knowledge,
    groups: { ...knowledge.groups, [version]: withAnswers(knowledge.groups[version], [group], answer) },
  }
}

/** Marks suites of a version refused; one that was accepted before becomes contradictory. The same object when nothing changes. */
export function refuseSuites(
  knowledge: Knowledge,
  version: TlsVersion,
  suites: readonly number[],
  answer: Answer,
): Knowledge {
  const known = knowledge.suites[version]
  const universe = suiteUniverse(version)
  const open: number[] = []
  const contradicted: number[] = []
  for (const suite of suites) {
    const before = known.get(suite)
    if (before === undefined) {
      if (isInUniverse(version, suite)) open.push(suite)
    } else if (before.state === 'accepted' && answer.state === 'refused' && before.by !== answer.by)
      contradicted.push(suite)
  }
  if (open.length === 0 && contradicted.length === 0) return knowledge
  const next = withAnswers(withAnswers(known, open, answer), contradicted, unknown('contradictory'))
  const allRefused = universe.every((suite) => next.get(suite)?.state === 'refused')
  return {
    ...knowledge,
    suites: { ...knowledge.suites, [version]: next },
    versions:
      allRefused && knowledge.versions[version].state === 'unknown'
        ? { ...knowledge.versions, [version]: answer }
        : knowledge.versions,
  }
}

/** The answers with one for each of the keys. */
export function withAnswers(answers: SuiteAnswers, keys: readonly number[], answer: Answer): SuiteAnswers {
  if (keys.length === 0) return answers
  const next = new Map(answers)
  for (const key of keys) next.set(key, answer)
  return next
}

/** Concludes anew whose order decides in a version. */
export function withPreference(knowledge: Knowledge, version: TlsVersion): Knowledge {
  return { ...knowledge, preference: { ...knowledge.preference, [version]: preferenceOf(knowledge, version) } }
}
