import type { TlsVersion } from '../../src/base/answer.ts'
import type { ServerFacts } from '../../src/facts/server-facts.ts'
import { suiteByName } from '../../src/registry/find-suite.ts'
import { VERSION_NAMES } from '../../src/registry/versions.ts'
import type { ClientScan } from './harness/clients.ts'

/** Ids of the suites that a survey found accepted in a version, sorted. */
export function acceptedIds(facts: ServerFacts, version: TlsVersion): readonly number[] {
  const accepted = facts.suites[version].filter(({ state }) => state === 'accepted')
  return accepted.map(({ id }) => Number(id)).toSorted((a, b) => a - b)
}

/** Ids of the suites that another client found, by version and sorted; throws for one whose name nobody knows. */
export function suitesByOthers({ suites }: Pick<ClientScan, 'suites'>): Readonly<Record<string, readonly number[]>> {
  const ids = (version: TlsVersion): readonly number[] => {
    return suites[version].map(({ name, id }) => id ?? idByName(name)).toSorted((a, b) => a - b)
  }
  return Object.fromEntries(VERSION_NAMES.map((version) => [version, ids(version)]))
}

function idByName(name: string): number {
  const suite = suiteByName(name)
  if (suite === undefined) throw new Error(`no suite is called ${name}`)
  return suite.id
}
