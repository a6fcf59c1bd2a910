import type { SenderTestCaseFacts, SenderTestCaseId, SenderTestFacts } from '../facts/sender-test-facts.ts'
import { compareSeverity, type Severity } from '../judge/severity.ts'
import type { Software } from '../judge/software.ts'
import { bestLikenesses, type Likeness, likenesses } from './sender-test-likeness.ts'
import { type Meaning, SENDER_TEST_FIXES, type SenderTestFix, type SenderTestOutcome } from './sender-test-meaning.ts'
import { outcomeOf, SETTLE_SECONDS, waitedSeconds } from './sender-test-outcome.ts'
import { meaningOf, SENDER_TEST_WORDS } from './sender-test-words.ts'

/** A setting that changes an outcome, by software. */
export type SenderTestSettings = { readonly any: string } & Readonly<Partial<Record<Software, string>>>

/** A case as it is reported. */
export interface SenderTestCase extends SenderTestCaseFacts {
  readonly title: string
  readonly teaches: string
  readonly outcome: SenderTestOutcome
  /** Null while nothing can be said. */
  readonly verdict: Meaning['verdict'] | null
  readonly says: string | null
  readonly fix: SenderTestSettings | null
}

/** Something about the sender that should be otherwise, in the form of the findings of `check`. */
export interface SenderTestFinding {
  /** `sender-` and the case. */
  readonly code: `sender-${SenderTestCaseId}`
  readonly severity: Severity
  readonly scope: 'sender'
  readonly subject: { readonly case: SenderTestCaseId; readonly recipient: string }
  readonly title: string
  /** What proves it, in one line. */
  readonly detail: string
  readonly fix: SenderTestSettings
  /** What to do to see it again. */
  readonly verify: string
}

/** What a sender test says: what `wiretight sendertest` writes as JSON. */
export interface SenderTestDocument {
  readonly schema: 'wiretight/sender-test@1'
  readonly token: string
  readonly zone: string
  readonly mode: SenderTestFacts['mode']
  readonly authority: SenderTestFacts['authority']
  readonly issuedAt: string
  readonly at: string
  readonly firstSeenAt: string | null
  /** Since the sender first showed itself; null before. */
  readonly waitedSeconds: number | null
  /** True when what has not come is counted as not coming. */
  readonly settled: boolean
  readonly headline: string
  /** Kinds of senders that fit best; several that cannot be told apart from here, or none. */
  readonly looksLike: readonly Likeness[]
  readonly counts: Readonly<Record<'good' | 'bad' | 'info' | 'open', number>>
  readonly cases: readonly SenderTestCase[]
  readonly findings: readonly SenderTestFinding[]
}

/** How a test is judged. */
export interface SenderTestJudging {
  /** Seconds after the first sign of the sender, after which what has not come counts as not coming. */
  readonly settleSeconds?: number
}

/** Judges the facts of a test. */
export function senderTestDocumentOf(facts: SenderTestFacts, judging: SenderTestJudging = {}): SenderTestDocument {
  const { settleSeconds = SETTLE_SECONDS } = judging
  const waited = waitedSeconds(facts)
  const settled = waited !== null && waited >= settleSeconds
  const outcomes = new Map(facts.cases.map((each) => [each.case, outcomeOf(each, settled)]))
  const cases = facts.cases.map((each) => caseOf(each, outcomes.get(each.case) ?? 'waiting'))
  const looksLike = bestLikenesses(likenesses(outcomes))
  const count = (verdict: Meaning['verdict'] | null): number => cases.filter((each) => each.verdict === verdict).length
  const counts = { good: count('good'), bad: count('bad'), info: count('info'), open: count(null) }
  const { token, zone, mode, authority, issuedAt, at, firstSeenAt } = facts
  return {
    schema: 'wiretight/sender-test@1',
    ...{ token, zone, mode, authority, issuedAt, at, firstSeenAt },
    waitedSeconds: waited,
    settled,
    headline: headlineOf(looksLike, counts, waited),
    looksLike,
    counts,
    cases,
    findings: findingsOf(cases),
  }
}

function caseOf(facts: SenderTestCaseFacts, outcome: SenderTestOutcome): SenderTestCase {
  const { title, teaches } = SENDER_TEST_WORDS[facts.case]
  const meaning = meaningOf(facts.case, outcome)
  return {
    ...facts,
    title,
    teaches,
    outcome,
    verdict: meaning?.verdict ?? null,
    says: meaning?.says ?? null,
    fix: settingsOf(meaning?.fix ?? null),
  }
}

function settingsOf(fix: SenderTestFix | null): SenderTestSettings | null {
  return fix === null ? null : SENDER_TEST_FIXES[fix]
}

function findingsOf(cases: readonly SenderTestCase[]): readonly SenderTestFinding[] {
  return cases
    .flatMap((each): readonly SenderTestFinding[] => {
      const meaning = meaningOf(each.case, each.outcome)
      if (meaning?.verdict !== 'bad') return []
      return [
        {
          code: `sender-${each.case}`,
          severity: meaning.severity,
          scope: 'sender',
          subject: { case: each.case, recipient: each.recipient },
          title: each.title,
          detail: meaning.says,
          fix: each.fix ?? { any: 'There is no setting for this' },
          verify: `send a message to ${each.recipient} and look again`,
        },
      ]
    })
    .toSorted((a, b) => compareSeverity(a.severity, b.severity))
}

function headlineOf(
  looksLike: readonly Likeness[],
  counts: SenderTestDocument['counts'],
  waited: number | null,
): string {
  if (waited === null) return 'Nothing has come yet.'
  const [first, ...others] = looksLike
  const names = [first, ...others].flatMap((each) => (each === undefined ? [] : nameOf(each)))
  const like = names.length === 0 ? 'This sender is like none that is known here.' : `This looks like ${choice(names)}.`
  const all = counts.good + counts.bad + counts.info + counts.open
  const open = counts.open > 0 ? `, ${counts.open} open` : ''
  return `${like} Of ${all} cases ${counts.good} went as they should, ${counts.bad} did not, ${counts.info} are good to know${open}.`
}

/** Names of kinds that are listed; the JSON has all. */
const NAMES = 4

function choice(names: readonly string[]): string {
  const shown = names.slice(0, NAMES)
  const more = names.length > NAMES ? [`${names.length - NAMES} more`] : []
  const [last = '', ...before] = [...shown, ...more].toReversed()
  return before.length === 0 ? last : `${before.toReversed().join(', ')} or ${last}`
}

function nameOf({ name, distrusts }: Likeness): string {
  return distrusts ? `${name} that does not trust this test’s authority` : name
}
