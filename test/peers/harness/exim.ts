import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { giveToExim } from '../../../src/lab/senders/exim-owner.ts'
import { EXIM_USER } from '../../../src/lab/senders/exim-text.ts'
import { type Authority, DEFAULT_NAME, type Leaf } from './certificates.ts'
import { startDaemon } from './daemon.ts'
import { peerPath } from './require-peer.ts'
import { runProgram } from './run-program.ts'
import { logOfFile, type Place, type RunningPeer, runningPeer, settlePlace, temporaryFolder } from './running-peer.ts'

/** What distinguishes one instance of Exim from another. */
export interface EximOptions extends Place {
  readonly authority: Authority
  /** The chain to show; by default a new RSA-2048 one for the name {@link DEFAULT_NAME}. */
  readonly leaf?: Leaf
  /** A GnuTLS priority string for `tls_require_ciphers`, such as `NORMAL:-VERS-TLS1.3`. */
  readonly priority?: string
  /** The ACL for RCPT; by default mail for `lab.test` is accepted, and nothing else. */
  readonly recipients?: readonly string[]
  /** Further lines of the main section of the configuration. */
  readonly main?: readonly string[]
  /** Where {@link Exim.deliver} brings mail for `lab.test`, with options of the transport. */
  readonly relay?: { readonly port: number; readonly transport?: readonly string[] }
}

/** A running Exim. */
export interface Exim extends RunningPeer {
  /**
   * Delivers what is in the queue. The daemon cannot: it has given up root, and for what it starts then, setuid, the unpacked
   * libraries are not found.
   */
  readonly deliver: () => Promise<void>
}

/** Starts Exim (with GnuTLS) on a configuration, spool and log of its own. Mail to `lab.test` is accepted and kept queued. */
export async function startExim(options: EximOptions): Promise<Exim> {
  const place = await settlePlace(options)
  const folder = temporaryFolder('exim')
  chmodSync(folder.path, 0o755)
  const leaf = options.leaf ?? options.authority.issue({ key: 'rsa-2048' })
  const spool = join(folder.path, 'spool')
  const chain = join(folder.path, 'chain.pem')
  const key = join(folder.path, 'key.pem')
  mkdirSync(spool)
  copyFileSync(leaf.chainFile, chain)
  copyFileSync(leaf.keyFile, key)
  giveToExim(spool, chain, key)
  chmodSync(chain, 0o644)

  // Exim refuses a configuration that another than root could have written.
  const configuration = join(folder.path, 'exim.conf')
  const program = peerPath('exim')
  writeFileSync(configuration, configurationText(options, place, { spool, chain, key, program }), { mode: 0o644 })

  const fileLog = logOfFile(join(spool, 'mainlog'))
  try {
    const daemon = await startDaemon({
      program,
      parameters: ['-C', configuration, '-bdf'], // -bdf: a daemon that stays a child of ours
      ready: place,
      explain: fileLog,
    })
    const end = async (): Promise<void> => {
      await daemon.stop()
      fileLog()
      folder.remove()
    }
    const deliver = async (): Promise<void> => {
      const { exitCode, output } = await runProgram('exim', ['-C', configuration, '-qf'])
      if (exitCode !== 0) throw new Error(`exim -qf ended with ${exitCode}\n${output}`)
    }
    return { ...runningPeer(place, () => daemon.output() + fileLog(), end), deliver }
  } catch (error) {
    folder.remove()
    throw error
  }
}

interface Files {
  readonly spool: string
  readonly chain: string
  readonly key: string
  readonly program: string
}

function configurationText(options: EximOptions, place: { address: string; port: number }, files: Files): string {
  return `
exim_path = ${files.program}
exim_user = ${EXIM_USER}
keep_environment =
primary_hostname = ${DEFAULT_NAME}
spool_directory = ${files.spool}
log_file_path = ${files.spool}/%slog
log_selector = +tls_cipher +tls_peerdn +tls_sni
pid_file_path = ${files.spool}/exim.pid
local_interfaces = ${place.address}
daemon_smtp_ports = ${place.port}
smtp_accept_max = 200
smtp_accept_queue = 0
rfc1413_query_timeout = 0s
host_lookup =
queue_only = true
tls_advertise_hosts = *
tls_certificate = ${files.chain}
tls_privatekey = ${files.key}
${options.priority === undefined ? '' : `tls_require_ciphers = ${options.priority}`}
acl_smtp_rcpt = recipient
${(options.main ?? []).join('\n')}

begin acl
recipient:
${(options.recipients ?? ['accept domains = lab.test', 'deny message = relay not permitted']).map((line) => `  ${line}`).join('\n')}

${options.relay === undefined ? DISCARD : relayText(options.relay)}
`
}

const DISCARD = `
begin routers
all:
  driver = accept
  transport = discard

begin transports
discard:
  driver = appendfile
  file = /dev/null
`

function relayText({ port, transport = [] }: NonNullable<EximOptions['relay']>): string {
  return `
begin routers
all:
  driver = manualroute
  route_list = * 127.0.0.1
  transport = relay
  self = send

begin transports
relay:
  driver = smtp
  port = ${port}
  allow_localhost = true
${transport.map((line) => `  ${line}\n`).join('')}
`
}
