import { type ConnectionResult, connectAndAsk, type ServerTarget } from '../../../audit/connection.ts'
import type { AuditEnvironment } from '../../../audit/environment.ts'
import type { Target } from '../../../audit/target.ts'
import { type Attempt, attemptSync, type Failure } from '../../../base/failure.ts'
import type { SClientFacts, SClientSession, ShownCertificate } from '../../../facts/s-client-facts.ts'
import { groupById } from '../../../registry/find-group.ts'
import { suiteById } from '../../../registry/find-suite.ts'
import { versionTitle } from '../../../registry/versions.ts'
import type { CompletedHandshake } from '../../../tls/handshake.ts'
import { readCertificate } from '../../../x509/certificate.ts'

/** Where to go and what is allowed there. */
export interface AskOptions {
  readonly families: readonly (4 | 6)[]
  readonly allowPrivate: boolean
  readonly signal: AbortSignal
}

/** A server is asked under at most so many addresses, until one is connected. */
const ADDRESSES = 4

/**
 * Makes one whole handshake with the server of a target; of a name, with the first of its addresses that takes the connection.
 * A name without an address, or without one that may be contacted, is a failure of the facts.
 *
 * @throws ProbeError `cancelled`
 */
export async function askServer(
  target: Target,
  environment: AuditEnvironment,
  options: AskOptions,
): Promise<SClientFacts> {
  const place = target.kind === 'domain' ? { host: target.domain, port: 25, mode: 'starttls' as const } : target
  const isAddress = target.kind === 'server' && target.isAddress
  const found = isAddress
    ? ({ ok: true, value: [place.host] } as const)
    : await addressesOf(place.host, environment, options)
  const sni = isAddress ? null : place.host
  const base = { target: target.text, host: place.host, port: place.port, mode: place.mode, sni }
  let last: SClientFacts = { ...base, address: null, banner: null, session: null, failure: null, milliseconds: 0 }
  if (!found.ok) return { ...last, failure: found.failure }
  for (const address of found.value.slice(0, ADDRESSES)) {
    const server: ServerTarget = { address, port: place.port, mode: place.mode, host: place.host, sni }
    const probe = { kind: 'handshake', goal: 's-client', handshake: 'best' } as const
    const result = await connectAndAsk(server, probe, environment, { signal: options.signal })
    last = { ...base, ...factsOf(result), address: result.connected ? address : null }
    if (result.connected) return last
  }
  return last
}

async function addressesOf(
  host: string,
  { resolver, specialKind }: AuditEnvironment,
  { families, allowPrivate, signal }: AskOptions,
): Promise<Attempt<readonly string[]>> {
  const lookups = await Promise.all([
    ...(families.includes(4) ? [resolver.lookup(host, 'A', signal)] : []),
    ...(families.includes(6) ? [resolver.lookup(host, 'AAAA', signal)] : []),
  ])
  const all = lookups.flatMap(({ records }) => records)
  const [first] = all
  if (first === undefined) {
    const failure = lookups.find((lookup) => lookup.failure !== undefined)?.failure
    return { ok: false, failure: failure ?? { code: 'host-without-address', host } }
  }
  const allowed = allowPrivate ? all : all.filter((address) => specialKind(address) === null)
  return allowed.length > 0
    ? { ok: true, value: allowed }
    : { ok: false, failure: { code: 'address-special', address: first, kind: specialKind(first) ?? '' } }
}

function factsOf({
  outcome,
  session,
  handshake,
  milliseconds,
}: ConnectionResult): Pick<SClientFacts, 'banner' | 'session' | 'failure' | 'milliseconds'> {
  const failure: Failure | null = 'failure' in outcome ? outcome.failure : null
  const banner = session?.banner ?? null
  return {
    // One that turns us away is told as the failure that it is, with its own code.
    banner: banner?.code === 220 ? (banner.lines[0] ?? null) : null,
    session: handshake === null ? null : sessionOf(handshake),
    failure: handshake === null ? failure : null,
    milliseconds,
  }
}

function sessionOf({ version, suite: id, group: groupId, certificates, verify }: CompletedHandshake): SClientSession {
  const suite = suiteById(id)
  const group = groupId === null ? undefined : groupById(groupId)
  const name = suite?.name ?? `0x${id.toString(16).padStart(4, '0')}`
  return {
    protocol: opensslVersion(versionTitle(version)),
    cipher: suite?.openssl ?? name,
    suite: name,
    group: group?.name ?? null,
    groupBits: group === undefined || group.bits === 0 ? null : group.bits,
    chain: certificates.map(shown),
    verify: { code: verify.code, text: verify.text },
  }
}

/** `TLS 1.3` as OpenSSL calls it: `TLSv1.3`, but `TLSv1` for 1.0. */
function opensslVersion(title: string): string {
  return title.replace(' ', 'v').replace(/\.0$/, '')
}

function shown(der: Uint8Array): ShownCertificate {
  const read = attemptSync(() => readCertificate(der))
  const base64 = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n').trimEnd()
  return {
    facts: read.ok ? read.value : null,
    pem: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  }
}
