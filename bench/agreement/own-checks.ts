import type { Answer } from '../../src/base/answer.ts'
import type { ServerFacts } from '../../src/facts/server-facts.ts'
import { VERSION_NAMES } from '../../src/registry/versions.ts'
import { suiteUniverse } from '../../src/tls/planner/universe.ts'

/**
 * Suites of accepted versions that a full survey left open. Those of SSL 2.0 may be: what a SERVER-HELLO does not list is
 * not refused for that, as CVE-2015-3197 showed.
 */
export function openQuestions(full: ServerFacts): readonly string[] {
  return VERSION_NAMES.flatMap((version): readonly string[] => {
    const answer = full.versions[version]
    if (answer.state === 'unknown') return [`${version} is unknown: ${answer.why}`]
    if (answer.state === 'refused' || version === 'ssl2') return []
    const settled = full.suites[version].filter(({ state }) => state !== 'unknown').length
    const open = suiteUniverse(version).length - settled
    return open > 0 ? [`${version}: ${open} suites are open`] : []
  })
}

/** Answers of two surveys of one server that cannot both be right. */
export function contradictions(one: ServerFacts, other: ServerFacts): readonly string[] {
  const answers = answersOf(other)
  return [...answersOf(one)].flatMap(([question, { state }]) => {
    const second = answers.get(question)?.state
    const isContradiction = new Set([state, second, 'accepted', 'refused']).size === 2 && state !== second
    return isContradiction ? [`${question}: ${state}, then ${second}`] : []
  })
}

/** Every answer of a survey by its question. A refused version refuses all its suites. */
function answersOf(facts: ServerFacts): ReadonlyMap<string, Answer> {
  return new Map<string, Answer>([
    ...VERSION_NAMES.map((version): [string, Answer] => [version, facts.versions[version]]),
    ...VERSION_NAMES.flatMap((version) =>
      suiteUniverse(version).map((id): [string, Answer] => {
        const hex = `0x${id.toString(16).padStart(version === 'ssl2' ? 6 : 4, '0')}`
        const listed = facts.suites[version].find((suite) => suite.id === hex)
        const whole = facts.versions[version]
        return [`${version} ${hex}`, listed ?? (whole.state === 'refused' ? whole : NOT_ASKED)]
      }),
    ),
    ...facts.groups.map((group): [string, Answer] => [`${group.version} ${group.name}`, group]),
    ...Object.entries(facts.features),
  ])
}

const NOT_ASKED: Answer = { state: 'unknown', why: 'not-asked' }
