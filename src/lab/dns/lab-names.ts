import type { DnsServer } from '../../dns/authority.ts'
import type { TrustAnchor } from '../../dns/dnssec/trust-anchors.ts'
import type { Resolver } from '../../dns/lookup.ts'
import { createDo53Upstream } from '../../dns/transport/do53.ts'
import { createUpstreamPool } from '../../dns/transport/pool.ts'
import type { Upstream } from '../../dns/transport/upstream.ts'
import { createValidatingResolver } from '../../dns/validating-resolver.ts'
import { formatName } from '../../dns/wire/name.ts'
import { formatRdata } from '../../dns/wire/presentation.ts'
import { RR_TYPES } from '../../dns/wire/rr-type.ts'
import type { LoopbackPlace } from '../attack/loopback.ts'
import type { RecordSetting } from '../lab-dns.ts'
import type { LabDomain } from '../lab-domain.ts'
import { type DnsAttacker, startDnsAttacker } from './dns-attacker.ts'
import { createLabZones } from './lab-zones.ts'
import { startNameService } from './name-service.ts'

/** The DNS of a lab. */
export interface LabNames {
  /** Answers every name of the lab, validated from the lab's own trust anchor down. */
  readonly resolver: Resolver
  /** Another such resolver, which remembers nothing yet. */
  readonly openResolver: () => Resolver
  /** Where the lab's DNS is, UDP and TCP: a server of all its zones, for any resolver that forwards to it. */
  readonly dnsServer: Pick<DnsServer, 'address' | 'port'>
  /** The key of the lab's root as DS records, one a line: what a resolver's trust anchor file holds. */
  readonly trustAnchor: string
  /** Somebody on the path to the DNS, if one was wanted. */
  readonly dnsAttacker: DnsAttacker | null
  readonly close: () => Promise<void>
}

/** An answer on loopback comes at once or never. */
const ANSWER_MILLISECONDS = 1_000

/**
 * Starts the lab's DNS and opens a resolver for it.
 *
 * @param now what the lab takes for the present when it starts; its time goes on from there
 * @param attacked puts somebody between the DNS and all who ask it: there, or at a free port
 */
export async function startLabNames(
  domains: readonly LabDomain[],
  now: Date,
  attacked: LoopbackPlace | boolean,
  settingOf: (domain: LabDomain) => RecordSetting,
): Promise<LabNames> {
  const zones = createLabZones(domains, now, settingOf)
  const service = await startNameService(zones, domains)
  const dnsAttacker =
    attacked === false ? null : await startDnsAttacker(service, ...(attacked === true ? [] : [attacked]))
  const { address, port } = dnsAttacker ?? service
  const startedAt = performance.now()
  // The pool names the server in failures; one attempt is enough where nothing is ever lost.
  const upstream = (): Upstream =>
    createUpstreamPool([createDo53Upstream({ address, port }, { timeoutMilliseconds: ANSWER_MILLISECONDS })], {
      attempts: 1,
    })
  const openResolver = (): Resolver => ({
    ...createValidatingResolver({
      upstream: upstream(),
      anchors: zones.anchors,
      now: () => now.getTime() + performance.now() - startedAt,
    }),
    description: 'the lab, validated here',
  })
  return {
    resolver: openResolver(),
    openResolver,
    dnsServer: { address, port },
    trustAnchor: anchorText(zones.anchors),
    dnsAttacker,
    close: async () => {
      await Promise.all([dnsAttacker?.close(), service.close()])
    },
  }
}

function anchorText(anchors: readonly TrustAnchor[]): string {
  const lines = anchors.flatMap(({ zone, ds }) =>
    ds.map((rdata) => `${formatName(zone)} IN DS ${formatRdata(RR_TYPES.DS, rdata)}\n`),
  )
  return lines.join('')
}
