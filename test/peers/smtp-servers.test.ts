import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { auditPeer, expectShownOf, factsIn, type PeerAudit } from './audit-peer.ts'
import { type Authority, makeAuthority } from './harness/certificates.ts'
import { accepts } from './harness/daemon.ts'
import { startExim } from './harness/exim.ts'
import { type PostfixOptions, startPostfix } from './harness/postfix.ts'
import { isMissing, type Peer } from './harness/require-peer.ts'
import { runProgram } from './harness/run-program.ts'
import { freePort, type RunningPeer, temporaryFolder } from './harness/running-peer.ts'
import { SHOWN } from './shown.ts'

/* Real servers that refuse, at each step from the greeting to TLS, and one that begins with TLS. */

const folder = temporaryFolder('smtp')
afterAll(() => folder.remove())
const authority = isMissing('openssl') ? null : makeAuthority(folder.path)

interface Server {
  readonly needs: readonly Peer[]
  readonly start: () => Promise<RunningPeer>
  readonly audit?: PeerAudit
  /** What the server says to a client of SMTP that is not ours, by `swaks`. */
  readonly swaks: RegExp
}

type Name = keyof (typeof SHOWN)['smtp-servers']

const servers: Readonly<Record<Exclude<Name, 'implicit TLS'>, Server>> = {
  'no STARTTLS': {
    ...postfix({ smtpd_tls_security_level: 'none' }),
    swaks: /Host did not advertise STARTTLS/,
  },
  'STARTTLS refused for now': {
    ...postfix({ smtpd_tls_chain_files: '', smtpd_tls_cert_file: '/nonexistent/mail.pem' }),
    swaks: /<\*\* 454 4\.7\.0 TLS not available/,
  },
  'STARTTLS refused for good': {
    ...exim('acl_smtp_starttls = deny'),
    swaks: /<\*\* 5\d\d /,
  },
  'no certificate': {
    ...postfix({ smtpd_tls_chain_files: '/nonexistent/mail.pem' }),
    swaks: /TLS startup failed/,
  },
  'no suite in common': {
    ...postfix({
      smtpd_tls_protocols: '<=TLSv1.2',
      smtpd_tls_ciphers: 'high',
      tls_high_cipherlist: 'aECDSA',
    }),
    swaks: /TLS startup failed/,
  },
  'no greeting for us': {
    ...postfix({ smtpd_client_restrictions: 'reject', smtpd_delay_reject: 'no' }),
    swaks: /<\*\* 554 /,
  },
  'no EHLO for us': {
    ...postfix({ smtpd_helo_restrictions: 'reject', smtpd_delay_reject: 'no' }),
    swaks: /EHLO.*\n.*<\*\* 554 /,
  },
  'slow greeting': {
    ...postfix({ smtpd_client_restrictions: 'sleep 16', smtpd_delay_reject: 'no' }),
    audit: { connections: 1 },
    swaks: /220 mx\.lab\.test/,
  },
  'few connections': {
    ...postfix({ smtpd_client_connection_rate_limit: '5' }),
    swaks: /220 mx\.lab\.test|421 4\.7\.0 mx\.lab\.test Error: too many connections/,
  },
  'AUTH in clear': {
    ...exim(
      'auth_advertise_hosts = *',
      'begin authenticators',
      'plain:',
      '  driver = plaintext',
      '  public_name = PLAIN',
      '  server_condition = false',
    ),
    swaks: /250-AUTH PLAIN/,
  },
}

describe.skipIf(isMissing('openssl', 'swaks'))('a server with', () => {
  for (const [name, { needs, start, audit, swaks }] of Object.entries(servers)) {
    test.skipIf(isMissing(...needs))(name, async () => {
      await using server = await start()
      const [report, { output }] = await Promise.all([
        auditPeer(server, some(authority).certificateFile, { plan: 'quick', ...audit }),
        talk(server),
      ])
      expectShownOf(['smtp', 'starttls'], SHOWN['smtp-servers'][name as Name], report) // the keys are those of the table
      expect(output).toMatch(swaks)
    })
  }
})

describe.skipIf(isMissing('openssl', 'postfix'))('a server with TLS from the first byte', () => {
  test('is surveyed as such', async () => {
    const port = await freePort()
    const master = [`127.0.0.1:${port} inet n - n - - smtpd`, '  -o smtpd_tls_wrappermode=yes']
    // In this mode encryption is mandatory, and then other parameters hold.
    const main = { smtpd_tls_mandatory_protocols: '>=TLSv1.2', smtpd_tls_mandatory_ciphers: 'high' }
    await using server = await startPostfix({ configuration: 'hard', authority: some(authority), master, main })
    await listening({ address: '127.0.0.1', port })
    const options = { plan: 'full', target: `smtps://127.0.0.1:${port}` } as const
    const report = await auditPeer(server, some(authority).certificateFile, options)
    expectShownOf(['smtp', 'starttls'], SHOWN['smtp-servers']['implicit TLS'], report)
    const facts = factsIn(report)
    expect(facts.smtp.banner?.lines.join()).toContain('mx.lab.test')
    expect(facts.smtp.transcript.every(({ secure }) => secure)).toBe(true)
    expect(facts.suites.tls12.filter(({ state }) => state === 'accepted')).toHaveLength(3)
  })
})

/** Waits until a second service listens, too; only the first has been waited for. */
async function listening(place: { readonly address: string; readonly port: number }): Promise<void> {
  for (let turn = 0; turn < 100 && !(await accepts(place)); turn++) await sleep(20)
}

function talk({ address, port }: RunningPeer) {
  return runProgram('swaks', ['--server', `${address}:${port}`, '--tls', '--quit-after', 'TLS', '--timeout', '20'])
}

function postfix(main: NonNullable<PostfixOptions['main']>): Pick<Server, 'needs' | 'start'> {
  return {
    needs: ['postfix'],
    start: () => startPostfix({ configuration: 'hard', authority: some(authority), main }),
  }
}

function exim(...main: readonly string[]): Pick<Server, 'needs' | 'start'> {
  return { needs: ['exim'], start: () => startExim({ authority: some(authority), main }) }
}

function some(known: Authority | null): Authority {
  if (known === null) throw new Error('no openssl, no certificates')
  return known
}
