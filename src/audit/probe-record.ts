import type { Failure } from '../base/failure.ts'
import type { ProbeRecord } from '../facts/server-facts.ts'
import { alertByCode } from '../registry/find-alert.ts'
import { suiteById } from '../registry/find-suite.ts'
import { versionTitle } from '../registry/versions.ts'
import type { Probe } from '../tls/planner/probe.ts'
import type { ConnectionResult } from './connection.ts'
import { hexId } from './server-facts-of.ts'

/** The ledger's line of one connection. */
export function probeRecord(index: number, probe: Probe, result: ConnectionResult): ProbeRecord {
  const { milliseconds, sentBytes, receivedBytes, outcome } = result
  const told = tell(outcome)
  return {
    index,
    goal: probe.goal,
    failure: null,
    milliseconds: Math.round(milliseconds * 10) / 10,
    sentBytes,
    receivedBytes,
    ...told,
  }
}

type Told = Pick<ProbeRecord, 'outcome' | 'detail'> & { readonly failure?: Failure }

function tell(outcome: ConnectionResult['outcome']): Told {
  switch (outcome.kind) {
    case 'selected':
      return { outcome: 'selected', detail: `${versionTitle(outcome.version)} ${suiteName(outcome.suite)}` }
    case 'completed':
      return { outcome: 'handshake', detail: `${versionTitle(outcome.version)} ${suiteName(outcome.suite)}` }
    case 'ssl2':
      return { outcome: 'selected', detail: `SSL 2.0, ${outcome.cipherKinds.length} cipher kinds` }
    case 'alert':
      return { outcome: 'refused', detail: `alert ${alertByCode(outcome.description)?.name ?? outcome.description}` }
    case 'closed':
    case 'reset':
      return { outcome: 'refused', detail: outcome.kind }
    case 'not-completed':
    case 'inconclusive':
    case 'unavailable':
      return { outcome: 'failed', detail: outcome.failure.code, failure: outcome.failure }
    default:
      throw outcome satisfies never
  }
}

function suiteName(id: number): string {
  return suiteById(id)?.name ?? hexId(id)
}
