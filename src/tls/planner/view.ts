import type { TlsVersion } from '../../base/answer.ts'
import { isStalled, type Knowledge, type SuiteAnswers } from './knowledge.ts'
import { isNarrow } from './learn.ts'
import { type HelloOffer, widthOf } from './offer.ts'
import { offerSuites } from './offers.ts'
import type { Probe } from './probe.ts'

/** What a question looks at: what is known, what is being asked at this moment, and how many probes may be added. */
export interface View {
  readonly knowledge: Knowledge
  readonly inFlight: readonly Probe[]
  readonly room: number
}

/** A question of the plan: it names the probes that would bring it forward now; none when it is settled or must wait. */
export type Question = (view: View) => readonly Probe[]

/** True when a goal is neither being asked nor given up. */
export function isFree({ knowledge, inFlight }: View, goal: string): boolean {
  return !isStalled(knowledge, goal) && !inFlight.some((probe) => probe.goal === goal)
}

/** Suites that hellos in flight ask about at this version. */
export function suitesInFlight({ inFlight }: View, version: TlsVersion): ReadonlySet<number> {
  let byVersion = askedBy.get(inFlight)
  if (byVersion === undefined) {
    byVersion = {}
    askedBy.set(inFlight, byVersion)
  }
  byVersion[version] ??= askedAbout(inFlight, version)
  return byVersion[version]
}

/** For each list of probes in flight: every question of the plan looks at the same list. */
const askedBy = new WeakMap<readonly Probe[], Partial<Record<TlsVersion, ReadonlySet<number>>>>()

function askedAbout(inFlight: readonly Probe[], version: TlsVersion): ReadonlySet<number> {
  const asked = new Set<number>()
  for (const probe of inFlight) {
    if (probe.kind !== 'hello' || probe.offer.versions[0] !== version || probe.offer.fallbackScsv) continue
    for (const suite of probe.offer.suites) asked.add(suite)
  }
  return asked
}

/** Suites of a list that no answer at this version settles yet. */
export function undecided(knowledge: Knowledge, version: TlsVersion, suites: readonly number[]): readonly number[] {
  const answers = knowledge.suites[version]
  const known = undecidedOf.get(answers)
  if (known?.suites === suites) return known.open
  const open = suites.filter((suite) => !answers.has(suite))
  undecidedOf.set(answers, { suites, open })
  return open
}

/** The latest list asked about, for each set of answers: mostly the whole universe of a version, by many questions in turn. */
const undecidedOf = new WeakMap<
  SuiteAnswers,
  { readonly suites: readonly number[]; readonly open: readonly number[] }
>()

/**
 * Probes for suites at one version: one, or two and more halves once the server has stumbled over hellos of that width.
 * Nothing for an empty list.
 */
export function askSuites(
  knowledge: Knowledge,
  goal: string,
  version: TlsVersion,
  suites: readonly number[],
): readonly Probe[] {
  if (suites.length === 0) return []
  const offer = offerSuites(knowledge, version, suites)
  if (!isNarrow(knowledge, offer) && widthOf(offer) >= knowledge.chokedSuites) {
    const middle = Math.ceil(suites.length / 2)
    return [suites.slice(0, middle), suites.slice(middle)].flatMap((half) => askSuites(knowledge, goal, version, half))
  }
  return [hello(goal, offer)]
}

/** A probe of one ClientHello. */
export function hello(goal: string, offer: HelloOffer): Probe {
  return { kind: 'hello', goal, offer }
}

/** The probes of several questions, first come first served, up to the room there is. */
export function askInOrder(questions: readonly Question[], view: View): readonly Probe[] {
  const chosen: Probe[] = []
  let now = view
  for (const question of questions) {
    if (now.room <= 0) break
    const next = question(now).slice(0, now.room)
    if (next.length === 0) continue
    chosen.push(...next)
    now = { ...now, inFlight: [...now.inFlight, ...next], room: now.room - next.length }
  }
  return chosen
}
