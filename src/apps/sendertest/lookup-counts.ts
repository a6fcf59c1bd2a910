import type { SenderTestCaseId, SenderTestLookups } from '../../facts/sender-test-facts.ts'

type Kind = keyof SenderTestLookups

const NONE: SenderTestLookups = { mx: 0, address: 0, tlsa: 0, policyRecord: 0, policy: 0 }

/** The counts of all cases at one moment. */
export type CountsAt = ReadonlyMap<SenderTestCaseId, SenderTestLookups>

/** Counts what is asked about the cases, by whomever. */
export interface LookupCounts {
  add(of: SenderTestCaseId, kind: Kind): void
  /** The present counts; they do not change any more. */
  snapshot(): CountsAt
  /** What was asked since then. */
  since(of: SenderTestCaseId, before: CountsAt): SenderTestLookups
}

/** Makes a counter. */
export function createLookupCounts(): LookupCounts {
  const counts = new Map<SenderTestCaseId, SenderTestLookups>()
  return {
    add(of, kind) {
      const before = counts.get(of) ?? NONE
      counts.set(of, { ...before, [kind]: before[kind] + 1 })
    },
    snapshot: () => new Map(counts),
    since(of, earlier) {
      const [after, before] = [counts.get(of) ?? NONE, earlier.get(of) ?? NONE]
      return {
        mx: after.mx - before.mx,
        address: after.address - before.address,
        tlsa: after.tlsa - before.tlsa,
        policyRecord: after.policyRecord - before.policyRecord,
        policy: after.policy - before.policy,
      }
    },
  }
}
