import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DnsServer, startAuthority } from '../src/dns/authority.ts'
import { buildSignedTree } from '../src/dns/signed-tree.ts'
import { formatName } from '../src/dns/wire/name.ts'
import { formatRdata } from '../src/dns/wire/presentation.ts'
import { RR_TYPES } from '../src/dns/wire/rr-type.ts'
import { policyId } from '../src/mtasts/policy-id.ts'
import type { MtaStsCheckDocument, MtaStsGeneratedDocument } from '../src/report/mta-sts-json.ts'
import {
  mtaStsCheckSchema,
  mtaStsGeneratedSchema,
  mtaStsPolicySchema,
  mtaStsRecordSchema,
} from '../src/report/schema/mta-sts-schema.ts'
import { authority, GOOD_POLICY, NOW, startTestHost, type TestHost } from './support/policy-hosts.ts'
import { type CliResult, runCli } from './support/run-cli.ts'

/* `wiretight mta-sts` in a process of its own. */

const RECORD = '_mta-sts TXT "v=STSv1; id=20261124"'
const ROOT = '@ SOA ns h 1 2 3 4 300\n@ NS ns\nns A 192.0.2.53\n'

/** The domains of the tests below `lab.`, and what their policy hosts say. */
const DOMAINS: Readonly<Record<string, { readonly zone: string; readonly policy?: string; readonly status?: number }>> =
  {
    good: {
      zone: `${RECORD}\n@ MX 10 mx1\n@ MX 20 mx2.mail\n`,
      policy: GOOD_POLICY.replace('mx.example.com', 'mx1.good.lab\r\nmx: *.mail.good.lab'),
    },
    uncovered: { zone: `${RECORD}\n@ MX 10 mx1\n`, policy: GOOD_POLICY },
    implicit: { zone: RECORD, policy: GOOD_POLICY.replace('mx.example.com', 'implicit.lab') },
    none: { zone: '@ MX 10 mx1\n' },
    twice: { zone: `${RECORD}\n_mta-sts TXT "v=STSv1; id=2"\n` },
    broken: { zone: '_mta-sts TXT "v=STSv1; id=2026-11-24"\n' },
    missing: { zone: `${RECORD}\n`, policy: 'not found', status: 404 },
    invalid: { zone: `${RECORD}\n`, policy: `${GOOD_POLICY}\u001b[2J\u202e\n` },
    withdrawn: { zone: `${RECORD}\n@ MX 10 mx1\n`, policy: 'version: STSv1\nmode: none\nmax_age: 60\n' },
    alias: {
      zone: '_mta-sts CNAME _mta-sts.good.lab.\n@ MX 10 mx1.good.lab.\n',
      policy: GOOD_POLICY.replace('mx.example.com', '*.good.lab'),
    },
  }

let dns: DnsServer
let host: TestHost
let folder = ''
let common: readonly string[] = []

beforeAll(async () => {
  const now = Math.floor(NOW.getTime() / 1_000)
  const tree = buildSignedTree(
    [
      { origin: '.', text: ROOT },
      { origin: 'lab.', text: ROOT },
      ...Object.entries(DOMAINS).map(([name, { zone }]) => ({
        origin: `${name}.lab.`,
        text: `${ROOT}${zone}\nmta-sts A 10.0.0.1\n`,
      })),
    ],
    { inception: now - 86_400, expiration: now + 30 * 86_400 },
  )
  dns = await startAuthority({ address: '127.0.0.1', port: 0 }, tree.zones)
  host = await startTestHost(
    ({ headers }, response) => {
      const name = /^mta-sts\.([a-z]+)\.lab$/.exec(headers.host ?? '')?.[1] ?? ''
      const { policy = '', status = 200 } = DOMAINS[name] ?? {}
      response.writeHead(status, { 'Content-Type': 'text/plain' }).end(policy)
    },
    { names: Object.keys(DOMAINS).map((name) => `mta-sts.${name}.lab`) },
  )
  folder = await mkdtemp(join(tmpdir(), 'wiretight-cli-mta-sts-'))
  const anchors = tree.anchors.flatMap(({ zone, ds }) =>
    ds.map((rdata) => `${formatName(zone)} IN DS ${formatRdata(RR_TYPES.DS, rdata)}\n`),
  )
  await writeFile(join(folder, 'anchors'), anchors.join(''))
  await writeFile(join(folder, 'root.pem'), authority.certificates.root.pem)
  common = [
    '--resolver',
    `127.0.0.1:${dns.port}`,
    '--trust-anchor',
    join(folder, 'anchors'),
    '--ca-file',
    join(folder, 'root.pem'),
  ]
})

