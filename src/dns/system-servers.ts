import { readFile } from 'node:fs/promises'
import { ProbeError } from '../base/failure.ts'
import { parseIpAddress } from '../base/ip-address.ts'
import type { ServerAddress } from './transport/upstream.ts'

/** The port of the DNS. */
const DNS_PORT = 53

/** The resolver of glibc reads three servers; we follow it. */
const SERVERS = 3

/**
 * The recursive servers of this machine.
 *
 * @param file default `/etc/resolv.conf`
 * @throws ProbeError `dns-no-server` when the file cannot be read or names none
 */
export async function readSystemServers(file = '/etc/resolv.conf'): Promise<readonly ServerAddress[]> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch {
    throw new ProbeError({ code: 'dns-no-server', reason: `${file} cannot be read` })
  }
  const servers = parseResolvConf(text)
  if (servers.length === 0) throw new ProbeError({ code: 'dns-no-server', reason: `${file} names no server` })
  return servers
}

/** The `nameserver` lines of a resolv.conf(5) text, at most three; what is not an address is passed over. */
export function parseResolvConf(text: string): readonly ServerAddress[] {
  return text
    .split(/\r?\n/)
    .map((line) => /^\s*nameserver\s+(\S+)/.exec(line)?.[1])
    .filter((address) => address !== undefined)
    .filter((address) => parseIpAddress(withoutZone(address)) !== null)
    .slice(0, SERVERS)
    .map((address) => ({ address, port: DNS_PORT }))
}

/** `fe80::1%eth0` without the zone index, which only IPv6 addresses have (RFC 4007 section 11). */
function withoutZone(address: string): string {
  return address.includes(':') ? address.replace(/%[a-zA-Z0-9._-]+$/, '') : address
}
