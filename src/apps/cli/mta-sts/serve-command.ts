import { once } from 'node:events'
import { ipVersion } from '../../../base/ip-address.ts'
import { type HostEvent, startPolicyHost } from '../../../mtasts/host/policy-host.ts'
import { harmless } from '../../../report/harmless.ts'
import { numberOf, quoted, refuse } from '../check-options.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'

/** Options of `mta-sts serve`. */
export interface ServeOptions {
  readonly policies: string
  readonly certificates: string
  readonly host?: string
  readonly port?: string
  readonly adminPort?: string
}

const PORTS = { least: 0, most: 65_535 }

/** `wiretight mta-sts serve`: the policy host of any number of domains, until somebody interrupts. Returns the exit code. */
export async function serveCommand(options: ServeOptions, signal: AbortSignal): Promise<number> {
  const address = options.host ?? '127.0.0.1'
  if (ipVersion(address) === null) refuse('--host', `expected an address, not ${quoted(address)}`)
  const host = await startPolicyHost({
    policies: options.policies,
    certificates: options.certificates,
    address,
    port: numberOf('--port', options.port, 8443, PORTS),
    adminPort: options.adminPort === undefined ? null : numberOf('--admin-port', options.adminPort, 0, PORTS),
    now: () => new Date(),
    onEvent: (event) => process.stderr.write(`wiretight: ${harmless(sentenceOf(event))}\n`),
  })
  const admin = host.adminPort === null ? '' : `, metrics on http://127.0.0.1:${host.adminPort}/metrics`
  await writeOut(
    `listening on https://${address.includes(':') ? `[${address}]` : address}:${host.port}${admin}\n`,
    undefined,
  )
  if (!signal.aborted) await once(signal, 'abort')
  await host.close()
  return EXIT.clean
}

function sentenceOf(event: HostEvent): string {
  switch (event.kind) {
    case 'problem':
      return `warning: ${event.file} is of no use: ${event.reason}`
    case 'no-certificate':
      return `warning: there is no valid certificate for ${event.host}`
    case 'gone':
      return `warning: ${event.domain} is not served any more; senders that hold its policy go on to enforce it (see generate --withdraw)`
    case 'changed':
      return `_mta-sts.${event.domain}. IN TXT "${event.record}"`
    default:
      return event satisfies never
  }
}
