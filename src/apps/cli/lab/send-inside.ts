import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { attempt, type Failure, fail, ProbeError } from '../../../base/failure.ts'
import { startEximSender } from '../../../lab/senders/exim-sender.ts'
import { startPostfixSender } from '../../../lab/senders/postfix-sender.ts'
import { enterPrivateWorld, furnishPrivateWorld } from '../../../lab/senders/private-world.ts'
import { requirePostfixMaster, requireProgram } from '../../../lab/senders/programs.ts'
import type { SeenDelivery } from '../../../lab/senders/read-delivery.ts'
import type { RealSender } from '../../../lab/senders/sender.ts'
import { senderKindById } from '../../../lab/senders/sender-kind.ts'
import type { LabStatusDocument } from '../../../report/lab-documents.ts'
import { failureSchema } from '../../../report/schema/failure-schema.ts'
import { list, text } from '../../../report/schema/limits.ts'
import { EXIT } from '../exit-code.ts'
import { tunnelThroughLab } from './control-client.ts'
import type { LabRequest } from './control-protocol.ts'
import { askStatus } from './running-lab.ts'

const resultSchema = z.union([
  z.object({
    delivery: z.enum(['authenticated', 'encrypted', 'plaintext', 'deferred', 'bounced']),
    evidence: list(text),
  }),
  z.object({ failure: failureSchema }),
])

/** What {@link labSendInside} wrote; null for anything else. @throws ProbeError that it ended with */
export function parseInsideResult(output: string): SeenDelivery | null {
  const value = ((): unknown => {
    try {
      return JSON.parse(output)
    } catch {
      return null
    }
  })()
  const parsed = resultSchema.safeParse(value)
  if (!parsed.success) return null
  if ('failure' in parsed.data) throw new ProbeError(parsed.data.failure)
  return parsed.data
}

/** Where the DNS of the lab is reached inside, and where the mail server takes mail. */
const DNS = { address: '127.0.0.1', port: 5_300 }
const SUBMISSION = { address: '127.0.0.1', port: 10_025 }

/**
 * The part of `lab send` that runs in namespaces of its own: gives this network the addresses of the lab, leads each of them
 * through the socket of the running lab, starts the mail server, and sends. Writes a delivery or a failure as JSON.
 */
export async function labSendInside(socket: string, senderId: string, to: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'wiretight-lab-send-'))
  chmodSync(folder, 0o755)
  const sent = await attempt(() => send(folder, socket, senderId, to))
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
  const result: SeenDelivery | { readonly failure: Failure } = sent.ok ? sent.value : { failure: sent.failure }
  // Everything that was started ends with this process, which is the first of its namespace.
  process.stdout.write(JSON.stringify(result), () => process.exit(EXIT.clean))
  return EXIT.clean
}

async function send(folder: string, socket: string, senderId: string, to: string): Promise<SeenDelivery> {
  enterPrivateWorld()
  const status = await askStatus(socket)
  await bridgeLab(socket, status)
  const make = (name: string): string => {
    const path = join(folder, name)
    mkdirSync(path)
    chmodSync(path, 0o755)
    return path
  }
  const { trustAnchor } = status
  await furnishPrivateWorld({ folder: make('resolver'), unbound: requireProgram('unbound'), dns: DNS, trustAnchor })
  const sender = await startSender(senderId, make('sender'), status.rootPem)
  const seen = await sender.send(to)
  await sender.close()
  return seen
}

async function startSender(id: string, folder: string, rootPem: string): Promise<RealSender> {
  const kind = senderKindById(id) ?? fail({ code: 'option-invalid', option: '--as', reason: 'there is no such sender' })
  const settings = { folder, rootPem, settings: kind.settings, submission: SUBMISSION }
  return kind.program === 'postfix'
    ? startPostfixSender(requirePostfixMaster(), settings)
    : startEximSender(requireProgram('exim4', 'exim'), settings)
}

/** Listens, in this network of its own, wherever the lab's servers are, and on the port of its DNS. */
async function bridgeLab(socket: string, { places }: LabStatusDocument): Promise<void> {
  const mail = places.filter(({ address, port }) => port === 25 && !address.includes(':'))
  const networks = new Set(mail.map(({ address }) => address.split('.').slice(0, 3).join('.')))
  for (const network of networks) {
    // On loopback a whole network is local as soon as it has one address.
    if (!network.startsWith('127.')) execFileSync('ip', ['address', 'add', `${network}.254/24`, 'dev', 'lo'])
  }
  await Promise.all([
    listen(DNS.address, DNS.port, socket, { ask: 'tunnel-dns' }),
    ...mail.map(({ address, port }) => listen(address, port, socket, { ask: 'tunnel', address, port })),
  ])
}

function listen(address: string, port: number, path: string, request: LabRequest): Promise<void> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    near.on('error', () => near.destroy())
    tunnelThroughLab(path, request).then(
      (far) => carry(near, far),
      () => near.resetAndDestroy(),
    )
  })
  return new Promise((resolve, reject) => {
    server
      .once('error', ({ message }) =>
        reject(new ProbeError({ code: 'program-failed', program: 'unshare', text: message })),
      )
      .listen(port, address, resolve)
  })
}

function carry(near: Socket, far: Socket): void {
  near.once('close', () => far.destroy())
  far.on('error', () => near.resetAndDestroy()).once('close', () => near.destroy())
  near.pipe(far)
  far.pipe(near)
}
