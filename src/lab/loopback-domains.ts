import { parseIpAddress } from '../base/ip-address.ts'
import type { LabDomain, LabHost } from './lab-domain.ts'

/** Where the DNS of a lab with real ports is. */
export const LAB_DNS_PLACE = { address: '127.0.2.53', port: 53 } as const

/**
 * An address of loopback for one of version 4, so that every host has its own: 203.0.113.10 becomes 127.0.113.10. Null for
 * version 6, which has only one such address.
 */
export function loopbackOf(address: string): string | null {
  const octets = parseIpAddress(address)
  return octets?.length === 4 ? `127.${octets.slice(1).join('.')}` : null
}

/** The same domains at addresses of loopback, in their records, too. Without IPv6. */
export function onLoopback(domains: readonly LabDomain[]): readonly LabDomain[] {
  return domains.map((domain) => {
    const { hosts, policyHost, dns } = domain
    return {
      ...domain,
      hosts: hosts.map(hostOnLoopback),
      ...(policyHost && {
        policyHost: { ...policyHost, address: loopbackOf(policyHost.address) ?? policyHost.address },
      }),
      ...(dns && { dns: { ...dns, records: (dns.records ?? []).flatMap(recordOnLoopback) } }),
    }
  })
}

function hostOnLoopback(host: LabHost): LabHost {
  return { ...host, addresses: host.addresses.flatMap((address) => loopbackOf(address) ?? []) }
}

/** A line of a master file; address records only are changed. */
function recordOnLoopback(line: string): readonly string[] {
  if (/\sAAAA\s/.test(line)) return []
  const [, before, address] = /^(.*\sA\s+)(\S+)\s*$/.exec(line) ?? []
  const moved = address === undefined ? null : loopbackOf(address)
  return [moved === null ? line : `${before}${moved}`]
}
