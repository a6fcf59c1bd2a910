import { type Attempt, attempt, attemptSync, type Failure, ProbeError } from '../base/failure.ts'
import { ADDRESSES_PER_EXCHANGER, CONNECT_MILLISECONDS, TEXT_CHARACTERS } from '../base/limits.ts'
import { printable } from '../base/printable.ts'
import type { Lookup, Resolver } from '../dns/lookup.ts'
import { readCertificate } from '../x509/certificate.ts'
import { matchName } from '../x509/match-name.ts'
import { getPolicy, POLICY_PATH } from './get-policy.ts'
import type {
  PolicyDial,
  PolicyFetch,
  PolicyHostTls,
  PolicyRoots,
  PolicyTlsConnection,
  StartPolicyTls,
} from './policy-fetch.ts'

/** RFC 8461 section 3.3 suggests one minute for a fetch, all of it. */
export const POLICY_FETCH_MILLISECONDS = 60_000

/** RFC 8461 section 3.3 suggests 64 KiB for a policy. */
export const POLICY_BYTES = 65_536

const HTTPS_PORT = 443

/** What a fetch needs. */
export interface FetchPolicyOptions {
  /** The policy domain in A-labels, lower case, without a final dot. */
  readonly domain: string
  readonly resolver: Resolver
  readonly roots: PolicyRoots
  readonly dial: PolicyDial
  readonly startTls: StartPolicyTls
  /** The kind of an address that may not be contacted, null for one that may. */
  readonly specialKind: (address: string) => string | null
  /** The wall clock, for the date in the facts. */
  readonly now: () => Date
  readonly signal?: AbortSignal
  readonly limits?: Partial<FetchLimits>
}

/** Limits of a fetch; the defaults are those that RFC 8461 suggests. */
export interface FetchLimits {
  /** For everything, names included. */
  readonly totalMilliseconds: number
  /** For one connection. */
  readonly connectMilliseconds: number
  readonly bodyBytes: number
}

const LIMITS: FetchLimits = {
  totalMilliseconds: POLICY_FETCH_MILLISECONDS,
  connectMilliseconds: CONNECT_MILLISECONDS,
  bodyBytes: POLICY_BYTES,
}

/**
 * Fetches the policy of a domain as a sender does, and tells all that was seen. The host's chain must be trusted and in
 * date and its DNS-ID must match, before anything is asked of it.
 *
 * Failures are facts: `dns-…`, `host-without-address`, `address-special`, `tcp-…`, `stream-…`, `tls-handshake-failed`,
 * `certificate-…`, `http-…`.
 *
 * @throws ProbeError `cancelled` when the caller's signal fires
 * @see RFC 8461 section 3.3
 */
export async function fetchPolicy(options: FetchPolicyOptions): Promise<PolicyFetch> {
  const limits = { ...LIMITS, ...options.limits }
  const start = performance.now()
  const at = options.now().toISOString()
  const deadline = AbortSignal.timeout(limits.totalMilliseconds)
  const signal = options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline])
  const host = `mta-sts.${options.domain}`
  const progress = new Progress()
  const failure = await run({ ...options, host, limits, signal }, progress)
  if (failure?.code === 'cancelled' && options.signal?.aborted) throw new ProbeError(failure)
  return {
    domain: options.domain,
    url: `https://${host}${POLICY_PATH}`,
    host,
    at,
    milliseconds: Math.round((performance.now() - start) * 10) / 10,
    v4: progress.v4 ?? unasked(host, 'A'),
    v6: progress.v6 ?? unasked(host, 'AAAA'),
    attempts: progress.attempts,
    tls: progress.tls,
    response: progress.response,
    failure: failure?.code === 'cancelled' ? lateFailure(progress, limits) : failure,
  }
}

interface Running extends Omit<FetchPolicyOptions, 'limits' | 'signal'> {
  readonly host: string
  readonly limits: FetchLimits
  readonly signal: AbortSignal
}

/** What is known so far; a fetch that is cut short keeps it. */
class Progress {
  step: 'resolving' | 'connecting' | 'handshake' | 'policy' = 'resolving'
  v4: Lookup<string> | null = null
  v6: Lookup<string> | null = null
  readonly attempts: { readonly address: string; readonly failure: Failure | null }[] = []
  tls: PolicyHostTls | null = null
  response: PolicyFetch['response'] = null
}

