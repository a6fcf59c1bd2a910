import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PRIVATE_NAMESPACES } from '../../src/lab/senders/private-world.ts'
import type { LabSendDocument } from '../../src/report/lab-documents.ts'
import { labSendSchema } from '../../src/report/schema/lab-schema.ts'
import { runCli } from '../support/run-cli.ts'
import { type Daemon, startDaemon } from './harness/daemon.ts'
import { isMissing, peerPath } from './harness/require-peer.ts'
import { temporaryFolder } from './harness/running-peer.ts'

/* The demonstration of the README with a real Postfix, and a lab with real ports that real programs use without our help. */

const ENTRY = join(import.meta.dirname, '../support/cli-entry.ts')
const folder = temporaryFolder('lab-send')
const environment = { XDG_RUNTIME_DIR: folder.path }

afterAll(() => folder.remove())

function run(...words: readonly string[]): ReturnType<typeof runCli> {
  return runCli(words, { environment })
}

describe.skipIf(isMissing('unshare', 'unbound', 'postfix'))('lab send', () => {
  let lab: Daemon

  beforeAll(async () => {
    lab = await startDaemon({
      program: process.execPath,
      parameters: [ENTRY, 'lab', 'up'],
      environment,
      ready: /ends it\./,
    })
  })

  afterAll(() => lab.stop())

  async function send(sender: string, to: string): Promise<LabSendDocument> {
    const { stdout, stderr, code } = await run('lab', 'send', '--as', sender, to, '--json')
    const document = labSendSchema.parse(JSON.parse(stdout === '' ? `"${stderr}"` : stdout))
    const isOpen = document.delivery === 'plaintext' || document.seen.some(({ by }) => by === 'attacker')
    expect(code).toBe(isOpen ? 1 : 0)
    return document
  }

  test('in peace: may encrypts, dane authenticates', async () => {
    expect(await send('postfix-may', 'anna@dane-good.lab')).toMatchObject({ delivery: 'encrypted', attack: null })
    const dane = await send('postfix-dane', 'anna@dane-good.lab')
    expect(dane.delivery).toBe('authenticated')
    expect(dane.evidence[0]).toMatch(/^Verified TLS connection established to mx1\.dane-good\.lab/)
    expect(dane.seen).toMatchObject([{ by: 'server', host: 'mx1.dane-good.lab', tls: { version: 'TLSv1.3' } }])
  })

  test('STARTTLS stripped: may delivers in clear and is read, dane waits', async () => {
    await run('lab', 'attack', 'dane-good.lab', '--on', 'strip')
    const may = await send('postfix-may', 'bert@dane-good.lab')
    expect(may).toMatchObject({ delivery: 'plaintext', attack: { name: 'strip' } })
    expect(may.seen.map(({ by }) => by).toSorted()).toEqual(['attacker', 'server'])
    expect(may.seen[0]?.text).toContain('It is 8261.')
    const dane = await send('postfix-dane', 'bert@dane-good.lab')
    expect(dane).toMatchObject({ delivery: 'deferred', seen: [] })
    expect(dane.evidence.join('\n')).toContain('dsn=4.7.4')
    await run('lab', 'attack', 'dane-good.lab', '--off')
  })

  test('a forged MX record of an unsigned zone: the attacker gets the mail', async () => {
    await run('lab', 'attack', 'unsigned.lab', '--on', 'dns-forged')
    const sent = await send('postfix-verify', 'carl@unsigned.lab')
    expect(sent).toMatchObject({
      delivery: 'authenticated',
      seen: [{ by: 'attacker', host: 'mx1.attacker.lab' }],
    })
    await run('lab', 'attack', 'unsigned.lab', '--off')
  })
})

