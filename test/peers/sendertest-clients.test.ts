import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { caseHost } from '../../src/apps/sendertest/names.ts'
import type { SenderTest } from '../../src/apps/sendertest/sender-test.ts'
import type { SenderTestCaseId } from '../../src/facts/sender-test-facts.ts'
import { placeOf, recipientOf, startService, ZONE } from '../support/sendertest-service.ts'
import { isMissing } from './harness/require-peer.ts'
import { type Ended, runProgram } from './harness/run-program.ts'
import { temporaryFolder } from './harness/running-peer.ts'

/*
 * Clients that demand TLS and a valid certificate, at the servers of single cases: how each ends, and what the service saw. They
 * are not mail servers and know no policies.
 */

let service: SenderTest
const folder = temporaryFolder('sendertest-clients')
const authority = join(folder.path, 'authority.pem')
const message = join(folder.path, 'message')

beforeAll(async () => {
  service = await startService()
  writeFileSync(authority, service.rootPem)
  writeFileSync(message, 'Subject: sender test\r\n\r\nx\r\n')
})
afterAll(async () => {
  await service.close()
  folder.remove()
})

type Client = (of: SenderTestCaseId, recipient: string) => Promise<Ended>

const curl: Client = (of, recipient) => {
  const { host, port } = placeOf(service, of)
  const name = caseHost(of, ZONE)
  return runProgram('curl', [
    ...['-sS', '--ssl-reqd', '--cacert', authority, '--resolve', `${name}:${port}:${host}`],
    ...[
      '--mail-from',
      'a@client.example',
      '--mail-rcpt',
      recipient,
      '-T',
      message,
      `smtp://${name}:${port}/client.example`,
    ],
  ])
}

const msmtp: Client = (of, recipient) => {
  const { host, port } = placeOf(service, of)
  return runProgram(
    'msmtp',
    [
      ...['--file=/dev/null', `--host=${host}`, `--port=${port}`, '--tls=on', '--tls-starttls=on', '--auth=off'],
      ...[
        `--tls-trust-file=${authority}`,
        `--tls-host-override=${caseHost(of, ZONE)}`,
        '--from=a@client.example',
        recipient,
      ],
    ],
    { input: 'Subject: sender test\n\nx\n' },
  )
}

const swaks: Client = (of, recipient) => {
  const { host, port } = placeOf(service, of)
  return runProgram('swaks', [
    ...['--server', `${host}:${port}`, '--from', 'a@client.example', '--to', recipient, '--helo', 'client.example'],
    ...['--tls', '--tls-verify', '--tls-ca-path', authority, '--tls-sni', caseHost(of, ZONE)],
  ])
}

const CLIENTS = { curl, msmtp, swaks } as const

interface Case {
  readonly of: SenderTestCaseId
  readonly client: keyof typeof CLIENTS
  readonly exitCode: number
  readonly sent: boolean
}

const cases: readonly Case[] = [
  { of: 'plain', client: 'curl', exitCode: 0, sent: true },
  { of: 'dane', client: 'curl', exitCode: 0, sent: true },
  { of: 'no-starttls', client: 'curl', exitCode: 64, sent: false },
  { of: 'starttls-454', client: 'curl', exitCode: 64, sent: false },
  { of: 'expired', client: 'curl', exitCode: 60, sent: false },
  { of: 'self-signed', client: 'curl', exitCode: 60, sent: false },
  { of: 'wrong-name', client: 'curl', exitCode: 60, sent: false },
  { of: 'greylist', client: 'curl', exitCode: 55, sent: false },
  { of: 'plain', client: 'msmtp', exitCode: 0, sent: true },
  { of: 'no-starttls', client: 'msmtp', exitCode: 69, sent: false },
  { of: 'starttls-454', client: 'msmtp', exitCode: 76, sent: false },
  { of: 'expired', client: 'msmtp', exitCode: 69, sent: false },
  { of: 'self-signed', client: 'msmtp', exitCode: 69, sent: false },
  { of: 'wrong-name', client: 'msmtp', exitCode: 69, sent: false },
  { of: 'plain', client: 'swaks', exitCode: 0, sent: true },
  { of: 'no-starttls', client: 'swaks', exitCode: 29, sent: false },
  { of: 'starttls-454', client: 'swaks', exitCode: 29, sent: false },
  { of: 'expired', client: 'swaks', exitCode: 29, sent: false },
  { of: 'self-signed', client: 'swaks', exitCode: 29, sent: false },
]

describe.each(['curl', 'msmtp', 'swaks'] as const)('%s', (name) => {
  test.skipIf(isMissing(name)).each(cases.filter(({ client }) => client === name))(
    '$of ends with $exitCode',
    async ({ of, client, exitCode, sent }) => {
      const token = service.begin()?.token ?? ''
      const recipient = recipientOf(token, of).slice(1, -1)
      const ended = await CLIENTS[client](of, recipient)
      expect(ended.exitCode, ended.output).toBe(exitCode)
      const sessions = service.factsOf(token)?.cases.find((each) => each.case === of)?.sessions ?? []
      const accepted = sessions.filter((session) => session.message === 'accepted')
      expect(accepted).toHaveLength(sent ? 1 : 0)
      if (sent) expect(accepted[0]?.tls).toMatchObject({ version: 'tls13' })
    },
  )

  test.skipIf(isMissing(name))('what it makes of reply lines before TLS', async () => {
    const token = service.begin()?.token ?? ''
    await CLIENTS[name]('injection', recipientOf(token, 'injection').slice(1, -1))
    const [session] = service.factsOf(token)?.cases.find((each) => each.case === 'injection')?.sessions ?? []
    // swaks reads by buffer and keeps what came before TLS; it is a tool for tests, and this is what the case is for.
    expect(session?.injected ?? 'gave up').toBe({ curl: 'gave up', msmtp: 'gave up', swaks: 'used' }[name])
  })
})
