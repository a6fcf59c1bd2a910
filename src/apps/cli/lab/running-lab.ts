import { existsSync } from 'node:fs'
import { attempt, fail } from '../../../base/failure.ts'
import { parseTrustAnchors } from '../../../dns/dnssec/trust-anchors.ts'
import type { Resolver } from '../../../dns/lookup.ts'
import { createDo53Upstream } from '../../../dns/transport/do53.ts'
import { createUpstreamPool } from '../../../dns/transport/pool.ts'
import { createValidatingResolver } from '../../../dns/validating-resolver.ts'
import { dialWithin } from '../../../lab/dial-within.ts'
import type { LabStatusDocument } from '../../../report/lab-documents.ts'
import type { Dial } from '../../../smtp/dial.ts'
import { askLab } from './control-client.ts'
import { isPrivate, labFiles, labFolder } from './runtime-folder.ts'

/** A lab that `wiretight lab up` keeps running, as other processes of its user use it. */
export interface RunningLab {
  readonly status: LabStatusDocument
  readonly resolver: Resolver
  readonly dial: Dial
}

/** An answer on loopback comes at once or never. */
const ANSWER_MILLISECONDS = 1_000

/** The lab that is running for this user; null when none is. */
export async function findRunningLab(): Promise<RunningLab | null> {
  const folder = labFolder()
  const { socket } = labFiles(folder)
  if (!existsSync(socket) || !isPrivate(folder)) return null
  const status = await attempt(() => askStatus(socket))
  if (!status.ok) return null
  const { dns, trustAnchor, places } = status.value
  const upstream = createDo53Upstream(dns, { timeoutMilliseconds: ANSWER_MILLISECONDS })
  const resolver = createValidatingResolver({
    upstream: createUpstreamPool([upstream], { attempts: 1 }),
    anchors: parseTrustAnchors(trustAnchor),
  })
  return {
    status: status.value,
    resolver: { ...resolver, description: 'the running lab, validated here' },
    dial: dialWithin(places),
  }
}

/** The same. @throws ProbeError `lab-not-running` */
export async function requireRunningLab(): Promise<RunningLab> {
  return (await findRunningLab()) ?? fail({ code: 'lab-not-running' })
}

/** Asks the lab behind a socket what it is. @throws ProbeError `lab-not-running` and what a broken answer brings */
export async function askStatus(socket: string): Promise<LabStatusDocument> {
  const answer = await askLab(socket, { ask: 'status' })
  return answer.answer === 'status' ? answer.status : fail({ code: 'lab-not-running' })
}

/** A sentence for whoever is about to use it. */
export function runningSentence({ startedAt, domains }: LabStatusDocument): string {
  const attacked = domains.filter(({ attack }) => attack !== null).map(({ domain, attack }) => `${domain}: ${attack}`)
  const attacks = attacked.length === 0 ? 'nobody is attacked' : attacked.join(', ')
  return `using the lab that runs since ${startedAt.slice(11, 19)} UTC (${attacks})`
}
