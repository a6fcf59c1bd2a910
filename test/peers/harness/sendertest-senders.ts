import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { giveToExim } from '../../../src/lab/senders/exim-owner.ts'
import { eximText } from '../../../src/lab/senders/exim-text.ts'
import { makeAuthority } from './certificates.ts'
import { startPostfix } from './postfix.ts'
import { peerPath } from './require-peer.ts'
import { runProgram } from './run-program.ts'

/** A real mail server in one of its settings, from an address of its own. */
export interface RealSender {
  readonly name: string
  /** Hands a message to the server, and gives it time to deliver and to try again. Returns its log. */
  readonly send: (
    recipients: readonly string[],
    from: { readonly address: string; readonly folder: string },
  ) => Promise<string>
}

/** What senders have to know about the world. */
export interface SenderWorld {
  readonly zone: string
  /** PEM of the authority that they trust. */
  readonly authorityFile: string
  /** For first attempts and one more of what was put off. */
  readonly milliseconds: number
}

/** Postfix at a security level (`smtp_tls_security_level`). */
export function postfixSender(level: string, world: SenderWorld): RealSender {
  return {
    name: `postfix-${level}`,
    send: async (recipients, { address, folder }) => {
      await using postfix = await startPostfix({
        configuration: 'default',
        authority: makeAuthority(join(folder, `receiver-${level}`)),
        main: {
          relay_domains: world.zone,
          relay_transport: 'smtp',
          default_transport: 'smtp',
          inet_protocols: 'all',
          smtp_bind_address: address,
          smtp_host_lookup: 'dns',
          smtp_dns_support_level: 'dnssec',
          smtp_tls_security_level: level,
          smtp_tls_CAfile: world.authorityFile,
          smtp_tls_loglevel: '1',
          smtp_connect_timeout: '5s',
          minimal_backoff_time: '8s',
          maximal_backoff_time: '8s',
          queue_run_delay: '8s',
        },
      })
      const words = ['--server', `${postfix.address}:${postfix.port}`, '--from', 'tester@sender.example']
      const { exitCode, output } = await runProgram('swaks', [
        ...words,
        '--to',
        recipients.join(','),
        '--helo',
        'tester.example',
      ])
      if (exitCode !== 0) throw new Error(output)
      await sleep(world.milliseconds)
      return postfix.log()
    },
  }
}

/** Exim with further lines for its transport. */
export function eximSender(name: string, transport: readonly string[]): RealSender {
  return {
    name,
    send: async (recipients, { address, folder }) => {
      const spool = join(folder, `spool-${name}`)
      mkdirSync(spool)
      giveToExim(spool)
      const file = join(folder, `${name}.conf`)
      const text = eximText({
        program: peerPath('exim'),
        spool,
        name: 'tester.example',
        logs: ['+tls_cipher', '+tls_certificate_verified', '+dnssec'],
        transport: [`interface = <; ${address} ; ::1`, 'connect_timeout = 5s', ...transport],
        retry: ['* * F,1h,1s'],
      })
      writeFileSync(file, text)
      const message = `From: tester@sender.example\nTo: ${recipients.join(',\n ')}\nSubject: sender test\n\nx\n`
      const queued = await runProgram('exim', ['-C', file, '-odq', '-f', 'tester@sender.example', ...recipients], {
        input: message,
      })
      const first = await runProgram('exim', ['-C', file, '-qff'], { timeoutMilliseconds: 90_000 })
      await sleep(6_000)
      const second = await runProgram('exim', ['-C', file, '-qff'], { timeoutMilliseconds: 90_000 })
      const log = execFileSync('cat', [join(spool, 'mainlog')]).toString('latin1')
      return `${log}${queued.output}${first.output}${second.output}`
    },
  }
}
