import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lookupTlsa } from '../../../src/dane/lookup-tlsa.ts'
import { matchChain } from '../../../src/dane/match.ts'
import { referenceNames } from '../../../src/dane/reference-names.ts'
import { standingOf } from '../../../src/dane/standing.ts'
import { formatTlsa } from '../../../src/dane/tlsa-text.ts'
import type { Resolver } from '../../../src/dns/lookup.ts'
import { giveToExim } from '../../../src/lab/senders/exim-owner.ts'
import { eximText } from '../../../src/lab/senders/exim-text.ts'
import type { DaneCase } from './dane-cases.ts'
import { type Peer, peerPath } from './require-peer.ts'
import { type Ended, runProgram } from './run-program.ts'

/**
 * What a sender makes of a server: believes in it, does not deliver, or delivers over TLS without having believed in anybody.
 * `unclear` when its output says none of these.
 */
export type Judgement = 'authenticates' | 'refuses' | 'encrypts' | 'unclear'

/** A judgement with what the sender said. */
export interface Said {
  readonly judgement: Judgement
  readonly output: string
}

/** Asks a sender about a case; null where it cannot be asked. */
export type Sender = (one: DaneCase) => Promise<Said | null>

/** Our own judgement, as an audit comes to it. */
export function ourselves(resolver: Resolver, now: string): Sender {
  return async ({ name, chains, only }) => {
    const host = `mx.${name}.lab`
    const mx = await resolver.lookup(`${name}.lab`, 'MX')
    const [v4, v6] = await Promise.all([resolver.lookup(host, 'A'), resolver.lookup(host, 'AAAA')])
    const standing = standingOf(await lookupTlsa(resolver, { host, port: 25, v4, v6 }))
    const say = (judgement: Judgement, of: unknown): Said => ({ judgement, output: JSON.stringify(of) })
    if (standing.state === 'failed') return say('refuses', standing)
    if (standing.state !== 'usable') return say('encrypts', standing)
    const match = matchChain({
      records: standing.records,
      chainDer: (only === 'ECDSA' ? chains[1] : chains[0])?.chainDer ?? [],
      referenceNames: referenceNames({ base: standing.base, nextHop: `${name}.lab`, mx }),
      now,
    })
    return say(match.verdict === 'authenticated' ? 'authenticates' : 'refuses', match)
  }
}

/** OpenSSL knows no DNS: it is given the records, as a program that uses it would. */
export const openssl: Sender = async ({ name, address, records, only }) => {
  if (records === null) return null
  const { output } = await run(
    'openssl',
    [
      's_client',
      ...['-connect', `${address}:25`, '-starttls', 'smtp', '-servername', `mx.${name}.lab`],
      ...['-dane_tlsa_domain', `mx.${name}.lab`, '-dane_ee_no_namechecks', '-no-CAfile', '-no-CApath', '-no-CAstore'],
      ...records.flatMap((one) => ['-dane_tlsa_rrdata', formatTlsa(one)]),
      ...(only === null ? [] : ['-sigalgs', only === 'RSA' ? 'RSA-PSS+SHA256' : 'ECDSA+SHA256']),
    ],
    'QUIT\n',
  )
  const code = /Verify return code: (\d+)/.exec(output)?.[1]
  return { judgement: code === undefined ? 'unclear' : code === '0' ? 'authenticates' : 'refuses', output }
}

/** Postfix's own client. It goes on after a mismatch, to show the certificate; Postfix would not deliver then. */
export const posttlsFinger: Sender = async ({ name, only }) => {
  const key = only === null ? [] : ['-p', '!TLSv1.3', '-o', `tls_medium_cipherlist=a${only}:!aNULL`]
  const { output } = await run('posttls-finger', [
    '-c',
    '-l',
    'dane',
    '-L',
    'summary,certmatch,verbose',
    ...key,
    `${name}.lab`,
  ])
  const level = /(Verified|Trusted|Untrusted|Anonymous) TLS connection established/.exec(output)?.[1]
  if (level === 'Verified') return { judgement: 'authenticates', output }
  if (level === undefined)
    return {
      judgement: /TLSA lookup error|Host not found, try again|lookup error/.test(output) ? 'refuses' : 'unclear',
      output,
    }
  return { judgement: output.includes('DNSSEC-signed TLSA record:') ? 'refuses' : 'encrypts', output }
}

/** GnuTLS with libunbound, which validates by itself. */
export const gnutlsCli: Sender = async ({ name, only }) => {
  const parameters = ['--dane', '--local-dns', '--no-ca-verification', '--starttls-proto=smtp', '-p', '25']
  const key = only === null ? [] : ['--priority', GNUTLS_KEYS[only]]
  const { output } = await run('gnutls-cli', [...parameters, ...key, `mx.${name}.lab`], 'QUIT\n')
  if (/DANE: .*Certificate matches/.test(output)) return { judgement: 'authenticates', output }
  if (/DANE/.test(output)) return { judgement: 'refuses', output }
  return { judgement: output.includes('Handshake was completed') ? 'encrypts' : 'unclear', output }
}

const GNUTLS_KEYS = {
  RSA: 'NORMAL:-SIGN-ALL:+SIGN-RSA-PSS-RSAE-SHA256:+SIGN-RSA-SHA256',
  ECDSA: 'NORMAL:-SIGN-ALL:+SIGN-ECDSA-SHA256:+SIGN-ECDSA-SECP256R1-SHA256',
} as const

/**
 * Exim is given a message and told to deliver its queue. The servers of the cases take no mail, which Exim finds out only
 * once it has made up its mind about them.
 */
export function eximIn(folder: string): Sender {
  return async ({ name, only }) => {
    const spool = join(folder, `exim-${name}`)
    mkdirSync(spool)
    giveToExim(spool)
    const file = join(folder, `exim-${name}.conf`)
    const text = eximText({
      program: peerPath('exim'),
      spool,
      name: 'sender.lab',
      logs: ['+tls_cipher', '+tls_certificate_verified', '+tls_peerdn'],
      transport: [
        'hosts_try_dane = *',
        'tls_tempfail_tryclear = false',
        ...(only === null ? [] : [`tls_require_ciphers = ${EXIM_KEYS[only]}`]),
      ],
    })
    writeFileSync(file, text)
    const message = `From: a@sender.lab\nTo: b@${name}.lab\n\nx\n`
    const queued = await run('exim', ['-C', file, '-odq', '-f', 'a@sender.lab', `b@${name}.lab`], message)
    const delivered = await run('exim', ['-C', file, '-qff'])
    const log = readFileSync(join(spool, 'mainlog'), 'latin1')
    const output = `${log}${queued.output}${delivered.output}`
    if (/ CV=dane /.test(log)) return { judgement: 'authenticates', output }
    if (/ CV=no /.test(log)) return { judgement: 'encrypts', output }
    return { judgement: / defer \(| DANE /.test(log) ? 'refuses' : 'unclear', output }
  }
}

const EXIM_KEYS = {
  RSA: 'NORMAL:-VERS-TLS1.3:-ECDHE-ECDSA',
  ECDSA: 'NORMAL:-VERS-TLS1.3:-ECDHE-RSA:-DHE-RSA:-RSA',
} as const

/** A sender that takes longer hangs. */
const DEADLINE_MILLISECONDS = 20_000

function run(peer: Peer, parameters: readonly string[], input = ''): Promise<Ended> {
  return runProgram(peer, parameters, { input, timeoutMilliseconds: DEADLINE_MILLISECONDS })
}
