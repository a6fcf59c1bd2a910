import { suiteByName } from '../../src/registry/find-suite.ts'
import type { Difference } from './difference.ts'
import type { Tool } from './observation.ts'

/** Why another tool is wrong, or blind, about something. There is no such excuse for wiretight. */
export interface Explanation {
  readonly tool: Exclude<Tool, 'wiretight'>
  /** It does not find what is there, or it finds what is not there. */
  readonly how: 'misses' | 'invents'
  readonly covers: (difference: Difference) => boolean
  readonly reason: string
}

/** All that is known. Found out by looking at the tool's hellos or source, or by asking the server with a fourth program. */
export const EXPLANATIONS: readonly Explanation[] = []

/**
 * Explains a difference: each tool that lacks the thing is known to miss it, or each that has it is known to invent it.
 * Returns the explanations that it took, or null when there is no explanation.
 */
export function explain(difference: Difference): readonly Explanation[] | null {
  const { has, lacks } = difference
  return allOf(lacks, 'misses', difference) ?? allOf(has, 'invents', difference)
}

function allOf(tools: readonly Tool[], how: Explanation['how'], difference: Difference): readonly Explanation[] | null {
  const found = tools.map((tool) =>
    EXPLANATIONS.find((one) => one.tool === tool && one.how === how && one.covers(difference)),
  )
  const sure = found.filter((one) => one !== undefined)
  return sure.length === found.length ? sure : null
}

/** The suite that a difference is about, if the registry knows it. */
export function suiteOf({ topic, what }: Difference): ReturnType<typeof suiteByName> {
  return topic.startsWith('suites') ? suiteByName(what) : undefined
}
