import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../../base/failure.ts'
import { giveToExim } from './exim-owner.ts'
import { eximText } from './exim-text.ts'
import { readEximDelivery } from './read-delivery.ts'
import { DELIVERY_MILLISECONDS, FROM, messageTo, type RealSender, SENDER_NAME, type SenderSettings } from './sender.ts'
import { waitFor } from './wait-for.ts'

/**
 * Prepares an Exim of its own that sends: one process a message, which delivers at once. It asks the resolver of
 * /etc/resolv.conf, which should validate and stand in a namespace of its own.
 *
 * @param program the path of `exim4`
 */
export function startEximSender(program: string, { folder, settings, rootPem }: SenderSettings): RealSender {
  const spool = join(folder, 'spool')
  const roots = join(folder, 'roots.pem')
  const configuration = join(folder, 'exim.conf')
  mkdirSync(spool)
  giveToExim(spool)
  writeFileSync(roots, rootPem)
  // Exim refuses a configuration that another than root could have written.
  const text = eximText({
    program,
    spool,
    name: SENDER_NAME,
    logs: ['+tls_cipher', '+tls_peerdn', '+tls_certificate_verified', '+dnssec', '+received_recipients'],
    main: ['timeout_frozen_after = 1s', 'bounce_return_message = false'],
    transport: [`tls_verify_certificates = ${roots}`, ...settings],
    retry: ['* * F,1h,10m'],
  })
  writeFileSync(configuration, text, { mode: 0o644 })
  const log = (): string => {
    try {
      return readFileSync(join(spool, 'mainlog'), 'latin1')
    } catch {
      return ''
    }
  }
  return {
    async send(to) {
      // Two steps: the second runs as root from its start, so that it needs no program with the set-user-id bit.
      const queued = await run(
        program,
        ['-C', configuration, '-odq', '-f', FROM, to],
        messageTo(to).replaceAll('\r\n', '\n'),
      )
      const id = queuedId(log(), to) ?? fail({ code: 'program-failed', program: 'exim', text: queued.slice(-500) })
      const said = await run(program, ['-C', configuration, '-M', id], '')
      const look = (): ReturnType<typeof readEximDelivery> => readEximDelivery(log(), to)
      return waitFor('exim', DELIVERY_MILLISECONDS, look, () => log() + said)
    },
    latest: (to) => readEximDelivery(log(), to),
    close: async () => {},
  }
}

/** The id under which a message to an address was queued. */
function queuedId(log: string, to: string): string | undefined {
  const lines = log.split('\n').filter((line) => line.endsWith(` for ${to}`))
  return /(\S+) <= /.exec(lines.at(-1) ?? '')?.[1]
}

/** Runs a program to its end; what it says is of interest only when it fails. */
function run(program: string, parameters: readonly string[], input: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, {
      timeout: DELIVERY_MILLISECONDS,
      killSignal: 'SIGKILL',
      env: { PATH: process.env['PATH'], LANG: 'C' },
    })
    let said = ''
    const collect = (chunk: Buffer): void => {
      said += chunk.toString('latin1')
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.stdin.on('error', () => {}).end(input)
    child.once('error', (error) => resolve(String(error)))
    child.once('close', () => resolve(said))
  })
}
