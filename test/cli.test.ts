import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { runCli } from './support/run-cli.ts'

const servers: Server[] = []
const sockets: Socket[] = []
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wiretight-cli-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

/** A TCP server on loopback that treats every connection alike; gives its port. */
async function serve(handle: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    handle(socket)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

async function closedPort(): Promise<number> {
  const port = await serve(() => {})
  await new Promise((resolve) => servers.pop()?.close(resolve))
  return port
}

interface Sample {
  readonly target: string
  readonly findings: readonly { readonly code: string }[]
  readonly grade: string | null
  readonly mx: readonly {
    readonly addresses: readonly {
      readonly facts: {
        readonly smtp: { readonly failure: { readonly code: string } | null; readonly banner: unknown }
        readonly versions: Readonly<Record<string, { readonly state: string; readonly why?: string }>>
        readonly suites: Readonly<Record<string, readonly unknown[]>>
        readonly vulnerabilities: object
        readonly probes: readonly unknown[]
      }
    }[]
  }[]
}

const parse = (text: string): Sample => JSON.parse(text)

describe('targets that give no answer', () => {
  const cases = [
    { name: 'nobody listens', port: closedPort, failure: 'tcp-refused', why: 'unreachable' },
    {
      name: 'garbage instead of SMTP',
      port: () => serve((socket) => socket.end(Buffer.from([0, 1, 2, 0x1b, 0x5b, 0x32, 0x4a, 10, 255, 254, 10]))),
      failure: 'smtp-malformed',
      why: 'unreachable',
    },
    {
      name: 'a byte at a time',
      port: () =>
        serve((socket) => {
          const timer = setInterval(() => socket.write('2'), 200)
          socket.once('close', () => clearInterval(timer))
        }),
      failure: 'stream-timeout',
      why: 'timeout',
    },
    {
      name: '421 to everybody',
      port: () => serve((socket) => socket.end('421 4.7.0 busy\r\n')),
      failure: 'smtp-refused',
      why: 'rate-limited',
    },
    { name: 'silence', port: () => serve(() => {}), failure: 'stream-timeout', why: 'timeout' },
    {
      name: 'an immediate close',
      port: () => serve((socket) => socket.end()),
      failure: 'stream-closed',
      why: 'unreachable',
    },
  ]
  test.each(cases)('$name: coded, in time, exit 3, nothing invented', async ({ port, failure, why }) => {
    const result = await runCli(['check', `[127.0.0.1]:${await port()}`, '--json', '--timeout', '1'])
    expect(result.stderr).toBe('')
    expect(result.code).toBe(3)
    expect(result.milliseconds).toBeLessThan(8_000)
    const report = parse(result.stdout)
    expect(report.grade).toBeNull()
    const facts = report.mx[0]?.addresses[0]?.facts
    expect(facts?.smtp.failure?.code).toBe(failure)
    expect(Object.values(facts?.versions ?? {}).map(({ state }) => state)).toEqual(Array(6).fill('unknown'))
    expect(new Set(Object.values(facts?.versions ?? {}).map((answer) => answer.why))).toEqual(new Set([why]))
    expect(Object.values(facts?.suites ?? {}).flat()).toEqual([])
  })

  test('a name that does not exist', async () => {
    const result = await runCli(['check', 'does-not-exist.lab', '--lab', '--json'])
    expect([1, 3]).toContain(result.code)
    expect(parse(result.stdout).findings.map(({ code }) => code)).toContain('mx-none')
  })
})

describe('usage', () => {
  const cases = [
    { name: 'an unknown option suggests the nearest', words: ['check', 'x.lab', '--qick'], says: '--quick' },
    { name: 'an unknown command suggests the nearest', words: ['chek', 'x.lab'], says: 'check' },
    { name: 'no target', words: ['check'], says: 'target' },
    { name: 'not a target', words: ['check', 'http://x.example'], says: 'target-invalid' },
    { name: 'a port out of range', words: ['check', 'x.example:99999'], says: 'target-invalid' },
    { name: 'an IPv6 address without brackets', words: ['check', '2001:db8::1'], says: 'brackets' },
    { name: 'not a number', words: ['check', 'x.lab', '--lab', '--lanes', 'many'], says: 'option-invalid' },
    { name: 'not a format', words: ['check', 'x.lab', '--lab', '--format', 'pdf'], says: 'ndjson' },
    { name: 'no such file', words: ['check', 'x.lab', '--ca-file', '/no/such.pem'], says: 'file-unreadable' },
    { name: 'a report that is no JSON', words: ['judge', import.meta.filename], says: 'document-invalid' },
    { name: 'an unknown code suggests the nearest', words: ['explain', 'cert-expird'], says: 'cert-expired' },
  ]
  test.each(cases)('$name: exit 2, one line, no stack', async ({ words, says }) => {
    const { code, stdout, stderr } = await runCli(words)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(says)
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  test.each(['check', 'judge', 'dns', 'explain', 'demo'])(
    'help of %s shows an example and fits a screen',
    async (command) => {
      const { code, stdout } = await runCli([command, '--help'])
      expect(code).toBe(0)
      expect(stdout).toContain(`Example:\n  wiretight ${command}`)
      expect(stdout.split('\n').length).toBeLessThanOrEqual(48)
    },
  )
})

describe('reports', () => {
  test('escape sequences and markup in a banner are harmless in every form', async () => {
    for (const format of ['text', 'json', 'html', 'ndjson']) {
      const { stdout } = await runCli(['check', 'hostile.lab', '--lab', '--format', format])
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
      expect(stdout).not.toMatch(/<script/i)
      if (format !== 'text') expect(stdout).toContain('owned')
    }
  })

  test('a stored report is judged again to the same result, without the lab', async () => {
    const file = join(folder, 'report.json')
    const checked = await runCli(['check', 'legacy.lab', '--lab', '--json', '-o', file])
    expect(checked.code).toBe(1)
    const judged = await runCli(['judge', file, '--json'])
    expect(judged.code).toBe(1)
    expect(parse(judged.stdout)).toEqual(parse(await readFile(file, 'utf8')))
  })

  test('an audit goes on from a report, asking only what is open', async () => {
    const file = join(folder, 'cut.json')
    await runCli(['check', 'old-tls.lab', '--lab', '--full', '--connections', '9', '--json', '-o', file])
    const cut = parse(await readFile(file, 'utf8'))
    expect(cut.mx[0]?.addresses[0]?.facts.probes).toHaveLength(9)
    const whole = parse((await runCli(['check', 'old-tls.lab', '--lab', '--full', '--json'])).stdout)
    const resumed = parse((await runCli(['check', '--resume', file, '--lab', '--full', '--json'])).stdout)
    expect(resumed.findings).toEqual(whole.findings)
    const [wholeFacts, resumedFacts] = [whole, resumed].map((report) => report.mx[0]?.addresses[0]?.facts)
    const states = (answers: object | undefined): unknown =>
      Object.entries(answers ?? {}).map(
        ([key, answer]: [string, { readonly state: string }]) => `${key} ${answer.state}`,
      )
    expect(states(resumedFacts?.versions)).toEqual(states(wholeFacts?.versions))
    expect(states(resumedFacts?.vulnerabilities)).toEqual(states(wholeFacts?.vulnerabilities))
    expect(resumedFacts?.suites['tls12']).toHaveLength(wholeFacts?.suites['tls12']?.length ?? -1)
    expect(resumedFacts?.probes.length).toBeLessThan((wholeFacts?.probes.length ?? 0) + 6)
  })

  test('--only shows the findings that were asked about, and refuses unknown codes', async () => {
    const { stdout, code } = await runCli([
      'check',
      'legacy.lab',
      '--lab',
      '--json',
      '--only',
      'cipher-rc4,cert-expired',
    ])
    expect(parse(stdout).findings.map((finding) => finding.code)).toEqual(['cipher-rc4'])
    expect(code).toBe(1)
    const unknown = await runCli(['check', 'legacy.lab', '--lab', '--only', 'cipher-rc5'])
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toContain('cipher-rc4')
  })

  test('several targets from standard input come as an array in their order', async () => {
    const { stdout, code } = await runCli(['check', '-', '--lab', '--json'], {
      stdin: '# two domains\nnull-mx.lab\n\nno-starttls.lab\n',
    })
    const reports: readonly { readonly target: string }[] = JSON.parse(stdout)
    expect(reports.map(({ target }) => target)).toEqual(['null-mx.lab', 'no-starttls.lab'])
    expect(code).toBe(1)
  })

  test('--fail-on decides the exit code', async () => {
    const run = (failOn: string) => runCli(['check', 'old-tls.lab', '--lab', '--fail-on', failOn])
    expect((await run('never')).code).toBe(0)
    expect((await run('high')).code).toBe(0)
    expect((await run('medium')).code).toBe(1)
  })

  test('an unwritable output is a coded error', async () => {
    const { code, stderr } = await runCli(['check', 'null-mx.lab', '--lab', '-o', '/no/such/folder/x'])
    expect(code).toBe(2)
    expect(stderr).toContain('file-unwritable')
  })

  test('an interrupt prints what there is and exits with 130', async () => {
    const { code, stdout, stderr } = await runCli(['check', 'slow-banner.lab', '--lab', '--json'], {
      interruptMilliseconds: 2_500,
    })
    expect(code).toBe(130)
    expect(stderr).toContain('interrupted')
    expect(parse(stdout).mx[0]?.addresses[0]?.facts.versions['tls12']).toEqual({ state: 'unknown', why: 'interrupted' })
  })

  test('one audit gives several forms: each to its file, in the order given, the last to standard output', async () => {
    const [html, sarif] = [join(folder, 'several.html'), join(folder, 'several.sarif')]
    const forms = ['--format', 'html', '-o', html, '--format', 'sarif', '--format', 'ndjson', '-o', sarif]
    const { code, stdout } = await runCli([
      'check',
      'null-mx.lab',
      'no-mx.lab',
      '--lab',
      '--fail-on',
      'never',
      ...forms,
    ])
    expect(code).toBe(0)
    expect(await readFile(html, 'utf8')).toMatch(/^<!doctype html>/i)
    expect(JSON.parse(await readFile(sarif, 'utf8'))).toMatchObject({ version: '2.1.0' })
    const lines = stdout.trimEnd().split('\n')
    expect(lines.map((line) => parse(line).target)).toEqual(['null-mx.lab', 'no-mx.lab'])
  })

  test.each([
    { name: 'more files than forms', words: ['-o', 'a', '-o', 'b'], says: '--output' },
    { name: 'two forms for standard output', words: ['--format', 'csv', '--format', 'html'], says: '--format' },
  ])('$name: exit 2 before anything is audited', async ({ words, says }) => {
    const { code, stdout, stderr } = await runCli(['check', 'null-mx.lab', '--lab', ...words])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(says)
  })

  test('nothing but the report reaches standard output, and a file gets no colour', async () => {
    const file = join(folder, 'plain.txt')
    await writeFile(file, '')
    const { stdout, code } = await runCli(['check', 'null-mx.lab', '--lab', '-o', file])
    expect({ stdout, code }).toEqual({ stdout: '', code: 0 })
    expect(await readFile(file, 'utf8')).toMatch(/^null-mx\.lab/)
  })
})
