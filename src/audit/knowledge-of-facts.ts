import { type Answer, isSettled, type TlsVersion } from '../base/answer.ts'
import { ipVersion } from '../base/ip-address.ts'
import type { ProbeRecord, ServerFacts, SuiteAnswer } from '../facts/server-facts.ts'
import {
  type Choice,
  everyVersion,
  type GroupVersion,
  type Knowledge,
  nothingKnown,
  type SuiteAnswers,
} from '../tls/planner/knowledge.ts'
import { plainSelection } from '../tls/planner/plain-selection.ts'
import { HANDSHAKE_GOALS, type HandshakeGoal } from '../tls/planner/probe.ts'
import { groupUniverse, suiteUniverse } from '../tls/planner/universe.ts'

/**
 * What stored facts know, as the planner knows it, so that a survey can go on where it ended. Answers are taken over; what
 * was open is asked again, whatever it was open for. Experience with the server (what it tolerates) is made anew.
 */
export function knowledgeOfFacts(facts: ServerFacts): Knowledge {
  const { versions, suites, groups, features, vulnerabilities, preference, probes } = facts
  const fresh = nothingKnown(facts.mode === 'starttls', ipVersion(facts.host) === null)
  const handshakes = handshakesOf(facts)
  const settled = (answer: Answer, before: Answer): Answer => (isSettled(answer) ? answer : before)
  return {
    ...fresh,
    versions: everyVersion((version) => settled(versions[version], fresh.versions[version])),
    suites: everyVersion((version) => suiteAnswersOf(version, versions[version], suites[version])),
    preference,
    groups: { tls12: groupAnswersOf(groups, 'tls12'), tls13: groupAnswersOf(groups, 'tls13') },
    signatures: new Map(facts.signatures.map((scheme): [number, Answer] => [Number(scheme.id), plain(scheme)])),
    sni: fresh.sni && features.sni.state !== 'refused',
    features: settledOf(features, fresh.features, settled),
    vulnerabilities: settledOf(vulnerabilities, fresh.vulnerabilities, settled),
    handshakes,
    sessionsLost: sessionsLost(handshakes, facts),
    choices: everyOrder(suites, features.sni.state === 'accepted'),
    answered: new Set(probes.filter(isAnswered).map(({ goal }) => goal)),
  }
}

/** Reactions to RSA key exchanges are not facts, nor what a suite was chosen from, so that these comparisons begin anew. */
function isAnswered({ goal, outcome }: ProbeRecord): boolean {
  return outcome !== 'failed' && !/^(check robot|preference|compare) /.test(goal)
}

/** A refused version refuses all of its suites, without their being listed. */
function suiteAnswersOf(version: TlsVersion, answer: Answer, listed: readonly SuiteAnswer[]): SuiteAnswers {
  if (answer.state === 'refused') return new Map(suiteUniverse(version).map((suite) => [suite, answer]))
  const byId = new Map(listed.map((entry) => [Number(entry.id), entry]))
  return new Map(
    suiteUniverse(version).flatMap((suite): readonly [number, Answer][] => {
      const entry = byId.get(suite)
      return entry === undefined ? [] : [[suite, plain(entry)]]
    }),
  )
}

function groupAnswersOf(groups: ServerFacts['groups'], version: GroupVersion): SuiteAnswers {
  const known = new Set(groupUniverse(version))
  return new Map(
    groups
      .filter((group) => group.version === version && known.has(Number(group.id)))
      .map((group): [number, Answer] => [Number(group.id), plain(group)]),
  )
}

/** The answer alone, without names. */
function plain(answer: Answer): Answer {
  switch (answer.state) {
    case 'accepted':
      return { state: 'accepted', by: answer.by }
    case 'refused':
      return { state: 'refused', by: answer.by, how: answer.how }
    case 'unknown':
      return { state: 'unknown', why: answer.why }
    default:
      throw answer satisfies never
  }
}

function settledOf<Key extends string>(
  answers: Readonly<Record<Key, Answer>>,
  fresh: Readonly<Record<Key, Answer>>,
  settled: (answer: Answer, before: Answer) => Answer,
): Readonly<Record<Key, Answer>> {
  const result: Record<Key, Answer> = { ...fresh }
  for (const key in fresh) result[key] = settled(answers[key], fresh[key])
  return result
}

/** Handshakes that were completed or failed. */
function handshakesOf({ probes }: ServerFacts): Knowledge['handshakes'] {
  const handshakes: Partial<Record<HandshakeGoal, Answer>> = {}
  for (const goal of HANDSHAKE_GOALS) {
    // One that was turned away before TLS is made again, and is in the ledger more than once then.
    const probe = probes.find((record) => record.goal === `handshake ${goal}` && wasTried(record))
    if (probe === undefined) continue
    const by = probe.index
    handshakes[goal] =
      probe.outcome === 'handshake' ? { state: 'accepted', by } : { state: 'refused', by, how: 'alert' }
  }
  return handshakes
}

function wasTried({ outcome, failure }: ProbeRecord): boolean {
  return outcome === 'handshake' || failure?.code === 'tls-handshake-failed'
}

/** The session of the best handshake is gone, and so are the ticket and the id of older sessions, unless there were none. */
function sessionsLost(handshakes: Knowledge['handshakes'], { features }: ServerFacts): ReadonlySet<HandshakeGoal> {
  const lost = new Set<HandshakeGoal>()
  if (handshakes.best?.state === 'accepted') lost.add('best')
  if (handshakes.tls12?.state === 'accepted' && features.sessionTicket.state !== 'refused') lost.add('tls12')
  if (handshakes.injection?.state === 'accepted' && !isSettled(features.resumptionId)) lost.add('injection')
  return lost
}

/** Choices that prove again what the positions say: each suite was once chosen before all that come after it. */
function everyOrder(suites: ServerFacts['suites'], sni: boolean): readonly Choice[] {
  const versions = ['ssl3', 'tls10', 'tls11', 'tls12', 'tls13'] as const
  return versions.flatMap((version) => {
    const placed = suites[version]
      .filter(({ position }) => position !== undefined)
      .toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0))
      .map(({ id }) => Number(id))
    return placed.map((suite, at) => rememberedChoice(version, suite, placed.slice(at), sni))
  })
}

function rememberedChoice(version: TlsVersion, suite: number, suites: readonly number[], sni: boolean): Choice {
  return {
    by: 0,
    offer: {
      format: 'tls',
      versions: [version],
      suites,
      groups: [],
      groupsNarrowed: false,
      signatures: 'all',
      keyShare: 'empty',
      extensions: 'none', // that are known: what it tolerates is in the features
      fallbackScsv: false,
      sni,
    },
    selected: plainSelection(version, suite),
  }
}
