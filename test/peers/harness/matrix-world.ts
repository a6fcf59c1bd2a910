/**
 * Run as `unshare … node matrix-world.ts` (PRIVATE_NAMESPACES): a lab with real ports in a network of its own, a validating
 * resolver, and every sender that is installed. First the lab's domains are audited, in peace; then the attacks are switched
 * on, and each sender sends a message to each domain. Writes one JSON document, a {@link Matrix}.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { audit } from '../../../src/audit/audit.ts'
import { DEFAULT_OPTIONS, PATIENCE } from '../../../src/audit/real-environment.ts'
import { parseTarget } from '../../../src/audit/target.ts'
import { DEFAULT_PROFILE } from '../../../src/judge/profiles.ts'
import { routeOf } from '../../../src/judge/senders/route-of.ts'
import { SENDERS } from '../../../src/judge/senders/sender-list.ts'
import { simulate } from '../../../src/judge/senders/simulate.ts'
import { subjectsOf } from '../../../src/judge/subject.ts'
import { ATTACKER_DOMAIN, type LabPathEvent } from '../../../src/lab/attack/lab-path.ts'
import { type Lab, startLab } from '../../../src/lab/lab.ts'
import { LAB_AUTHORITY } from '../../../src/lab/lab-authority.ts'
import { startEximSender } from '../../../src/lab/senders/exim-sender.ts'
import { startPostfixSender } from '../../../src/lab/senders/postfix-sender.ts'
import { enterPrivateWorld, furnishPrivateWorld } from '../../../src/lab/senders/private-world.ts'
import type { RealSender, SenderSettings } from '../../../src/lab/senders/sender.ts'
import { SENDER_KINDS, type SenderKind } from '../../../src/lab/senders/sender-kind.ts'
import type { LabMail } from '../../../src/lab/take-mail.ts'
import { MATRIX_CASES, MATRIX_DOMAINS, type MatrixCase } from './matrix-cases.ts'
import type { Matrix, MatrixCell, MatrixRow } from './protection-matrix.ts'
import { findPeer, peerPath } from './require-peer.ts'
import { temporaryFolder } from './running-peer.ts'

async function makeMatrix(folder: string): Promise<Matrix> {
  enterPrivateWorld()
  const now = new Date()
  const mail: LabMail[] = []
  const events: LabPathEvent[] = []
  const lab = await startLab(now, {
    domains: MATRIX_DOMAINS,
    realPorts: true,
    onMail: (message) => void mail.push(message),
    onPathEvent: (event) => void events.push(event),
  })
  const { dnsServer: dns, trustAnchor } = lab
  await furnishPrivateWorld({ folder: makeFolder(folder, 'world'), unbound: peerPath('unbound'), dns, trustAnchor })
  const predictions = new Map<MatrixCase, MatrixRow['predicted']>()
  for (const one of MATRIX_CASES) predictions.set(one, await predict(lab, one, now))
  for (const { domain, attack } of MATRIX_CASES) lab.path?.use(domain.domain, attack)

  const isRead = (to: string): boolean =>
    events.some((event) => event.kind === 'read' && event.mail.to.includes(`<${to}>`)) ||
    mail.some((message) => message.to.includes(`<${to}>`) && message.host.endsWith(ATTACKER_DOMAIN))
  const cells = new Map<MatrixCase, Record<string, MatrixCell>>(MATRIX_CASES.map((one) => [one, {}]))
  const kinds = SENDER_KINDS.filter(({ program }) => findPeer(program) !== null)
  for (const [at, kind] of kinds.entries()) {
    const sender = await start(kind, makeFolder(folder, kind.id), lab.rootPem, 10_025 + at)
    const send = async (one: MatrixCase): Promise<void> => {
      const to = `${kind.id}@${one.domain.domain}`
      const seen = await sender.send(to)
      const arrived = mail.find((message) => message.to.includes(`<${to}>`))
      const row = cells.get(one) ?? {}
      row[kind.id] = {
        delivery: seen.delivery,
        evidence: seen.evidence.map(withoutIds),
        arrived: arrived === undefined ? null : arrived.tls === null ? 'clear' : 'tls',
        read: isRead(to),
      }
    }
    await Promise.all(MATRIX_CASES.map(send))
    if (RETRYING.includes(kind.id)) await addLater(sender, kind, cells, isRead)
    await sender.close()
  }
  const rows = MATRIX_CASES.map((one): MatrixRow => {
    const { domain, title, attack } = one
    const name = domain.domain.replace('.lab', '')
    return { name, title, attack, cells: cells.get(one) ?? {}, predicted: predictions.get(one) ?? null }
  })
  await lab.close()
  return { schema: 'wiretight/protection-matrix@1', senders: versions(), rows }
}

/**
 * Senders that are given time for another attempt: Postfix goes back to clear text after a failed handshake, but only with a
 * message that has waited for `minimal_backoff_time`.
 */
