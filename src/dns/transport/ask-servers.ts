import { attempt, type Failure, ProbeError } from '../../base/failure.ts'
import type { Message } from '../wire/message.ts'
import { plainName } from '../wire/name.ts'
import { RCODES, rcodeName } from '../wire/rr-type.ts'
import type { Query } from './query.ts'
import type { Upstream } from './upstream.ts'

/**
 * Asks one server after the other until one answers NOERROR or NXDOMAIN, in up to `rounds` rounds.
 *
 * @throws ProbeError the failure of the last server (`dns-rcode` when it answered an error); `dns-no-server`; `cancelled`
 */
export async function askServers(
  upstreams: readonly Upstream[],
  query: Query,
  rounds: number,
  signal?: AbortSignal,
): Promise<Message> {
  let last: Failure = { code: 'dns-no-server', reason: 'no DNS server is configured' }
  for (let round = 0; round < rounds; round += 1) {
    for (const upstream of upstreams) {
      const result = await attempt(() => upstream.ask(query, signal))
      if (!result.ok && result.failure.code === 'cancelled') throw new ProbeError(result.failure)
      if (result.ok && (result.value.rcode === RCODES.NOERROR || result.value.rcode === RCODES.NXDOMAIN))
        return result.value
      last = result.ok
        ? {
            code: 'dns-rcode',
            server: upstream.description,
            name: plainName(query.name),
            rcode: rcodeName(result.value.rcode),
          }
        : result.failure
    }
  }
  throw new ProbeError(last)
}
