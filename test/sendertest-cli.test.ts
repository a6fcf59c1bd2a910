import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { senderTestDelegationSchema, senderTestSchema } from '../src/report/schema/sender-test-schema.ts'
import { runCli } from './support/run-cli.ts'
import { endSendertests, type SendertestProcess, startSendertest } from './support/sendertest-process.ts'
import { LOCAL_OPTIONS, NETWORK, PORTS, SmtpClient } from './support/sendertest-service.ts'

const folder = mkdtempSync(join(tmpdir(), 'wiretight-sendertest-cli-'))
afterAll(() => {
  endSendertests()
  rmSync(folder, { recursive: true })
})

async function deliver({ setup }: SendertestProcess, of: string): Promise<void> {
  const server = setup.mail.servers.find((each) => each.case === of)
  const client = await SmtpClient.open({ host: server?.addresses[0] ?? '', port: setup.mail.port })
  await client.say('EHLO client.example')
  if (!of.includes('starttls') && !of.includes('stripped')) {
    await client.startTls()
    await client.say('EHLO client.example')
  }
  await client.say('MAIL FROM:<a@client.example>')
  await client.say(`RCPT TO:<${setup.token}@${of}.${setup.zone}>`)
  await client.say('DATA')
  expect(await client.say('x: y\r\n\r\n.')).toMatch(/^250 /)
  client.close()
}

describe('sendertest --local', () => {
  test('says where it listens, how to send, and when interrupted what came', { timeout: 40_000 }, async () => {
    const one = await startSendertest(join(folder, 'text'), [...LOCAL_OPTIONS, '--settle', '0'])
    await deliver(one, 'plain')
    await deliver(one, 'no-starttls')
    expect(await one.stop('SIGTERM')).toBe(0)
    const [first, ...rest] = one.stdout().split('\n')
    expect(first).toBe(
      `listening on smtp 35 addresses, ${NETWORK}.1 to [::1], port ${PORTS.smtp}; dns ${NETWORK}.253:10053; https ${NETWORK}.254:10443; resolver ${NETWORK}.252:10053`,
    )
    const text = rest.join('\n')
    expect(text).toContain(`forward-addr: ${NETWORK}.253@10053`)
    expect(text).toMatch(/^plain +encrypted +good +TLS 1\.3/m)
    expect(text).toMatch(/^no-starttls +in clear +info/m)
    expect(text).toMatch(/^dane +nobody asked +open/m)
    expect(one.stderr()).toBe('')
  })

  test('--wait ends by itself; the JSON stands alone on standard output; a finding fails', {
    timeout: 40_000,
  }, async () => {
    const options = [...LOCAL_OPTIONS, '--settle', '1', '--wait', '1', '--json', '--web', '127.0.0.1:0']
    const one = await startSendertest(join(folder, 'json'), options)
    const web = one.setup.web ?? ''
    expect(web).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    // The site: a page with a button, a test that is begun, its report in every form, and nothing else.
    expect((await fetch(`${web}/`)).headers.get('content-security-policy')).toContain("form-action 'self'")
    const begun = await fetch(`${web}/tests`, { method: 'POST', redirect: 'manual' })
    expect(begun.status).toBe(303)
    const page = begun.headers.get('location') ?? ''
    expect(await (await fetch(`${web}${page}`)).text()).toContain(`mailto:${page.slice(1)}@plain.sendertest.example,`)
    for (const [ending, type] of [
      ['.json', 'application/json'],
      ['.csv', 'text/csv; charset=utf-8'],
      ['.txt', 'text/plain; charset=utf-8'],
      ['.md', 'text/markdown; charset=utf-8'],
      ['.ndjson', 'application/x-ndjson'],
    ]) {
      const response = await fetch(`${web}${page}${ending}`)
      expect([response.status, response.headers.get('content-type')]).toEqual([200, type])
    }
    for (const path of ['/aaaaaaaaaaaa', `${page}.exe`, '/../etc/passwd', '/setup.json']) {
      expect((await fetch(`${web}${path}`)).status).toBe(404)
    }
    expect((await fetch(`${web}/tests`)).status).toBe(405)
    expect((await fetch(`${web}/`, { method: 'DELETE' })).status).toBe(405)
    await deliver(one, 'stripped-dane')
    expect(await one.ended).toBe(1)
    const document = senderTestSchema.parse(JSON.parse(one.stdout()))
    expect(document.findings.map(({ code }) => code)).toContain('sender-stripped-dane')
    expect(one.stderr()).toMatch(/^listening on /)
  })

  test('check-delegation finds every case as it is meant to be, or says what is wrong', {
    timeout: 40_000,
  }, async () => {
    const state = join(folder, 'delegation')
    const one = await startSendertest(state, LOCAL_OPTIONS)
    const resolver = ['--resolver', `${NETWORK}.253:10053`]
    const good = await runCli([
      'sendertest',
      'check-delegation',
      'sendertest.example',
      ...resolver,
      '--trust-anchor',
      join(state, 'trust-anchor'),
    ])
    expect([good.code, good.stdout]).toEqual([0, expect.stringContaining('The world finds this sender test.')])
    expect(good.stdout).toMatch(/^good +dnssec-bogus\.sendertest\.example +MX +bogus/m)
    // Without the anchor the chain begins at the root, which knows no such zone.
    const bad = await runCli(['sendertest', 'check-delegation', 'sendertest.example', ...resolver, '--json'])
    expect(bad.code).not.toBe(0)
    expect(senderTestDelegationSchema.parse(JSON.parse(bad.stdout)).verdict).not.toBe('good')
    expect(await one.stop()).toBe(0)
  })

  test('a second one in the same place is refused', { timeout: 40_000 }, async () => {
    const one = await startSendertest(join(folder, 'first'), LOCAL_OPTIONS)
    const again = await runCli(['sendertest', ...LOCAL_OPTIONS])
    expect(again.code).not.toBe(0)
    expect(again.stderr).toMatch(/another program has it \[port-unusable\]/)
    await one.stop()
  })
})

