import { dateOf, refuse } from './check-options.ts'
import type { NamedResolver, ResolverOptions } from './named-resolver.ts'

/** A resolver of the lab, with what ends the lab after use. */
export interface LabResolver extends NamedResolver {
  readonly close: () => Promise<void>
}

/**
 * Opens the resolver of the lab that is running, which may be attacked; else starts the DNS of one, without its mail servers.
 *
 * @throws ProbeError `option-invalid` for options that name another resolver
 */
export async function openLabResolver(options: ResolverOptions): Promise<LabResolver> {
  const { resolver: other, iterate, trustAnchor } = options
  if (other !== undefined || iterate || trustAnchor !== undefined) {
    refuse('--lab', 'has its own DNS and trust anchor, so no --resolver, --iterate or --trust-anchor goes with it')
  }
  const { findRunningLab } = await import('./lab/running-lab.ts')
  const running = options.now === undefined ? await findRunningLab() : null
  if (running !== null) return { resolver: running.resolver, now: Date.now, close: async () => {} }
  const { startLab } = await import('../../lab/lab.ts')
  const present = dateOf('--now', options.now) ?? new Date()
  const { resolver, close } = await startLab(present, { wanted: [] })
  return { resolver, now: () => present.getTime(), close }
}
