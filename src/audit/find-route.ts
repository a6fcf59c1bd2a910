import { EXCHANGERS } from '../base/limits.ts'
import type { Lookup, MxRecord } from '../dns/lookup.ts'
import type { DomainFacts } from '../facts/domain-facts.ts'
import type { AuditEnvironment, AuditOptions } from './environment.ts'
import type { Target } from './target.ts'

/** Where mail to a target goes. */
export interface Route {
  readonly kind: DomainFacts['route']
  readonly mx: Lookup<MxRecord> | null
  readonly exchangers: readonly { readonly host: string; readonly preference: number }[]
}

/** Finds out where mail to the target goes (RFC 5321 section 5.1, RFC 7505). */
export async function findRoute(target: Target, environment: AuditEnvironment, options: AuditOptions): Promise<Route> {
  if (target.kind === 'server') {
    return { kind: 'target', mx: null, exchangers: [{ host: target.host, preference: 0 }] }
  }
  const mx = await environment.resolver.lookup(target.domain, 'MX', options.signal)
  const exchangers = mx.records
    .filter(({ exchange }) => exchange !== '.')
    .toSorted((a, b) => a.preference - b.preference)
    .slice(0, EXCHANGERS)
    .map(({ exchange, preference }) => ({ host: exchange, preference }))
  switch (mx.outcome) {
    case 'failed':
      return { kind: 'unknown', mx, exchangers: [] }
    case 'nxdomain':
      return { kind: 'none', mx, exchangers: [] }
    case 'nodata':
      return { kind: 'implicit', mx, exchangers: [{ host: target.domain, preference: 0 }] }
    case 'records':
      return { kind: exchangers.length === 0 ? 'null-mx' : 'mx', mx, exchangers }
    default:
      throw mx.outcome satisfies never
  }
}
