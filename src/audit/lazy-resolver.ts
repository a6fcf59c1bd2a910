import type { Lookup, RecordOf, Resolver } from '../dns/lookup.ts'
import type { OpenedResolver } from '../dns/open-resolver.ts'
import type { DnsType } from '../dns/wire/rr-type.ts'

/**
 * A resolver that is opened, and its upstream diagnosed, when it is first asked: the audit of an address asks nothing.
 *
 * @param onWarning told once, if there is something to know about how the resolver was chosen
 */
export function lazyResolver(open: () => Promise<OpenedResolver>, onWarning: (warning: string) => void): Resolver {
  let opening: Promise<Resolver> | undefined
  let opened: Resolver | undefined
  const openOnce = async (): Promise<Resolver> => {
    const { resolver, warning } = await open()
    if (warning !== null) onWarning(warning)
    opened = resolver
    return resolver
  }
  return {
    get description() {
      return opened?.description ?? 'not asked'
    },
    async lookup<T extends DnsType>(name: string, type: T, signal?: AbortSignal): Promise<Lookup<RecordOf<T>>> {
      opening ??= openOnce()
      return (await opening).lookup(name, type, signal)
    },
  }
}