/** Goes on until the policy is there or something fails. */
async function run(running: Running, progress: Progress): Promise<Failure | null> {
  const { host, roots, limits, signal } = running
  const addresses = await resolve(running, progress)
  if (!addresses.ok) return addresses.failure
  progress.step = 'connecting'
  const connected = await connectFirst(addresses.value, running, progress)
  if (!connected.ok) return connected.failure
  progress.step = 'handshake'
  const settings = { host, roots, timeoutMilliseconds: limits.totalMilliseconds, signal }
  const started = await attempt(() => running.startTls(connected.value, settings))
  const secured = started.ok ? started.value : started
  if (!secured.ok) return secured.failure
  progress.tls = tlsFacts(secured.value, host, roots)
  const distrust = distrustOf(progress.tls, secured.value, host)
  if (distrust !== null) {
    secured.value.stream.destroy()
    return distrust
  }
  progress.step = 'policy'
  const { response, failure } = await getPolicy(secured.value.stream, { host, bodyBytes: limits.bodyBytes, signal })
  progress.response = response
  return failure
}

/** The addresses that may be contacted, IPv4 first. */
async function resolve(running: Running, progress: Progress): Promise<Attempt<readonly string[]>> {
  const { resolver, host, signal, specialKind } = running
  const found = await attempt(() =>
    Promise.all([
      resolver.lookup(host, 'A', signal).then((lookup) => {
        progress.v4 = lookup
        return lookup
      }),
      resolver.lookup(host, 'AAAA', signal).then((lookup) => {
        progress.v6 = lookup
        return lookup
      }),
    ]),
  )
  if (!found.ok) return found
  const all = found.value.flatMap(({ records }) => records)
  const [first] = all
  if (first === undefined) {
    const failed = found.value.find(({ outcome }) => outcome === 'failed')
    return { ok: false, failure: failed?.failure ?? { code: 'host-without-address', host } }
  }
  const usable = all.filter((address) => specialKind(address) === null)
  if (usable.length > 0) return { ok: true, value: usable.slice(0, ADDRESSES_PER_EXCHANGER) }
  return { ok: false, failure: { code: 'address-special', address: first, kind: specialKind(first) ?? '' } }
}

/** Connects to the first address that lets us. */
async function connectFirst(
  addresses: readonly string[],
  { dial, limits, signal }: Running,
  progress: Progress,
): ReturnType<typeof attempt<Awaited<ReturnType<PolicyDial>>>> {
  let last: Failure = { code: 'cancelled' }
  for (const address of addresses) {
    const connecting = { address, port: HTTPS_PORT, timeoutMilliseconds: limits.connectMilliseconds, signal }
    const dialled = await attempt(() => dial(connecting))
    progress.attempts.push({ address, failure: dialled.ok ? null : dialled.failure })
    if (dialled.ok) return dialled
    last = dialled.failure
    if (last.code === 'cancelled') break
  }
  return { ok: false, failure: last }
}

function tlsFacts(
  { version, certificates, verify }: PolicyTlsConnection,
  host: string,
  roots: PolicyRoots,
): PolicyHostTls {
  const [leaf] = certificates
  const read = leaf === undefined ? null : attemptSync(() => readCertificate(leaf))
  return {
    version,
    certificates: certificates.map((der) => Buffer.from(der).toString('base64')),
    verification: { state: verify.code === 0 ? 'verified' : 'failed', ...verify, roots: roots.kind },
    matchedName: read?.ok ? matchName(read.value, host) : null,
  }
}

/** Why a certificate is not good enough; null when it is. Only dNSNames count, a CN never (RFC 8461 section 3.3). */
function distrustOf(
  { verification, matchedName }: PolicyHostTls,
  connection: PolicyTlsConnection,
  host: string,
): Failure | null {
  const { code, name, text } = verification
  if (name === 'CERT_HAS_EXPIRED') return { code: 'certificate-expired', host }
  if (name === 'CERT_NOT_YET_VALID') return { code: 'certificate-not-yet-valid', host }
  if (code !== 0) return { code: 'certificate-untrusted', host, name, text }
  if (matchedName !== null) return null
  const [leaf] = connection.certificates
  const read = leaf === undefined ? null : attemptSync(() => readCertificate(leaf))
  const names = read?.ok ? read.value.dnsNames.slice(0, SHOWN_NAMES) : []
  return { code: 'certificate-name-mismatch', host, names: names.map((each) => printable(each, TEXT_CHARACTERS)) }
}

/** Names of a certificate that a failure repeats; the certificate itself is in the facts. */
const SHOWN_NAMES = 10

/** What it means that the deadline came in a step. */
function lateFailure({ step }: Progress, { totalMilliseconds }: FetchLimits): Failure {
  return { code: 'stream-timeout', during: step, milliseconds: totalMilliseconds }
}

/** A lookup that the deadline cut short. */
function unasked(name: string, type: 'A' | 'AAAA'): Lookup<string> {
  const dnssec = { status: 'indeterminate', ede: null, reason: 'there was no answer in time', chain: [] } as const
  return {
    name,
    type,
    outcome: 'failed',
    records: [],
    cnames: [],
    dnssec,
    ttlSeconds: 0,
    failure: { code: 'cancelled' },
  }
}