/** What real programs do in the network of a lab with real ports; each writes what the expectation looks for. */
const COMMANDS = [
  { command: 'dig +short @127.0.2.53 perfect.lab MX', says: /^10 mx1\.perfect\.lab\.$/m },
  { command: 'dig +short @127.0.2.53 mx1.perfect.lab A', says: /^127\.0\.113\.10$/m },
  { command: 'dig +short @127.0.2.53 mx1.perfect.lab AAAA | wc -c', says: /^0$/m },
  {
    command: `delv -a <(printf 'trust-anchors { . static-ds %s; };' "$(sed -E 's/^. IN DS ([0-9]+ [0-9]+ [0-9]+) (.*)$/\\1 "\\2"/' $XDG_RUNTIME_DIR/wiretight-lab/root.ds)") +root=. @127.0.2.53 perfect.lab MX`,
    says: /^; fully validated$/m,
  },
  {
    command:
      'openssl s_client -connect 127.0.113.10:25 -starttls smtp -verify_hostname mx1.perfect.lab -CAfile $XDG_RUNTIME_DIR/wiretight-lab/root.pem </dev/null',
    says: /Verify return code: 0 \(ok\)/,
  },
  {
    command: '(sleep 0.5; echo QUIT) | openssl s_client -quiet -connect 127.0.113.10:465',
    says: /220 mx1\.perfect\.lab ESMTP/,
  },
  {
    command: 'openssl s_client -connect 127.0.113.10:587 -starttls smtp </dev/null',
    says: /subject=.*mx1\.perfect\.lab/,
  },
  {
    command: 'WIRETIGHT check dane-good.lab --lab --quick --fail-on low',
    says: /10 mx1\.dane-good\.lab +127\.0\.113\.160/,
  },
  { command: 'WIRETIGHT lab attack dane-good.lab --on strip', says: /STARTTLS out of the reply/ },
  {
    command: '(echo EHLO x; sleep 0.3; echo QUIT) | nc -q 2 127.0.113.160 25 | grep -c STARTTLS',
    says: /^0$/m,
  },
] as const

describe.skipIf(isMissing('unshare', 'delv', 'openssl', 'bash'))('lab up --real-ports', () => {
  let output = ''

  beforeAll(async () => {
    const runtime = join(folder.path, 'real-ports')
    mkdirSync(runtime)
    const wiretight = `${process.execPath} ${ENTRY}`
    const script = [
      'ip link set lo up',
      `${wiretight} lab up --real-ports --quiet & lab=$!`,
      'for i in $(seq 100); do [ -S $XDG_RUNTIME_DIR/wiretight-lab/control ] && break; sleep 0.1; done',
      ...COMMANDS.map(({ command }, at) => `echo "=== ${at}"; ${command.replace('WIRETIGHT', wiretight)} 2>&1`),
      // Another lab finds the ports taken.
      `echo "=== ${COMMANDS.length}"; XDG_RUNTIME_DIR=$XDG_RUNTIME_DIR/other ${wiretight} lab up --real-ports 2>&1`,
      `${wiretight} lab down; wait $lab; echo "=== ended $?"`,
    ]
    const child = spawn(peerPath('unshare'), [...PRIVATE_NAMESPACES, peerPath('bash'), '-c', script.join('\n')], {
      env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, XDG_RUNTIME_DIR: runtime, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
      killSignal: 'SIGKILL',
    })
    const collect = (chunk: Buffer): void => {
      output += String(chunk)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    await once(child, 'close')
  }, 70_000)

  function said(at: number): string {
    return output.split(`=== ${at}\n`)[1]?.split('\n=== ')[0] ?? output
  }

  test.each(COMMANDS.map((one, at) => ({ ...one, at })))('$command', ({ at, says }) => {
    expect(said(at)).toMatch(says)
  })

  test('says which port is taken', () => {
    expect(said(COMMANDS.length)).toMatch(
      /cannot listen on 127\.\S+ port \d+: another program has it \[port-unusable\]/,
    )
  })

  test('ends when it is told to', () => {
    expect(output).toMatch(/The lab is down\.\n=== ended 0\n$/)
  })
})
