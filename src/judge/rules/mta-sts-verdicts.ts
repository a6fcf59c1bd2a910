import type { Policy } from '../../mtasts/policy.ts'
import type { Evidence } from '../evidence.ts'
import { isMailless } from '../mailless.ts'
import { type MtaStsView, mtaStsView } from '../policies/mta-sts-view.ts'
import type { Fix } from '../rule.ts'
import type { DomainSubject } from '../subject.ts'
import { CLEAR, found, NOT_APPLICABLE, open, type Verdict } from '../verdict.ts'

/** What brings a policy into being, or in order. */
export const PUBLISH: Fix = {
  change: 'mta-sts',
  any: 'Serve a policy at https://mta-sts.DOMAIN/.well-known/mta-sts.txt, then publish the TXT record `_mta-sts` with a new id: `wiretight mta-sts generate DOMAIN --mode enforce` writes both.',
}

type Cases = { readonly [State in MtaStsView['state']]?: (view: Extract<MtaStsView, { state: State }>) => Verdict }

/** The verdict of the case that holds; clear for any other that is known. A domain that takes no mail needs no policy. */
export function byState({ facts }: DomainSubject, cases: Cases): Verdict {
  if (facts.kind === 'server' || isMailless(facts)) return NOT_APPLICABLE
  const view = mtaStsView(facts)
  // The compiler cannot see that the function found belongs to the view it is found by.
  const decide = cases[view.state] as ((view: MtaStsView) => Verdict) | undefined
  return decide?.(view) ?? whyOpen(view) ?? CLEAR
}

/** A question about the text of a policy; without one it makes no sense. */
export function byPolicy(subject: DomainSubject, decide: (policy: Policy) => Verdict): Verdict {
  if (subject.facts.kind === 'server') return NOT_APPLICABLE
  const view = mtaStsView(subject.facts)
  return view.state === 'valid' ? decide(view.policy) : (whyOpen(view) ?? NOT_APPLICABLE)
}

/** Why nothing is known; null when something is. */
export function whyOpen(view: MtaStsView): Verdict | null {
  if (view.state === 'not-asked') return open('not-asked')
  return view.state === 'lookup-failed' ? open(view.why) : null
}

/** Findings of a parser as evidence. */
export function issues(
  kind: 'mta-sts-record' | 'mta-sts-policy',
  errors: readonly { readonly code: string; readonly at: number; readonly text: string }[],
): Verdict {
  const [first, ...rest] = errors.map(
    ({ code, at, text }): Evidence => ({ kind: 'text-issue', about: kind, code, at, text }),
  )
  return first === undefined ? CLEAR : found(first, ...rest)
}
