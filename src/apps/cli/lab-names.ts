import { dateOf, refuse } from './check-options.ts'
import type { NamedResolver, ResolverOptions } from './named-resolver.ts'

/** A resolver of the lab, with what ends the lab after use. */
export interface LabResolver extends NamedResolver {
  readonly close: () => Promise<void>
}

/**
 * Starts the lab's DNS without its mail servers, and opens its resolver.
 *
 * @throws ProbeError `option-invalid` for options that name another resolver
 */
export async function openLabResolver(options: ResolverOptions): Promise<LabResolver> {
  const { resolver: other, iterate, trustAnchor } = options
  if (other !== undefined || iterate || trustAnchor !== undefined) {
    refuse('--lab', 'has its own DNS and trust anchor, so no --resolver, --iterate or --trust-anchor goes with it')
  }
  const { startLab } = await import('../../lab/lab.ts')
  const present = dateOf('--now', options.now) ?? new Date()
  const { resolver, close } = await startLab(present, { wanted: [] })
  return { resolver, now: () => present.getTime(), close }
}
