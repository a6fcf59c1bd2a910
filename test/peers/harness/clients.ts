import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TlsVersion } from '../../../src/base/answer.ts'
import { type Found, readNmap, readSslscan, readTestssl } from './client-documents.ts'
import { peerPath } from './require-peer.ts'
import { temporaryFolder } from './running-peer.ts'
import { timedRun } from './timed-run.ts'

/** Scanners that others wrote, whose findings and costs ours are compared with. */
export type Client = 'sslscan' | 'nmap' | 'testssl'

/** What a client found and what it took. */
export interface ClientScan extends Found {
  readonly client: Client
  readonly seconds: number
  /** User and system time of the client and all its children. */
  readonly cpuSeconds: number
  readonly exitCode: number
  /** The document that was read: XML, or JSON of testssl.sh. */
  readonly document: string
}

/** How much a client shall look at. */
export interface ClientOptions {
  /**
   * `suites`: the suites of each version, with as little else as the client can be told. `everything`: what it does when
   * it is told nothing, which for testssl.sh does not include lists by version. By default `suites`.
   */
  readonly scope?: 'suites' | 'everything'
  /** After this time the client is ended and the scan fails. By default ten minutes. */
  readonly timeoutMilliseconds?: number
}

/** Runs a client against an SMTP server with STARTTLS. Throws when the client runs too long or writes no document. */
export async function scanWith(
  client: Client,
  target: { readonly address: string; readonly port: number },
  options: ClientOptions = {},
): Promise<ClientScan> {
  const folder = temporaryFolder(client)
  try {
    const file = join(folder.path, 'document')
    const { parameters, read } = planOf(client, target, options.scope ?? 'suites', file)
    const command = [peerPath(client), ...parameters]
    const timeoutMilliseconds = options.timeoutMilliseconds ?? 600_000
    const { seconds, cpuSeconds, exitCode } = await timedRun(command, folder.path, { timeoutMilliseconds })
    const document = readFileSync(file, 'utf8')
    return { client, ...read(document), seconds, cpuSeconds, exitCode, document }
  } finally {
    folder.remove()
  }
}

interface Plan {
  readonly parameters: readonly string[]
  readonly read: (document: string) => Found
}

function planOf(
  client: Client,
  { address, port }: { readonly address: string; readonly port: number },
  scope: 'suites' | 'everything',
  file: string,
): Plan {
  switch (client) {
    case 'sslscan': {
      const less = scope === 'suites' ? SSLSCAN_SUITES_ONLY : []
      const parameters = ['--no-colour', `--xml=${file}`, '--starttls-smtp', ...less, `${address}:${port}`]
      return { parameters, read: readSslscan }
    }
    case 'nmap': {
      // The script upgrades by STARTTLS only where it knows SMTP to be: on port 25, or where `-sV` found it.
      const detect = port === 25 ? [] : ['-sV', '--version-intensity', '0']
      const scan = ['-Pn', '-n', '-p', String(port), ...detect, '--script', 'ssl-enum-ciphers', '-oX', file, address]
      return { parameters: scan, read: readNmap }
    }
    case 'testssl': {
      const less = scope === 'suites' ? ['-E'] : []
      const quiet = ['--quiet', '--color', '0', '--warnings', 'batch', '--nodns', 'none', '--jsonfile', file]
      return { parameters: [...quiet, '--starttls', 'smtp', ...less, `${address}:${port}`], read: readTestssl }
    }
    default:
      return client satisfies never
  }
}

/** What sslscan can be told to leave out. */
const SSLSCAN_SUITES_ONLY = [
  '--no-check-certificate',
  '--no-compression',
  '--no-fallback',
  '--no-groups',
  '--no-heartbleed',
  '--no-renegotiation',
]

/** Versions in which a client found a suite or which it calls enabled, oldest first. */
export function versionsOf(found: Found): readonly TlsVersion[] {
  return VERSIONS.filter((version) => found.enabled.includes(version) || found.suites[version].length > 0)
}

const VERSIONS = ['ssl2', 'ssl3', 'tls10', 'tls11', 'tls12', 'tls13'] as const satisfies readonly TlsVersion[]
