import type { Failure } from '../base/failure.ts'
import type {
  AddressCoverage,
  DaneCheck,
  DaneGenerated,
  DaneHost,
  DaneMatch,
  DaneRollover,
  DaneServer,
  GenerateWarning,
  Matched,
  MatchFault,
  MatchFaultCode,
  MatchVerdict,
  RecordOutcome,
  RolloverPlan,
  TlsaRecord,
  UnusableWhy,
} from '../facts/dane-facts.ts'
import { faultSentence, outcomeSentence, standingSentence, WARNING_WORDS } from './dane-wording.ts'
import { asciiJson } from './json.ts'

/** A record with what came of it. */
export interface OutcomeDocument extends TlsaRecord {
  readonly state: RecordOutcome['state']
  /** Where its certificate stands in the chain; null when it stands nowhere. */
  readonly depth: number | null
  /** Why it cannot be used; null for one that can. */
  readonly why: UnusableWhy | null
  readonly faults: readonly MatchFault[]
  readonly message: string
}

/** A verdict on a chain. */
export interface VerdictDocument {
  readonly verdict: MatchVerdict['verdict']
  readonly matched: Matched | null
  /** The reason that explains a failure best; `no-usable-record` when no record can be used; null for a success. */
  readonly error: MatchFaultCode | 'no-usable-record' | null
  readonly message: string
  readonly records: readonly OutcomeDocument[]
}

/** What `wiretight dane match --json` writes. */
export interface MatchDocument extends VerdictDocument {
  readonly schema: 'wiretight/dane-match@1'
  readonly names: readonly string[]
  readonly at: string
  readonly certificates: number
}

/** A chain of a server. */
export interface ChainDocument {
  readonly keyType: string
  readonly version: string
  /** DER in base64, as sent. */
  readonly certificates: readonly string[]
  readonly match: VerdictDocument | null
}

/** An address of a host. */
export interface ServerDocument {
  readonly address: string
  readonly port: number
  readonly state: AddressCoverage['state'] | null
  readonly chains: readonly ChainDocument[]
  readonly failure: Failure | null
  readonly skipped: DaneServer['skipped']
}

/** A host of a target. */
export interface HostDocument extends Omit<DaneHost, 'servers'> {
  /** Why the host stands as it does; null where its state says it. */
  readonly reason: string | null
  readonly servers: readonly ServerDocument[]
}

/** What `wiretight dane check --json` writes. */
export interface CheckDocument extends Omit<DaneCheck, 'hosts'> {
  readonly schema: 'wiretight/dane-check@1'
  readonly hosts: readonly HostDocument[]
}

/** A warning with its words. */
export interface WordedWarning {
  readonly code: GenerateWarning
  readonly message: string
}

/** What `wiretight dane generate --json` writes. */
export interface GenerateDocument extends Omit<DaneGenerated, 'records'> {
  readonly schema: 'wiretight/dane-records@1'
  readonly records: readonly (TlsaRecord & {
    readonly zoneLine: string | null
    readonly subject: string | null
    readonly keyType: string
    readonly warnings: readonly WordedWarning[]
  })[]
}

/** What `wiretight dane rollover --json` writes. */
export interface RolloverDocument extends Omit<DaneRollover, 'plan'>, RolloverPlan {
  readonly schema: 'wiretight/dane-rollover@1'
}

/** The document of a match. */
export function matchDocumentOf({ names, at, certificates, match }: DaneMatch): MatchDocument {
  return { schema: 'wiretight/dane-match@1', ...verdictDocumentOf(match), names, at, certificates }
}

/** The document of a check. */
export function checkDocumentOf(check: DaneCheck): CheckDocument {
  return {
    schema: 'wiretight/dane-check@1',
    ...check,
    hosts: check.hosts.map((host) => ({
      ...host,
      reason: standingSentence(host.standing),
      servers: host.servers.map((server) => ({
        ...server,
        chains: server.chains.map((chain) => ({
          ...chain,
          match: chain.match === null ? null : verdictDocumentOf(chain.match),
        })),
      })),
    })),
  }
}

/** The document of records that were made. */
export function generateDocumentOf({ records, ...rest }: DaneGenerated): GenerateDocument {
  return {
    schema: 'wiretight/dane-records@1',
    ...rest,
    records: records.map(({ record, warnings, ...one }) => ({
      ...record,
      ...one,
      warnings: warnings.map((code) => ({ code, message: WARNING_WORDS[code] })),
    })),
  }
}

/** The document of a schedule. */
export function rolloverDocumentOf({ plan, ...rest }: DaneRollover): RolloverDocument {
  return { schema: 'wiretight/dane-rollover@1', ...rest, ...plan }
}

/** Any of the documents as JSON, in printable ASCII. */
export function renderDaneJson(document: MatchDocument | CheckDocument | GenerateDocument | RolloverDocument): string {
  return `${asciiJson(JSON.stringify(document, null, 2))}\n`
}

function verdictDocumentOf(match: MatchVerdict): VerdictDocument {
  const records = match.records.map(outcomeDocumentOf)
  switch (match.verdict) {
    case 'authenticated': {
      const { usage, selector, matching, depth } = match.matched
      const message = `${usage} ${selector} ${matching} vouches for the chain, at depth ${depth}`
      return { verdict: match.verdict, matched: match.matched, error: null, message, records }
    }
    case 'failed':
      return {
        verdict: match.verdict,
        matched: null,
        error: match.fault.code,
        message: faultSentence(match.fault),
        records,
      }
    case 'unusable':
      return {
        verdict: match.verdict,
        matched: null,
        error: 'no-usable-record',
        message: 'no record can be used',
        records,
      }
    default:
      return match satisfies never
  }
}

function outcomeDocumentOf(outcome: RecordOutcome): OutcomeDocument {
  return {
    ...outcome.record,
    state: outcome.state,
    depth: 'depth' in outcome ? outcome.depth : null,
    why: outcome.state === 'unusable' ? outcome.why : null,
    faults: outcome.state === 'failed' ? outcome.faults : [],
    message: outcomeSentence(outcome),
  }
}
