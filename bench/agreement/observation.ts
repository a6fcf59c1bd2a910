import { createHash } from 'node:crypto'
import type { Answer, TlsVersion } from '../../src/base/answer.ts'
import type { ServerFacts } from '../../src/facts/server-facts.ts'
import { groupById, groupByName } from '../../src/registry/find-group.ts'
import { ssl2KindById } from '../../src/registry/find-ssl2-kind.ts'
import { suiteById, suiteByName } from '../../src/registry/find-suite.ts'
import { VERSION_NAMES } from '../../src/registry/versions.ts'
import type { SeenSuite } from '../../test/peers/harness/client-documents.ts'
import { type ClientScan, versionsOf } from '../../test/peers/harness/clients.ts'
import type { SslyzeFeature, SslyzeFound } from '../scanners/sslyze-document.ts'

/** Who looks at the servers. */
export type Tool = 'wiretight' | 'sslscan' | 'nmap' | 'testssl.sh' | 'sslyze'

/** A question to which an answer is a set of names. */
export type Topic =
  | 'versions'
  | `suites ${TlsVersion}`
  | `groups ${'tls12' | 'tls13'}`
  | 'curves'
  | 'features'
  | 'leaves'

/** What one tool found out about one server. A topic that it does not look at is absent. */
export interface Observation {
  readonly tool: Tool
  readonly claims: ReadonlyMap<Topic, ReadonlySet<string>>
  /** What it asked for, in topics of which it tells that; a thing that is not in there it cannot have found. */
  readonly asked: ReadonlyMap<Topic, ReadonlySet<string>>
}

/** Features that two tools look at. */
const FEATURES: readonly SslyzeFeature[] = [
  'compression',
  'earlyData',
  'extendedMasterSecret',
  'fallbackScsv',
  'secureRenegotiation',
]

/** The claims in wiretight's facts. What it left unknown is not claimed, and so shows up as a difference. */
export function observationOfFacts(facts: ServerFacts): Observation {
  const groups = facts.groups.filter(isAccepted)
  const claims = new Map<Topic, ReadonlySet<string>>([
    ['versions', new Set(VERSION_NAMES.filter((version) => isAccepted(facts.versions[version])))],
    ['curves', new Set(groups.map(({ name }) => name))],
    ['features', new Set(FEATURES.filter((feature) => isAccepted(facts.features[feature])))],
    ['leaves', new Set(facts.chains.flatMap(({ certificates }) => certificates.slice(0, 1).map(sha256OfBase64)))],
  ])
  for (const version of VERSION_NAMES) {
    claims.set(`suites ${version}`, new Set(facts.suites[version].filter(isAccepted).map(({ name }) => name)))
  }
  for (const version of ['tls12', 'tls13'] as const) {
    const names = groups.filter((group) => group.version === version).map(({ name }) => name)
    claims.set(`groups ${version}`, new Set(names))
  }
  return { tool: 'wiretight', claims, asked: new Map() }
}

/** The claims of sslscan, nmap or testssl.sh. */
export function observationOfScan(scan: ClientScan): Observation {
  const claims = new Map<Topic, ReadonlySet<string>>([['versions', new Set(versionsOf(scan))]])
  const unlisted: readonly TlsVersion[] = UNLISTED[scan.client]
  for (const version of VERSION_NAMES) {
    if (unlisted.includes(version)) continue
    claims.set(`suites ${version}`, new Set(scan.suites[version].map((seen) => suiteName(version, seen))))
  }
  if (scan.client === 'sslscan') {
    for (const version of ['tls12', 'tls13'] as const) {
      claims.set(`groups ${version}`, new Set(sslscanGroups(scan.document, SSLSCAN_VERSIONS[version])))
    }
  }
  return { tool: scan.client === 'testssl' ? 'testssl.sh' : scan.client, claims, asked: new Map() }
}

/** Versions whose suites a client never lists. */
const UNLISTED: Readonly<Record<ClientScan['client'], readonly TlsVersion[]>> = {
  sslscan: ['ssl2', 'ssl3'],
  nmap: ['ssl2'],
  testssl: [],
}

const SSLSCAN_VERSIONS = { tls12: 'TLSv1.2', tls13: 'TLSv1.3' } as const

/** The claims of sslyze. */
export function observationOfSslyze(found: SslyzeFound): Observation {
  const has = FEATURES.filter((feature) => found.features[feature])
  const claims = new Map<Topic, ReadonlySet<string>>([
    ['versions', new Set(found.enabled)],
    ['features', new Set(has)],
  ])
  const asked = new Map<Topic, ReadonlySet<string>>()
  for (const version of VERSION_NAMES) {
    const names = found.suites[version]
    if (names === null) continue
    const registered = (name: string): string => suiteName(version, { name, id: null })
    claims.set(`suites ${version}`, new Set(names.map(registered)))
    asked.set(`suites ${version}`, new Set(found.asked[version].map(registered)))
  }
  if (found.curves !== null) {
    claims.set('curves', new Set(found.curves.map(curveName)))
    asked.set('curves', new Set(found.askedCurves.map(curveName)))
  }
  if (found.leaves !== null) claims.set('leaves', new Set(found.leaves))
  return { tool: 'sslyze', claims, asked }
}

/** IANA's name, by number if there is one; the name as given where the registry knows none. */
function suiteName(version: TlsVersion, { name, id }: SeenSuite): string {
  if (version === 'ssl2') return (id === null ? undefined : ssl2KindById(id)?.name) ?? name
  return (id === null ? suiteByName(name) : suiteById(id))?.name ?? name
}

function curveName(name: string): string {
  return groupByName(name)?.name ?? name
}

/** `<group sslversion="TLSv1.3" bits="128" name="secp256r1 (NIST P-256)" id="0x0017" />` */
function sslscanGroups(xml: string, version: string): readonly string[] {
  return [...xml.matchAll(/<group sslversion="([^"]+)"[^>]* id="(0x[0-9a-f]+)"/g)]
    .filter(([, of]) => of === version)
    .map(([, , id = '']) => groupById(Number(id))?.name ?? id)
}

function isAccepted({ state }: Answer): boolean {
  return state === 'accepted'
}

function sha256OfBase64(base64: string): string {
  return createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex')
}
