import type { SenderTestCaseId } from '../facts/sender-test-facts.ts'

/** Where a service is and how to use it: what `wiretight sendertest` prints when it is ready. */
export interface SenderTestSetup {
  readonly schema: 'wiretight/sender-test-setup@1'
  readonly mode: 'local' | 'delegated'
  readonly zone: string
  readonly token: string
  readonly recipients: readonly string[]
  /** One address that a mail program writes to all recipients from (RFC 6068). */
  readonly mailto: string
  readonly mail: {
    readonly port: number
    readonly servers: readonly { readonly case: SenderTestCaseId; readonly addresses: readonly string[] }[]
  }
  readonly dns: { readonly names: readonly string[]; readonly addresses: readonly string[]; readonly port: number }
  readonly https: { readonly addresses: readonly string[]; readonly port: number }
  /** The validating resolver of a local test; null without one. */
  readonly resolver: { readonly address: string; readonly port: number } | null
  /** DS records of the zone. */
  readonly ds: readonly string[]
  /** File with the service's own authority; null when it was not written. */
  readonly authorityFile: string | null
  /** Names that a public certificate has to be valid for; none when there is one already, or in a local test. */
  readonly namesToCertify: readonly string[]
  /** Where reports can be read; null without that. */
  readonly web: string | null
}

/** The `mailto:` address of all recipients. Addresses of tests have no character that needs escaping (RFC 6068 section 2). */
export function mailtoOf(recipients: readonly string[]): string {
  return `mailto:${recipients.join(',')}?subject=Sender%20test`
}

/** The records that the parent of a delegated zone publishes: NS, DS, and addresses of name servers in the zone. */
export function delegationRecords({ zone, dns, ds }: Pick<SenderTestSetup, 'zone' | 'dns' | 'ds'>): readonly string[] {
  const glue = dns.names
    .filter((name) => name.endsWith(`.${zone}`))
    .flatMap((name) => dns.addresses.map((address) => `${name}. IN ${address.includes(':') ? 'AAAA' : 'A'} ${address}`))
  return [...dns.names.map((name) => `${zone}. IN NS ${name}.`), ...ds, ...glue]
}

/** Lines for unbound that lead to the zone of a local test and trust its key. */
export function unboundLines({ zone, dns, ds }: Pick<SenderTestSetup, 'zone' | 'dns' | 'ds'>): readonly string[] {
  return [
    'server:',
    '  do-not-query-localhost: no',
    ...ds.map((line) => `  trust-anchor: "${line}"`),
    'forward-zone:',
    `  name: "${zone}"`,
    ...dns.addresses.map((address) => `  forward-addr: ${address}@${dns.port}`),
  ]
}
