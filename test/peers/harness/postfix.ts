import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Authority, DEFAULT_NAME, type Leaf, writeDhParameters } from './certificates.ts'
import { startDaemon } from './daemon.ts'
import { peerPath } from './require-peer.ts'
import { logOfFile, type Place, type RunningPeer, runningPeer, settlePlace, temporaryFolder } from './running-peer.ts'

/**
 * The three receivers that every comparison uses.
 *
 * - `default`: what an administrator has who only turned TLS on, with an RSA and an ECDSA chain
 * - `hard`: three AEAD suites of TLS 1.2 with forward secrecy, and TLS 1.3
 * - `weak`: everything that Debian's OpenSSL 3 can still be talked into
 */
export type PostfixConfiguration = 'default' | 'hard' | 'weak'

/** What distinguishes one instance of Postfix from another. */
export interface PostfixOptions extends Place {
  readonly configuration: PostfixConfiguration
  readonly authority: Authority
  /** Further lines of `main.cf`; they win over the configuration's own. */
  readonly main?: Readonly<Record<string, string>>
  /** Further lines of `master.cf`. */
  readonly master?: readonly string[]
  /** The chain to show instead of a new one, for the name {@link DEFAULT_NAME}. */
  readonly leaf?: Leaf
}

/** A running Postfix. */
export interface Postfix extends RunningPeer {
  /** The folder of `main.cf` and `master.cf`, for `postconf -c` and its like. */
  readonly configurationFolder: string
}

/**
 * Starts a Postfix of its own, which shares nothing with another one or with the system's: configuration, queue, data
 * and log are in a temporary folder. Mail to `lab.test` is accepted and thrown away. Takes some tenths of a second.
 */
export async function startPostfix(options: PostfixOptions): Promise<Postfix> {
  const place = await settlePlace(options)
  const folder = temporaryFolder('postfix')
  chmodSync(folder.path, 0o755)
  const configurationFolder = join(folder.path, 'etc')
  const logFile = join(folder.path, 'mail.log')
  layOut(folder.path)
  const main = {
    ...ownPaths(folder.path),
    ...RECEIVER,
    ...tlsLines(options, folder.path),
    ...options.main,
  }
  const mainFile = join(configurationFolder, 'main.cf')
  writeFileSync(mainFile, configurationText(main))
  // A file that changed within the last second could still be being written: Postfix waits, we need not.
  utimesSync(mainFile, 0, 0)
  writeFileSync(join(configurationFolder, 'master.cf'), masterText(place, options.master ?? []))
  const fileLog = logOfFile(logFile)
  try {
    const daemon = await startDaemon({
      program: peerPath('postfix'),
      parameters: ['-d', '-c', configurationFolder], // -d: stay a child of ours
      ready: place,
      explain: fileLog,
    })
    const end = async (): Promise<void> => {
      await daemon.stop()
      fileLog()
      folder.remove()
    }
    return { ...runningPeer(place, () => daemon.output() + fileLog(), end), configurationFolder }
  } catch (error) {
    folder.remove()
    throw error
  }
}

/** `main.cf` lines that all receivers share. */
const RECEIVER = {
  myhostname: DEFAULT_NAME,
  mydomain: 'lab.test',
  mydestination: '',
  relay_domains: 'lab.test',
  local_recipient_maps: '',
  relay_recipient_maps: '',
  default_transport: 'discard',
  relay_transport: 'discard',
  // Away from loopback, so that clients of the tests are strangers and the limits for strangers hold.
  mynetworks: '192.0.2.0/24',
  smtpd_peername_lookup: 'no',
  alias_maps: '',
  alias_database: '',
  smtpd_tls_loglevel: '1',
} as const

function ownPaths(folder: string): Record<string, string> {
  return {
    compatibility_level: '3.6',
    queue_directory: join(folder, 'queue'),
    data_directory: join(folder, 'data'),
    meta_directory: join(folder, 'etc'),
    command_directory: '/usr/sbin',
    daemon_directory: '/usr/lib/postfix/sbin',
    maillog_file: join(folder, 'mail.log'),
    maillog_file_prefixes: folder,
    // Must be an address of an interface, which 127.0.0.2 is not, though it works. Where to listen says master.cf.
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
  }
}

