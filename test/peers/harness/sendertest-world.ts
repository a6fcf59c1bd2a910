/**
 * Run as `unshare -n -m … -- node sendertest-world.ts`: a network in which loopback is all there is. `wiretight sendertest --local
 * --real-ports` serves every case on ports 25, 53 and 443, a validating unbound is the resolver of the machine, and real mail
 * servers in several settings write to all recipients at once, each with a test and an address of its own. Writes one JSON
 * document: by sender, the report and the sender's log.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startPrivateResolver } from '../../../src/lab/senders/private-world.ts'
import type { SenderTestDocument } from '../../../src/report/sender-test-document.ts'
import { type SenderTestSetup, unboundLines } from '../../../src/report/sender-test-setup.ts'
import { startDaemon } from './daemon.ts'
import { findPeer, peerPath } from './require-peer.ts'
import { temporaryFolder } from './running-peer.ts'
import { eximSender, postfixSender, type RealSender, type SenderWorld } from './sendertest-senders.ts'

/** What the world writes. */
export type SenderTestWorld = Readonly<
  Record<string, { readonly document: SenderTestDocument; readonly text: string; readonly log: string }>
>

const WEB = 'http://127.0.0.1:8025'

/** Seconds after which what has not come counts as not coming. */
const SETTLE_SECONDS = 20

async function makeWorld(folder: string): Promise<SenderTestWorld> {
  const state = join(folder, 'state')
  const entry = join(import.meta.dirname, '../../support/cli-entry.ts')
  const options = [
    '--local',
    '--real-ports',
    '--state',
    state,
    '--web',
    '127.0.0.1:8025',
    '--settle',
    String(SETTLE_SECONDS),
  ]
  await startDaemon({
    program: process.execPath,
    parameters: [entry, 'sendertest', ...options],
    ready: /listening on /,
  })
  const setup = JSON.parse(readFileSync(join(state, 'setup.json'), 'utf8')) as SenderTestSetup // the border: written by our own service
  // The lines that the service tells people to add, and nothing remembered, so that each sender is seen to ask.
  const forgetful = ['cache-max-ttl: 0', 'cache-max-negative-ttl: 0', 'val-bogus-ttl: 0']
  await startPrivateResolver(folder, peerPath('unbound'), [...forgetful, ...unboundLines(setup)])
  const authorityFile = join(folder, 'authority.pem')
  writeFileSync(authorityFile, readFileSync(join(state, 'authority.pem')), { mode: 0o644 })

  const world: SenderWorld = { zone: setup.zone, authorityFile, milliseconds: (SETTLE_SECONDS + 6) * 1_000 }
  const levels = ['none', 'may', 'encrypt', 'dane', 'dane-only', 'verify', 'secure']
  const senders: readonly RealSender[] = [
    ...(findPeer('postfix') === null ? [] : levels.map((level) => postfixSender(level, world))),
    ...(findPeer('exim') === null
      ? []
      : [
          eximSender('exim', []),
          eximSender('exim-require-dane', ['hosts_require_dane = *']),
          eximSender('exim-require-tls', ['hosts_require_tls = *']),
        ]),
  ]
  const results = await Promise.all(senders.map((sender, at) => test(sender, `127.0.9.${at + 1}`, setup, folder)))
  return Object.fromEntries(results)
}

async function test(
  sender: RealSender,
  address: string,
  setup: SenderTestSetup,
  folder: string,
): Promise<[string, SenderTestWorld[string]]> {
  const begun = await fetch(`${WEB}/tests`, { method: 'POST', redirect: 'manual' })
  const page = begun.headers.get('location') ?? ''
  const token = page.slice(1)
  const recipients = setup.recipients.map((recipient) => recipient.replace(setup.token, token))
  const log = await sender.send(recipients, { address, folder })
  // Exim may be done sooner than what does not come is settled.
  let document = await report(page)
  for (let tries = 0; tries < 60 && !document.settled; tries += 1) {
    await sleep(500)
    document = await report(page)
  }
  return [sender.name, { document, text: await (await fetch(`${WEB}${page}.txt`)).text(), log }]
}

async function report(page: string): Promise<SenderTestDocument> {
  return (await (await fetch(`${WEB}${page}.json`)).json()) as SenderTestDocument // the border: written by our own service
}

execFileSync('ip', ['link', 'set', 'lo', 'up'])
const folder = temporaryFolder('sendertest-world')
chmodSync(folder.path, 0o755)
const text = JSON.stringify(await makeWorld(folder.path))
folder.remove()
// Whatever runs still in this world belongs to the process group, which its owner ends.
process.stdout.write(text, () => process.exit(0))