afterAll(async () => {
  await dns.close()
  await host.close()
  await rm(folder, { recursive: true })
})

function check(name: string, ...words: readonly string[]): Promise<CliResult> {
  const place = ['--connect-to', `mta-sts.${name}.lab:443:127.0.0.1:${host.port}`]
  return runCli(['mta-sts', 'check', `${name}.lab`, ...common, ...place, ...words])
}

describe('wiretight mta-sts check', () => {
  const cases = [
    { domain: 'good', code: 0, verdict: 'valid', findings: [] },
    { domain: 'implicit', code: 0, verdict: 'valid', findings: [] },
    { domain: 'alias', code: 0, verdict: 'valid', findings: [] },
    { domain: 'withdrawn', code: 0, verdict: 'valid', findings: ['mta-sts-mode-none'] },
    { domain: 'uncovered', code: 1, verdict: 'valid', findings: ['mta-sts-mx-not-covered', 'mta-sts-pattern-unused'] },
    { domain: 'none', code: 1, verdict: 'none', findings: ['mta-sts-missing'] },
    { domain: 'twice', code: 1, verdict: 'invalid', findings: ['mta-sts-records-multiple'] },
    { domain: 'broken', code: 1, verdict: 'invalid', findings: ['mta-sts-record-invalid'] },
    { domain: 'missing', code: 1, verdict: 'invalid', findings: ['mta-sts-policy-status'] },
    { domain: 'invalid', code: 1, verdict: 'invalid', findings: ['mta-sts-policy-invalid'] },
  ] as const

  test.each(cases)('$domain.lab: $verdict $findings', async ({ domain, code, verdict, findings }) => {
    const [json, text] = await Promise.all([check(domain, '--json'), check(domain)])
    expect({ code: json.code, stderr: json.stderr }).toEqual({ code, stderr: '' })
    const document: MtaStsCheckDocument = mtaStsCheckSchema.parse(JSON.parse(json.stdout))
    expect(document).toMatchObject({ domain: `${domain}.lab`, verdict })
    expect(document.findings.map((finding) => finding.code)).toEqual(findings)
    expect(text.code).toBe(code)
    expect(text.stdout).toMatch(new RegExp(`^${domain}\\.lab  ${verdict}\n`))
    for (const finding of findings) expect(text.stdout).toContain(`[${finding}]`)
    for (const line of text.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
    // Nothing that a peer sent reaches the terminal as it was.
    expect(`${json.stdout}${text.stdout}`).not.toMatch(/[^\n\x20-\x7e–…“”]/)
  })

  test('the whole of a good domain, as text', async () => {
    const { stdout } = await check('good')
    expect(stdout.replace(/\d+ ms/, 'N ms')).toBe(`good.lab  valid
Senders get a policy of the mode enforce, which they keep for 28 days, and it names every exchanger.

 Record _mta-sts.good.lab
  TXT       v=STSv1; id=20261124
  DNSSEC    secure (every signature from the trust anchor down is good)

 Policy host, N ms
  URL       https://mta-sts.good.lab/.well-known/mta-sts.txt
  address   127.0.0.1
  TLS       TLS 1.3, a certificate for mta-sts.good.lab, trusted
  response  200, text/plain, 88 bytes

 Policy
  mode      enforce
  max_age   2419200 s (28 days)
  mx        mx1.good.lab
  mx        *.mail.good.lab

 Exchangers
  mx1.good.lab       by mx1.good.lab
  mx2.mail.good.lab  by *.mail.good.lab
`)
  })

  test('a private address is not contacted unless allowed', async () => {
    const words = ['mta-sts', 'check', 'good.lab', ...common, '--timeout', '1', '--json']
    const [refused, allowed] = await Promise.all([runCli(words), runCli([...words, '--allow-private'])])
    expect(refused.code).toBe(1)
    expect(JSON.parse(refused.stdout)).toMatchObject({
      verdict: 'invalid',
      findings: [{ code: 'mta-sts-policy-unreachable' }],
      facts: { fetch: { attempts: [], failure: { code: 'address-special', address: '10.0.0.1', kind: 'private' } } },
    })
    expect(JSON.parse(allowed.stdout)).toMatchObject({ facts: { fetch: { attempts: [{ address: '10.0.0.1' }] } } })
  })

  test('an authority that is not trusted: its own finding, and the page tells why', async () => {
    const { code, stdout } = await runCli([
      'mta-sts',
      'check',
      'good.lab',
      ...common.slice(0, 4),
      '--connect-to',
      `mta-sts.good.lab:443:127.0.0.1:${host.port}`,
    ])
    expect(code).toBe(1)
    expect(stdout).toContain('[mta-sts-policy-certificate]')
    expect(stdout).toContain('[certificate-untrusted]')
  })

  test('no answer of the DNS: exit 3', async () => {
    const { code, stdout } = await runCli([
      'mta-sts',
      'check',
      'good.lab',
      '--resolver',
      '127.0.0.1:1',
      '--timeout',
      '0.5',
    ])
    expect(code).toBe(3)
    expect(stdout).toContain('good.lab  unknown\n')
  })
})

test('a policy that fits no exchanger: mail is being lost, and it says so', async () => {
  expect((await check('uncovered')).stdout).toContain('\nMail is being lost: senders that enforce the policy')
})

describe('wiretight mta-sts parse', () => {
  const records = [
    { given: ['v=STSv1; id=20160831085700Z;'], code: 0, verdict: 'valid', id: '20160831085700Z' },
    { given: ['v=spf1 -all', 'v=STSv1; id=a'], code: 0, verdict: 'valid', id: 'a' },
    { given: ['v=STSv1; id=a', 'v=STSv1; id=b'], code: 1, verdict: 'none', id: null },
    { given: ['v=spf1 -all'], code: 1, verdict: 'none', id: null },
    { given: ['v=STSv1; id=a-b'], code: 1, verdict: 'invalid', id: null },
    { given: ['v=STSv1; id=a; \u001b[2J=\u202e'], code: 1, verdict: 'invalid', id: 'a' },
  ]
  test.each(records)('record $given: $verdict', async ({ given, code, verdict, id }) => {
    const words = ['mta-sts', 'parse', ...given.flatMap((text) => ['--record', text])]
    const [json, text] = await Promise.all([runCli([...words, '--json']), runCli(words)])
    expect([json.code, text.code, json.stderr]).toEqual([code, code, ''])
    const document = mtaStsRecordSchema.parse(JSON.parse(json.stdout))
    expect(document).toMatchObject({ verdict, id })
    expect(document.errors.length > 0).toBe(verdict !== 'valid')
    expect(text.stdout).toMatch(new RegExp(`^MTA-STS record  ${verdict}\n`))
    expect(text.stdout).not.toMatch(/[^\n\x20-\x7e–…]/)
  })

  const policies = [
    { name: 'good', given: GOOD_POLICY, more: [], code: 0, errors: [] },
    {
      name: 'good, as text/plain',
      given: GOOD_POLICY,
      more: ['--media-type', 'text/plain; charset=utf-8'],
      code: 0,
      errors: [],
    },
    {
      name: 'as text/html',
      given: GOOD_POLICY,
      more: ['--media-type', 'text/html'],
      code: 1,
      errors: ['policy-media-type'],
    },
    { name: 'nmx', given: GOOD_POLICY.replace('mx:', 'nmx:'), more: [], code: 1, errors: ['policy-mx-missing'] },
    { name: 'a page', given: '<!doctype html>', more: [], code: 1, errors: ['policy-html'] },
  ]
  test.each(policies)('policy $name', async ({ given, more, code, errors }) => {
    const file = join(folder, 'policy.txt')
    const run = await runCli(['mta-sts', 'parse', '--policy', '-', '--json', ...more], { stdin: given })
    const document = mtaStsPolicySchema.parse(JSON.parse(run.stdout))
    expect([run.code, document.verdict, document.errors.map((error) => error.code)]).toEqual([
      code,
      code === 0 ? 'valid' : 'invalid',
      errors,
    ])
    if (code === 0)
      expect(document).toMatchObject({ version: 'STSv1', mode: 'enforce', maxAge: 2_419_200, mx: ['mx.example.com'] })
    await writeFile(file, given)
    const text = await runCli(['mta-sts', 'parse', '--policy', file, ...more])
    expect([text.code, text.stdout.split('\n')[0]]).toEqual([
      code,
      `MTA-STS policy  ${code === 0 ? 'valid' : 'invalid'}`,
    ])
  })
})

describe('wiretight mta-sts generate', () => {
  async function generate(...words: readonly string[]): Promise<MtaStsGeneratedDocument> {
    const { code, stdout, stderr } = await runCli(['mta-sts', 'generate', 'Example.com', ...words, '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return mtaStsGeneratedSchema.parse(JSON.parse(stdout))
  }

  test('a policy with a record that fits it, which parse calls valid', async () => {
    const document = await generate('--mode', 'enforce', '--mx', 'mx1.example.com,*.Bücher.example', '--max-age', '4w')
    expect(document).toMatchObject({
      domain: 'example.com',
      policy:
        'version: STSv1\r\nmode: enforce\r\nmx: mx1.example.com\r\nmx: *.xn--bcher-kva.example\r\nmax_age: 2419200\r\n',
      record: { name: '_mta-sts.example.com', text: `v=STSv1; id=${policyId(document.policy)};` },
      steps: null,
      warnings: [],
    })
    const parsed = await runCli(['mta-sts', 'parse', '--policy', '-'], { stdin: document.policy })
    expect(parsed.code).toBe(0)
    expect((await generate('--mode', 'testing', '--mx', 'a.example', '--max-age', '60')).warnings).toMatchObject([
      { code: 'policy-max-age-under-a-day' },
    ])
  })

  test('the policy alone, for a file', async () => {
    const { stdout } = await runCli([
      'mta-sts',
      'generate',
      'example.com',
      '--mode',
      'none',
      '--max-age',
      '1d',
      '--policy-only',
    ])
    expect(stdout).toBe('version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n')
  })

  test('a withdrawal with its dates', async () => {
    const words = ['--withdraw', '--previous-max-age', '4w', '--now', '2026-11-24']
    const { steps, policy, record } = await generate(...words)
    expect(policy).toBe('version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n')
    expect(steps).toEqual([
      { step: 'publish-policy', from: '2026-11-24T00:00:00.000Z', text: policy },
      { step: 'publish-record', from: '2026-11-24T00:00:00.000Z', text: record.text },
      { step: 'remove', from: '2026-12-22T00:00:00.000Z' },
    ])
    const { stdout } = await runCli(['mta-sts', 'generate', 'example.com', ...words])
    expect(stdout).toContain('; 3. Not before 2026-12-22 00:00 UTC')
  })
})

describe('usage of wiretight mta-sts', () => {
  const cases = [
    { name: 'nothing to parse', words: ['parse'], says: '--record' },
    { name: 'both', words: ['parse', '--record', 'a', '--policy', 'b'], says: '--policy' },
    { name: 'a media type for a record', words: ['parse', '--record', 'a', '--media-type', 'b'], says: '--media-type' },
    { name: 'no such file', words: ['parse', '--policy', '/no/such'], says: 'file-unreadable' },
    { name: 'a file without end', words: ['parse', '--policy', '/dev/zero'], says: 'content-too-large' },
    { name: 'no mode', words: ['generate', 'a.example'], says: '--mode' },
    { name: 'no such mode', words: ['generate', 'a.example', '--mode', 'on'], says: '--mode' },
    { name: 'no mx', words: ['generate', 'a.example', '--mode', 'enforce'], says: '--mx' },
    { name: 'not a host', words: ['generate', 'a.example', '--mode', 'enforce', '--mx', 'a_b.example'], says: '--mx' },
    { name: 'too long', words: ['generate', 'a.example', '--mode', 'none', '--max-age', '53w'], says: '--max-age' },
    { name: 'a bad id', words: ['generate', 'a.example', '--mode', 'none', '--id', 'a; x=y'], says: '--id' },
    {
      name: 'a withdrawal of unknown length',
      words: ['generate', 'a.example', '--withdraw'],
      says: '--previous-max-age',
    },
    { name: 'not a domain', words: ['check', 'a..b'], says: 'name-invalid' },
    { name: 'no folder', words: ['serve', '--policies', 'x'], says: '--certificates' },
    {
      name: 'a name to listen on',
      words: ['serve', '--policies', 'x', '--certificates', 'y', '--host', 'localhost'],
      says: '--host',
    },
    { name: 'an unknown command', words: ['chek'], says: 'check' },
  ]
  test.each(cases)('$name: exit 2, no stack', async ({ words, says }) => {
    const { code, stdout, stderr } = await runCli(['mta-sts', ...words])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(says)
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})

describe('wiretight mta-sts serve', () => {
  test('says one line when it is ready, serves, and ends cleanly on SIGTERM', async () => {
    const [policies, certificates] = [join(folder, 'served'), join(folder, 'certificates')]
    await Promise.all([mkdir(policies), mkdir(certificates)])
    await writeFile(join(policies, 'example.com.txt'), GOOD_POLICY)
    await writeFile(join(policies, 'b.example.txt'), 'nonsense')
    const issued = await authority.issue({ names: ['mta-sts.example.com'] })
    await writeFile(join(certificates, 'a.pem'), `${issued.chainPem}${issued.privateKeyPem}`)
    const entry = join(import.meta.dirname, 'support/cli-entry.ts')
    const words = [
      'mta-sts',
      'serve',
      '--policies',
      policies,
      '--certificates',
      certificates,
      '--port',
      '0',
      '--admin-port',
      '0',
    ]
    const child = spawn(process.execPath, [entry, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const port = await new Promise<number>((resolve, reject) => {
      child.once('exit', () => reject(new Error(stderr)))
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text
        const found =
          /^listening on https:\/\/127\.0\.0\.1:(\d+), metrics on http:\/\/127\.0\.0\.1:\d+\/metrics\n$/.exec(stdout)
        if (found !== null) resolve(Number(found[1]))
      })
    })
    const body = await new Promise<string>((resolve, reject) => {
      const asking = {
        host: '127.0.0.1',
        port,
        path: '/.well-known/mta-sts.txt',
        servername: 'mta-sts.example.com',
        agent: false,
        ca: authority.certificates.root.pem,
        headers: { Host: 'mta-sts.example.com' },
      }
      const sent = request(asking, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve(text))
      })
      sent.on('error', reject)
      sent.end()
    })
    expect(body).toBe(GOOD_POLICY)
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(stderr).toContain(`wiretight: _mta-sts.example.com. IN TXT "v=STSv1; id=${policyId(GOOD_POLICY)};"\n`)
    expect(stderr).toContain(
      'wiretight: warning: b.example.txt is of no use: b.example: policy-line-malformed in line 1',
    )
    expect(stdout.split('\n')).toHaveLength(2)
  })
})
