import type { HeaderFacts, Hop } from '../facts/header-facts.ts'
import { type HopCounts, headersVerdict, hopCounts } from './headers-verdict.ts'
import { asciiJson } from './json.ts'

/** What `wiretight headers --json` writes. */
export interface HeadersDocument {
  readonly schema: 'wiretight/headers@1'
  /** What the hops come to, in one sentence. */
  readonly verdict: string
  readonly counts: HopCounts
  /** Newest first, as they stand in the message. */
  readonly hops: readonly Hop[]
}

/** The document of a message's hops. */
export function headersDocumentOf(facts: HeaderFacts): HeadersDocument {
  return {
    schema: 'wiretight/headers@1',
    verdict: headersVerdict(facts),
    counts: hopCounts(facts),
    hops: facts.hops,
  }
}

/** The document as JSON, in printable ASCII. */
export function renderHeadersJson(facts: HeaderFacts): string {
  return `${asciiJson(JSON.stringify(headersDocumentOf(facts), null, 2))}\n`
}