describe('a delegated service', () => {
  test('keeps the key of its zone, and says what the parent has to publish', { timeout: 40_000 }, async () => {
    const state = join(folder, 'service')
    const listen = Array.from({ length: 3 }, (_, at) => ['--listen', `${NETWORK}.${101 + at}`]).flat()
    const ports = ['--smtp-port', String(PORTS.smtp), '--dns-port', '10053', '--https-port', '10443']
    const options = ['--zone', 'test.example', ...listen, ...ports]
    const first = await startSendertest(state, options)
    await first.stop()
    const second = await startSendertest(state, options)
    await second.stop()
    expect(second.setup.ds).toEqual(first.setup.ds)
    expect(statSync(join(state, 'zone-key.pem')).mode & 0o077).toBe(0)
    expect(first.stdout()).toContain(`ns1.test.example. IN A ${NETWORK}.101`)
    expect(first.stdout()).toContain(first.setup.ds[0])
    // Three addresses are for three kinds of servers; the rest is not in the DNS, and said to be left out.
    expect(new Set(first.setup.mail.servers.flatMap(({ addresses }) => addresses)).size).toBe(3)
    expect(first.setup.recipients.length).toBeLessThan(35)
    expect(first.stdout()).toMatch(/not served here/)
    expect(readFileSync(join(state, 'authority.pem'), 'latin1')).toMatch(/^-----BEGIN CERTIFICATE-----/)
  })
})

describe('usage', () => {
  const cases = [
    { words: [], says: '--zone' },
    { words: ['--zone', 'test.example'], says: '--listen' },
    { words: ['--zone', 'test.example', '--listen', '127.0.0.1'], says: '--state' },
    { words: ['--zone', 'a..b', '--listen', '127.0.0.1', '--state', folder], says: 'name-invalid' },
    { words: ['--zone', 'test.example', '--listen', 'mail.example', '--state', folder], says: 'expected an address' },
    { words: ['--local', '--listen', '127.0.0.1'], says: '--network' },
    { words: ['--local', '--network', '10.0.0'], says: 'loopback' },
    { words: ['--local', '--format', 'sarif'], says: 'expected text, json' },
    { words: ['--local', '--web', 'localhost'], says: '--web' },
    { words: ['--local', '--settle', '-1'], says: '--settle' },
    { words: ['--local', '--smtp-port', '0'], says: '--smtp-port' },
    { words: ['check-delegation', 'a..b'], says: 'name-invalid' },
  ]
  test.each(cases)('$words: exit code 2', async ({ words, says }) => {
    const { code, stderr, stdout } = await runCli(['sendertest', ...words])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(says)
  })
})
