import { parseTrustAnchors, type TrustAnchor } from '../../dns/dnssec/trust-anchors.ts'
import type { Resolver } from '../../dns/lookup.ts'
import { type OpenResolverOptions, openResolver } from '../../dns/open-resolver.ts'
import { harmless } from '../../report/harmless.ts'
import { dateOf, refuse, secondsOf } from './check-options.ts'

/** The options of `program.ts` that say how the DNS is asked, as commander hands them over. */
export interface ResolverOptions {
  readonly resolver?: string
  readonly trustAnchor?: string
  readonly iterate?: true
  readonly timeout?: string
  readonly now?: string
}

/** A resolver, with the clock by which it judges signatures. */
export interface NamedResolver {
  readonly resolver: Resolver
  /** Milliseconds since 1970. */
  readonly now: () => number
}

const TIMEOUT_SECONDS = { least: 0.1, most: 600 }

/**
 * Opens the resolver that the options name, and warns on standard error when it is not what it should be.
 *
 * @throws ProbeError `option-invalid`, `file-unreadable`, `document-invalid`, `dns-no-server`, `cancelled`
 */
export async function openNamedResolver(options: ResolverOptions, signal: AbortSignal): Promise<NamedResolver> {
  const fixed = dateOf('--now', options.now)
  const now = (): number => fixed?.getTime() ?? Date.now()
  const { resolver, warning } = await openResolver({ ...(await openOptions(options)), now, signal })
  if (warning !== null) process.stderr.write(`wiretight: warning: ${harmless(warning)}\n`)
  return { resolver, now }
}

async function openOptions(options: ResolverOptions): Promise<OpenResolverOptions> {
  const { resolver, iterate, trustAnchor } = options
  if (iterate && resolver !== undefined)
    refuse('--iterate', 'asks the servers of each zone, so no --resolver goes with it')
  const timeoutMilliseconds = secondsOf('--timeout', options.timeout, TIMEOUT_SECONDS)
  const chosen = iterate ? 'iterate' : resolver
  return {
    ...(chosen === undefined ? {} : { resolver: chosen }),
    ...(trustAnchor === undefined ? {} : { anchors: await anchorsOf(trustAnchor) }),
    ...(timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds }),
  }
}

async function anchorsOf(file: string): Promise<readonly TrustAnchor[]> {
  const { readText } = await import('./environment.ts')
  return parseTrustAnchors(await readText(file))
}
