import type { LogFacts } from '../facts/log-facts.ts'
import { asciiJson } from './json.ts'
import { logsVerdict } from './logs-wording.ts'

/** What `wiretight logs --json` writes. */
export interface LogsDocument extends LogFacts {
  readonly schema: 'wiretight/logs@1'
  /** What the log comes to, in one sentence. */
  readonly verdict: string
  /** True when reading was interrupted: the numbers are right, but not of the whole log. */
  readonly interrupted: boolean
}

/** The document of a log. */
export function logsDocumentOf(facts: LogFacts, interrupted: boolean): LogsDocument {
  return { schema: 'wiretight/logs@1', verdict: logsVerdict(facts), interrupted, ...facts }
}

/** The document as JSON, in printable ASCII. */
export function renderLogsJson(facts: LogFacts, interrupted: boolean): string {
  return `${asciiJson(JSON.stringify(logsDocumentOf(facts, interrupted), null, 2))}\n`
}
