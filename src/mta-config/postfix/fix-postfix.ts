import type { ConfigCode } from '../config-codes.ts'
import { type ConfigFinding, inOrder } from '../config-finding.ts'
import type { ConfigProfile } from '../config-profile.ts'
import { FIX_ROUNDS } from '../limits.ts'
import type { TextDocument } from '../text-document.ts'
import { applyChanges } from './apply-changes.ts'
import { lintPostfix, postfixProblems } from './lint-postfix.ts'
import { type PostfixChange, touchedBy } from './postfix-change.ts'
import { readPostfix } from './postfix-configuration.ts'
import type { Release } from './release.ts'

/** How to fix. */
export interface FixOptions {
  readonly profile: ConfigProfile
  /** Null when it is not known. */
  readonly release?: Release | null
  /** Fixes these alone; all by default. */
  readonly only?: readonly ConfigCode[]
}

/** What came of it. */
export interface FixResult {
  /** The documents in the order in which they were given; those that did not change are the same objects. */
  readonly documents: readonly TextDocument[]
  /** What was found before and is no more. */
  readonly fixed: readonly ConfigFinding[]
  /** What is left for a person. */
  readonly left: readonly ConfigFinding[]
}

/**
 * Ends the findings that a program can end, and leaves every other character as it is. What comes out has nothing left that
 * this function would change, so that a second run changes nothing.
 *
 * @throws ProbeError `document-invalid` as `readPostfix`
 */
export function fixPostfix(
  documents: readonly TextDocument[],
  { profile, release = null, only }: FixOptions,
): FixResult {
  const before = lintPostfix(readPostfix(documents, release), profile)
  let current = documents
  for (let round = 0; round < FIX_ROUNDS; round += 1) {
    const configuration = readPostfix(current, release)
    const problems = postfixProblems(configuration, profile).filter(
      ({ finding }) => only?.includes(finding.code) ?? true,
    )
    const next = applyChanges(configuration, current, compatible(problems.map(({ changes }) => changes)))
    if (next.every((document, at) => document.text === current[at]?.text)) break
    current = next
  }
  const left = lintPostfix(readPostfix(current, release), profile)
  const remaining = new Set(left.map(({ code, parameter }) => `${code} ${parameter}`))
  const fixed = before.filter(({ code, parameter }) => !remaining.has(`${code} ${parameter}`))
  return {
    documents: current,
    fixed: inOrder(
      fixed,
      documents.map(({ file }) => file),
    ),
    left,
  }
}

/** Changes that touch each parameter once; those of one finding go together or wait for the next round. */
function compatible(groups: readonly (readonly PostfixChange[])[]): readonly PostfixChange[] {
  const taken = new Set<string>()
  return groups.flatMap((changes) => {
    const keys = changes.flatMap(touchedBy)
    if (keys.some((key) => taken.has(key))) return []
    for (const key of keys) taken.add(key)
    return changes
  })
}