const RETRYING = ['postfix-may', 'postfix-dane']
const RETRY_SETTINGS = ['minimal_backoff_time = 2s', 'queue_run_delay = 2s']
const RETRY_MILLISECONDS = 8_000

async function addLater(
  sender: RealSender,
  kind: SenderKind,
  cells: ReadonlyMap<MatrixCase, Record<string, MatrixCell>>,
  isRead: (to: string) => boolean,
): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, RETRY_MILLISECONDS))
  for (const [{ domain }, row] of cells) {
    const cell = row[kind.id]
    const to = `${kind.id}@${domain.domain}`
    const latest = sender.latest(to)
    if (cell === undefined || latest === null || latest.delivery === cell.delivery) continue
    row[kind.id] = {
      ...cell,
      read: isRead(to),
      later: { delivery: latest.delivery, evidence: latest.evidence.map(withoutIds) },
    }
  }
}

/** What the simulation makes of the facts that an audit in peace finds. */
async function predict(lab: Lab, { domain, simulated }: MatrixCase, now: Date): Promise<MatrixRow['predicted']> {
  if (simulated === null) return null
  const environment = {
    resolver: lab.openResolver(),
    dial: lab.dial,
    roots: { kind: 'file', pem: [lab.rootPem] },
    authorities: [LAB_AUTHORITY],
    ehloName: 'probe.wiretight.lab',
    now: () => now,
    specialKind: () => null,
    patience: { ...PATIENCE, backOffMilliseconds: 10 },
    version: 'test',
  } as const
  const facts = await audit(parseTarget(domain.domain), environment, { ...DEFAULT_OPTIONS, plan: 'full' })
  const route = routeOf(subjectsOf(facts, DEFAULT_PROFILE).domain)
  if (route === null) return null
  const measured = SENDERS.filter(({ id }) => SENDER_KINDS.some((kind) => kind.id === id))
  return Object.fromEntries(
    measured.map((sender) => {
      const { delivery, why } = simulate(sender, route, simulated)
      return [sender.id, { delivery, why }]
    }),
  )
}

async function start(kind: SenderKind, folder: string, rootPem: string, port: number): Promise<RealSender> {
  const settings: SenderSettings = {
    folder,
    rootPem,
    settings: RETRYING.includes(kind.id) ? [...kind.settings, ...RETRY_SETTINGS] : kind.settings,
    submission: { address: '127.0.0.1', port },
  }
  return kind.program === 'postfix'
    ? startPostfixSender(peerPath('postfix'), settings)
    : startEximSender(peerPath('exim'), settings)
}

function versions(): Record<string, string> {
  const said: Record<string, string> = {}
  if (findPeer('postfix') !== null) {
    said['postfix'] = execFileSync('postconf', ['-d', '-h', 'mail_version']).toString().trim()
  }
  if (findPeer('exim') !== null) {
    // It says its version, and then misses the configuration that a package would have brought.
    said['exim'] = /version (\S+)/.exec(spawnSync(peerPath('exim'), ['-bV']).stdout.toString())?.[1] ?? ''
  }
  return said
}

/** What is another one in every run: delays, queue ids, keys, ports. */
function withoutIds(line: string): string {
  return line.replace(/ \((?:in reply to|host).*$/, '').slice(0, 400)
}

function makeFolder(parent: string, name: string): string {
  const path = join(parent, name)
  mkdirSync(path)
  chmodSync(path, 0o755)
  return path
}

const folder = temporaryFolder('matrix-world')
chmodSync(folder.path, 0o755)
const text = JSON.stringify(await makeMatrix(folder.path))
folder.remove()
// Whatever runs still in this world ends with it.
process.stdout.write(text, () => process.exit(0))
