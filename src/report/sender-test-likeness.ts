import { SENDER_TEST_CASES, type SenderTestCaseId } from '../facts/sender-test-facts.ts'
import type { SenderProfile } from '../judge/senders/sender.ts'
import { SENDERS } from '../judge/senders/sender-list.ts'
import { simulate } from '../judge/senders/simulate.ts'
import type { SenderTestOutcome } from './sender-test-meaning.ts'
import { caseRoute } from './sender-test-routes.ts'

/** How well a kind of sender fits what was seen. */
export interface Likeness {
  readonly id: SenderProfile['id']
  readonly name: string
  /** True where it fits as one that does not trust the authority of the good certificates. */
  readonly distrusts: boolean
  /** Cases that came out as they would with it. */
  readonly agrees: number
  /** Cases that did not. */
  readonly differs: readonly SenderTestCaseId[]
}

/** Fewer cases than these tell nothing. */
const LEAST_CASES = 6

type Seen = 'encrypted' | 'clear' | 'nothing'

const SEEN: Readonly<Record<SenderTestOutcome, Seen | null>> = {
  encrypted: 'encrypted',
  injected: 'encrypted',
  required: 'encrypted',
  relaxed: 'encrypted',
  clear: 'clear',
  refused: 'nothing',
  never: 'nothing',
  waiting: null,
  untried: null,
  unserved: null,
}

/**
 * Kinds of senders by how well they fit, best first: each is simulated with every case. Those that would look the same from
 * here stay together; a receiver sees whether and how a message arrives, not what the sender thought.
 */
export function likenesses(outcomes: ReadonlyMap<SenderTestCaseId, SenderTestOutcome>): readonly Likeness[] {
  const all = SENDERS.flatMap((sender) => {
    const trusting = likeness(sender, outcomes, true)
    const distrusting = likeness(sender, outcomes, false)
    // Distrust is worth saying only where it explains more.
    return distrusting.differs.length < trusting.differs.length ? [distrusting] : [trusting]
  })
  return all
    .filter(({ agrees, differs }) => agrees + differs.length >= LEAST_CASES)
    .toSorted((a, b) => a.differs.length - b.differs.length)
}

/** Those that fit best, unless even they fit badly. */
export function bestLikenesses(all: readonly Likeness[]): readonly Likeness[] {
  const [best] = all
  if (best === undefined || best.differs.length > best.agrees / 4) return []
  return all.filter(({ differs }) => differs.length === best.differs.length)
}

function likeness(
  sender: SenderProfile,
  outcomes: ReadonlyMap<SenderTestCaseId, SenderTestOutcome>,
  isTrusted: boolean,
): Likeness {
  let agrees = 0
  const differs: SenderTestCaseId[] = []
  for (const of of SENDER_TEST_CASES) {
    const seen = SEEN[outcomes.get(of) ?? 'waiting']
    const foretold = foretell(sender, of, isTrusted)
    if (seen === null || foretold === null) continue
    if (seen === foretold) agrees += 1
    else differs.push(of)
  }
  return { id: sender.id, name: sender.name, distrusts: !isTrusted, agrees, differs }
}

/**
 * What was seen of Postfix 3.7 and Exim 4.96 in cases of which the simulation knows nothing: Postfix takes anonymous suites
 * where it need not authenticate, and throws away what came before TLS; Exim does neither, and goes on in clear.
 */
const HABITS: Readonly<Record<string, Readonly<Partial<Record<SenderTestCaseId, Seen>>>>> = {
  'postfix-may': { anonymous: 'encrypted', injection: 'encrypted' },
  'postfix-encrypt': { anonymous: 'encrypted', injection: 'encrypted' },
  'postfix-dane': { anonymous: 'encrypted', injection: 'encrypted' },
  exim: { anonymous: 'clear', injection: 'clear' },
  'exim-require-tls': { anonymous: 'nothing', injection: 'nothing' },
}

/** What this service would see of a sender; null where the simulation does not know. */
export function foretell(sender: SenderProfile, of: SenderTestCaseId, isTrusted: boolean): Seen | null {
  const route = caseRoute(of, isTrusted)
  if (route === null) return HABITS[sender.id]?.[of] ?? null
  const { delivery } = simulate(sender, route, 'peace')
  switch (delivery) {
    case null:
      return null
    case 'authenticated':
    case 'encrypted':
      return 'encrypted'
    case 'plaintext':
      return 'clear'
    case 'deferred':
    case 'bounced':
      return 'nothing'
    default:
      return delivery satisfies never
  }
}
