import { runProgram } from './harness/run-program.ts'
import type { RunningPeer } from './harness/running-peer.ts'

/** How swaks brings a message. */
export type Tls = 'clear' | 'tls12' | 'tls13'

/** What swaks says of the session that it had: null in clear. */
export interface SwaksSession {
  /** `TLSv1.3`. */
  readonly version: string
  /** OpenSSL's name. */
  readonly cipher: string
}

const OPTIONS: Readonly<Record<Tls, readonly string[]>> = {
  clear: [],
  tls12: ['--tls', '--tls-protocol', 'tlsv1_2'],
  tls13: ['--tls', '--tls-protocol', 'tlsv1_3'],
}

/** Sends a message to `lab.test` through a server, and says how it was protected according to swaks. Throws when it was refused. */
export async function sendBySwaks(
  server: RunningPeer,
  tls: Tls,
  more: readonly string[] = [],
): Promise<SwaksSession | null> {
  const words = [
    '--server',
    `${server.address}:${server.port}`,
    '--to',
    'someone@lab.test',
    '--from',
    'other@example.org',
  ]
  const { exitCode, output } = await runProgram('swaks', [
    ...words,
    '--helo',
    'client.example.org',
    ...OPTIONS[tls],
    ...more,
  ])
  if (exitCode !== 0) throw new Error(`swaks ended with ${exitCode}\n${output}`)
  const [, version, cipher] = /TLS started with cipher ([\w.]+):([\w-]+):\d+/.exec(output) ?? []
  return version === undefined || cipher === undefined ? null : { version, cipher }
}
