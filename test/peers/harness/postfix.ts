import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { layOutPostfix } from '../../../src/lab/senders/postfix-layout.ts'
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
  const { configuration: configurationFolder, log: logFile } = layOutPostfix({
    folder: folder.path,
    listen: place,
    main: { ...RECEIVER, ...tlsLines(options, folder.path), ...options.main },
    master: options.master ?? [],
  })
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
