import type { Failure } from '../../base/failure.ts'
import type { DnssecStatus } from '../lookup.ts'
import { type Name, plainName } from '../wire/name.ts'
import { rrTypeName } from '../wire/rr-type.ts'
import { EDE } from './extended-error.ts'

/** A judgement on one set, one denial or one zone, before they are put together. */
export interface Verdict {
  readonly status: DnssecStatus
  readonly ede: number | null
  /** One English sentence without a full stop. */
  readonly reason: string
  /** The name at which it was decided. */
  readonly at: Name
  /** Set when there is no verdict because there was no answer. */
  readonly failure?: Failure
}

/** From best to worst: the worst link of a chain decides. */
const ORDER: readonly DnssecStatus[] = ['secure', 'insecure', 'indeterminate', 'bogus']

/** The worse of two verdicts; the first of equals. */
export function worse(first: Verdict, second: Verdict): Verdict {
  return ORDER.indexOf(second.status) > ORDER.indexOf(first.status) ? second : first
}

export function secure(at: Name): Verdict {
  return { status: 'secure', ede: null, reason: 'every signature from the trust anchor down is good', at }
}

export function insecure(reason: string, at: Name, ede: number | null = null): Verdict {
  return { status: 'insecure', ede, reason, at }
}

export function indeterminate(reason: string, at: Name, ede: number | null, failure?: Failure): Verdict {
  return { status: 'indeterminate', ede, reason, at, ...(failure === undefined ? {} : { failure }) }
}

export function bogus(reason: string, at: Name, ede: number = EDE.bogus): Verdict {
  return { status: 'bogus', ede, reason, at }
}

/** A set as sentences name it: `the MX set of example.com`. */
export function describeSet(owner: Name, type: number): string {
  return `the ${rrTypeName(type)} set of ${plainName(owner)}`
}