function tlsLines(options: PostfixOptions, folder: string): Record<string, string> {
  const { authority, configuration } = options
  const rsa = options.leaf ?? authority.issue({ key: 'rsa-2048' })
  const security = { smtpd_tls_security_level: 'may' }
  switch (configuration) {
    case 'default': {
      const chains = options.leaf ? [rsa] : [rsa, authority.issue({ key: 'p-256' })]
      return {
        ...security,
        smtpd_tls_chain_files: chains.map((leaf) => leaf.bundleFile).join(', '),
        smtpd_tls_protocols: '>=TLSv1.2',
      }
    }
    case 'hard':
      return {
        ...security,
        smtpd_tls_chain_files: rsa.bundleFile,
        smtpd_tls_protocols: '>=TLSv1.2',
        smtpd_tls_ciphers: 'high',
        tls_high_cipherlist: 'ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL',
        tls_preempt_cipherlist: 'yes',
      }
    case 'weak': {
      const openssl = join(folder, 'openssl.cnf')
      const dh = join(folder, 'dh1024.pem')
      writeFileSync(openssl, WEAK_OPENSSL)
      writeDhParameters(dh, 1024)
      return {
        ...security,
        smtpd_tls_chain_files: rsa.bundleFile,
        smtpd_tls_protocols: '>=TLSv1',
        smtpd_tls_ciphers: 'null',
        tls_null_cipherlist: 'ALL:eNULL:@SECLEVEL=0',
        tls_preempt_cipherlist: 'yes',
        smtpd_tls_dh1024_param_file: dh,
        import_environment: `MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ LANG=C POSTLOG_SERVICE POSTLOG_HOSTNAME OPENSSL_CONF=${openssl}`,
      }
    }
    default:
      return configuration satisfies never
  }
}

/** Debian's own file says `MinProtocol = TLSv1.2` and `@SECLEVEL=2`; Postfix cannot say otherwise, this can. */
const WEAK_OPENSSL = `
openssl_conf = default
[default]
ssl_conf = ssl
[ssl]
system_default = weak
[weak]
MinProtocol = None
CipherString = ALL:eNULL:@SECLEVEL=0
`

/** Services of `master.cf` besides smtpd: what it takes to accept a message, queue it and discard it. */
const SERVICES = `
cleanup   unix       n - n - 0 cleanup
qmgr      unix       n - n 300 1 qmgr
tlsmgr    unix       - - n 1000? 1 tlsmgr
rewrite   unix       - - n - - trivial-rewrite
bounce    unix       - - n - 0 bounce
defer     unix       - - n - 0 bounce
trace     unix       - - n - 0 bounce
verify    unix       - - n - 1 verify
flush     unix       n - n 1000? 0 flush
proxymap  unix       - - n - - proxymap
proxywrite unix      - - n - 1 proxymap
smtp      unix       - - n - - smtp
error     unix       - - n - - error
retry     unix       - - n - - error
discard   unix       - - n - - discard
anvil     unix       - - n - 1 anvil
scache    unix       - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
`

function masterText(place: { address: string; port: number }, further: readonly string[]): string {
  return `${place.address}:${place.port} inet n - n - - smtpd${SERVICES}${further.join('\n')}\n`
}

function configurationText(main: Readonly<Record<string, string>>): string {
  return Object.entries(main)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('')
}

/** Makes the folders that `postfix start` would make, at a fraction of its time. */
function layOut(folder: string): void {
  const postfix = ids('postfix')
  const postdrop = Number(execFileSync('getent', ['group', 'postdrop']).toString().split(':')[2])
  mkdirSync(join(folder, 'etc'))
  mkdirSync(join(folder, 'queue/pid'), { recursive: true })
  const make = (name: string, group: number, mode: number): void => {
    const path = join(folder, name)
    mkdirSync(path)
    chownSync(path, postfix.uid, group)
    chmodSync(path, mode)
  }
  make('data', postfix.gid, 0o700)
  const queues = [
    'active',
    'bounce',
    'corrupt',
    'defer',
    'deferred',
    'flush',
    'hold',
    'incoming',
    'private',
    'saved',
    'trace',
  ]
  for (const queue of queues) make(`queue/${queue}`, 0, 0o700)
  make('queue/maildrop', postdrop, 0o730)
  make('queue/public', postdrop, 0o710)
}

function ids(user: string): { uid: number; gid: number } {
  const fields = execFileSync('getent', ['passwd', user]).toString().split(':')
  return { uid: Number(fields[2]), gid: Number(fields[3]) }
}
