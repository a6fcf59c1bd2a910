import { attempt, fail } from '../base/failure.ts'
import { afterSilence } from './after-silence.ts'
import { diagnoseUpstream } from './diagnose-upstream.ts'
import type { ValidationPolicy } from './dnssec/policy.ts'
import type { TrustAnchor } from './dnssec/trust-anchors.ts'
import { createIterativeUpstream } from './iterative/iterative-upstream.ts'
import type { Resolver } from './lookup.ts'
import { parseResolverSpec, type ResolverSpec } from './resolver-spec.ts'
import { createStubResolver } from './stub-resolver.ts'
import { readSystemServers } from './system-servers.ts'
import { createDo53Upstream } from './transport/do53.ts'
import { createDohUpstream } from './transport/doh.ts'
import { createDotUpstream } from './transport/dot.ts'
import { createUpstreamPool } from './transport/pool.ts'
import type { ServerAddress, Upstream } from './transport/upstream.ts'
import { createValidatingResolver } from './validating-resolver.ts'

/** Milliseconds for one exchange where nothing else is said. */
const TIMEOUT_MILLISECONDS = 3_000

/** How the resolver of a run is found. */
export interface OpenResolverOptions {
  /** `--resolver`: see {@link parseResolverSpec}. Default: the system's servers. */
  readonly resolver?: string
  readonly anchors?: readonly TrustAnchor[]
  readonly policy?: Partial<ValidationPolicy>
  readonly timeoutMilliseconds?: number
  /** Default `/etc/resolv.conf`. */
  readonly resolvConf?: string
  /** The system's servers, in place of those in `resolvConf`. */
  readonly systemServers?: readonly ServerAddress[]
  /** Root servers for iteration. Default the real ones. */
  readonly hints?: readonly ServerAddress[]
  /** Port of the other authoritative servers. Default 53. */
  readonly authorityPort?: number
  /** Trusted certificates in PEM for DoT and DoH. */
  readonly ca?: string
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
  readonly signal?: AbortSignal
}

/** A resolver and what a user should know about how it was chosen. */
export interface OpenedResolver {
  readonly resolver: Resolver
  /** Null when all is well. */
  readonly warning: string | null
}

/**
 * Opens the validating resolver of a run. The upstream is diagnosed first. The system's servers, when they lose signatures
 * or do not answer, are replaced by iteration from the root, with a warning; a server that the user has named is kept, with
 * a warning. Of a named server that does not answer nothing is asked for a while: its silence is the answer.
 *
 * @throws ProbeError `option-invalid` and `name-invalid` for a `resolver` that cannot be read, `dns-no-server` and the failures
 *   of lookups (`dns-timeout`, …) when its name has no address to be found, `cancelled`
 */
export async function openResolver(options: OpenResolverOptions = {}): Promise<OpenedResolver> {
  const { now = Date.now, anchors, policy, signal } = options
  const make = (upstream: Upstream, recursionDesired: boolean): Resolver =>
    createValidatingResolver({
      upstream,
      recursionDesired,
      now,
      ...(anchors === undefined ? {} : { anchors }),
      ...(policy === undefined ? {} : { policy }),
    })
  const spec = parseResolverSpec(options.resolver ?? 'system')
  if (spec.kind === 'iterate') return { resolver: make(iterative(options), false), warning: null }

  const chosen = await attempt(() => upstreamOf(spec, options))
  if (!chosen.ok && spec.kind !== 'system') return fail(chosen.failure)
  if (!chosen.ok) {
    const reason = 'reason' in chosen.failure ? chosen.failure.reason : chosen.failure.code
    return { resolver: make(iterative(options), false), warning: `iterating from the root, because ${reason}` }
  }
  const upstream = chosen.value
  const diagnosis = await diagnoseUpstream(upstream, Math.floor(now() / 1_000), anchors, signal)
  if (diagnosis.kind === 'good') return { resolver: make(upstream, true), warning: null }
  const trouble =
    diagnosis.kind === 'strips'
      ? `${upstream.description} does not pass DNSSEC on (${diagnosis.reason})`
      : `${upstream.description} does not answer (${diagnosis.reason})`
  if (spec.kind !== 'system') {
    const named = make(upstream, true)
    const resolver = diagnosis.kind === 'unreachable' ? afterSilence(named, diagnosis) : named
    return { resolver, warning: `${trouble}: nothing can be proved through it` }
  }
  return { resolver: make(iterative(options), false), warning: `iterating from the root, because ${trouble}` }
}

function iterative({
  hints,
  authorityPort,
  timeoutMilliseconds = TIMEOUT_MILLISECONDS,
  now,
}: OpenResolverOptions): Upstream {
  return createIterativeUpstream({
    timeoutMilliseconds,
    ...(hints === undefined ? {} : { hints }),
    ...(authorityPort === undefined ? {} : { port: authorityPort }),
    ...(now === undefined ? {} : { now }),
  })
}

async function upstreamOf(
  spec: Exclude<ResolverSpec, { kind: 'iterate' }>,
  options: OpenResolverOptions,
): Promise<Upstream> {
  const { timeoutMilliseconds = TIMEOUT_MILLISECONDS, ca } = options
  const trusted = ca === undefined ? {} : { ca }
  switch (spec.kind) {
    case 'system': {
      const servers = options.systemServers ?? (await readSystemServers(options.resolvConf))
      return createUpstreamPool(servers.map((server) => createDo53Upstream(server, { timeoutMilliseconds })))
    }
    case 'plain':
      return createUpstreamPool([createDo53Upstream(spec.server, { timeoutMilliseconds })])
    case 'tls': {
      const address = spec.address ?? (await addressOf(spec.name, options))
      const named = spec.name === spec.address ? {} : { serverName: spec.name }
      const upstream = createDotUpstream({ address, port: spec.port }, { timeoutMilliseconds, ...named, ...trusted })
      return createUpstreamPool([upstream])
    }
    case 'https': {
      const address = spec.address ?? (await addressOf(spec.name, options))
      return createUpstreamPool([createDohUpstream(spec.url, { timeoutMilliseconds, address, ...trusted })])
    }
    default:
      return spec satisfies never
  }
}

/**
 * The address of a DoT or DoH server, from the system's servers; its certificate will prove it, so they need not be trusted.
 *
 * @throws ProbeError as the lookups fail, `dns-no-server` when they find nothing
 */
async function addressOf(name: string, options: OpenResolverOptions): Promise<string> {
  const { resolvConf, systemServers, timeoutMilliseconds, signal } = options
  const stub = createStubResolver({
    servers: systemServers ?? (await readSystemServers(resolvConf)),
    ...(timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds }),
  })
  const v4 = await stub.lookup(name, 'A', signal)
  const [found] = v4.records
  if (found !== undefined) return found
  const v6 = await stub.lookup(name, 'AAAA', signal)
  return v6.records[0] ?? fail(v4.failure ?? v6.failure ?? { code: 'dns-no-server', reason: `${name} has no address` })
}
