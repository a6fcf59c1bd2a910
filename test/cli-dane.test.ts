import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { certificateSubject, generateTlsa } from '../src/dane/generate.ts'
import { formatTlsa } from '../src/dane/tlsa-text.ts'
import { type DnsServer, startAuthority } from '../src/dns/authority.ts'
import { buildSignedTree } from '../src/dns/signed-tree.ts'
import { formatName, parseName } from '../src/dns/wire/name.ts'
import { formatRdata } from '../src/dns/wire/presentation.ts'
import { RR_TYPES } from '../src/dns/wire/rr-type.ts'
import { createAuthority, type IssuedCertificate } from '../src/lab/certificate-authority.ts'
import {
  daneCheckSchema,
  daneGenerateSchema,
  daneMatchSchema,
  daneRolloverSchema,
} from '../src/report/schema/dane-schema.ts'
import { type MailServer, startMailServer } from './dane-servers.ts'
import { ROOT_TEXT } from './dns-signed-lab.ts'
import { type CliResult, runCli } from './support/run-cli.ts'

/* `wiretight dane` in a process of its own, against signed zones and mail servers that this process runs on loopback. */

const now = new Date()
const seconds = Math.floor(now.getTime() / 1_000)
const APEX = '@ SOA ns h 1 2 3 4 300\n@ NS ns\nns A 192.0.2.53\n'

let rsa: IssuedCertificate
let ec: IssuedCertificate
let dns: DnsServer
let folder = ''
const servers: Record<string, MailServer> = {}

/** The record of a certificate, as a zone has it. */
const own = ({ der }: IssuedCertificate): string =>
  formatTlsa(generateTlsa(certificateSubject(der), { usage: 3, selector: 1, matching: 1 }))

/** A zone of one exchanger with these records. */
const zone = (name: string, records: readonly string[], more = ''): { origin: string; text: string } => ({
  origin: `${name}.lab.`,
  text: `${APEX}@ MX 10 mx\nmx A 127.0.0.1\n${records.map((one) => `_25._tcp.mx TLSA ${one}\n`).join('')}${more}`,
})

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wiretight-cli-dane-'))
  const authority = createAuthority({ name: 'Test', now })
  const names = ['good', 'one', 'wrong', 'none', 'partial'].map((name) => `mx.${name}.lab`)
  rsa = await authority.issue({ names, key: 'rsa-2048' })
  ec = await authority.issue({ names })
  const anchor = formatTlsa(
    generateTlsa(certificateSubject(authority.certificates.intermediate.der), { usage: 2, selector: 1, matching: 1 }),
  )
  const tree = buildSignedTree(
    [
      { origin: '.', text: ROOT_TEXT },
      { origin: 'lab.', text: ROOT_TEXT },
      zone('good', [own(rsa), own(ec)]),
      zone('anchor', [anchor, '0 0 1 00']),
      zone('one', [own(rsa)]),
      zone('wrong', [`3 1 1 ${'ab'.repeat(32)}`]),
      zone('none', []),
      zone('unusable', ['1 1 1 00', '3 1 1 ab']),
      { ...zone('unsigned', [own(rsa), own(ec)]), algorithm: null },
      zone('partial', [own(rsa), own(ec)], '@ MX 20 second\nsecond A 127.0.0.1\n'),
      {
        ...zone('broken', []),
        faults: [{ kind: 'corrupt', name: parseName('mx.broken.lab.'), type: RR_TYPES.NSEC }],
      },
      { origin: 'null.lab.', text: `${APEX}@ MX 0 .\n` },
    ],
    { inception: seconds - 86_400, expiration: seconds + 30 * 86_400 },
  )
  dns = await startAuthority({ address: '127.0.0.1', port: 0 }, tree.zones)
  const anchors = tree.anchors.flatMap(({ zone: origin, ds }) =>
    ds.map((rdata) => `${formatName(origin)} IN DS ${formatRdata(RR_TYPES.DS, rdata)}\n`),
  )
  await writeFile(join(folder, 'anchors'), anchors.join(''))
  await writeFile(join(folder, 'rsa.pem'), rsa.chainPem)
  await writeFile(join(folder, 'ec.pem'), ec.chainPem)
  await writeFile(join(folder, 'ec.key'), ec.privateKeyPem ?? '')
  await writeFile(join(folder, 'root.pem'), authority.certificates.root.pem)
  servers['dual'] = await startMailServer('127.0.0.1', [rsa, ec])
  servers['tls13'] = await startMailServer('127.0.0.1', [rsa, ec], { minVersion: 'TLSv1.3' })
  servers['clear'] = await startMailServer('127.0.0.1', [])
})

afterAll(async () => {
  await dns.close()
  for (const server of Object.values(servers)) await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const file = (name: string): string => join(folder, name)

/** `dane check` of a zone, its exchanger being one of the servers. */
async function check(target: string, server: MailServer | undefined, ...more: readonly string[]): Promise<CliResult> {
  const host = `mx.${target}`
  return runCli([
    'dane',
    'check',
    target,
    ...['--resolver', `127.0.0.1:${dns.port}`, '--trust-anchor', file('anchors'), '-4'],
    ...['--connect-to', `${host}:25:127.0.0.1:${server?.port ?? 1}`, '--timeout', '5', ...more],
  ])
}

describe('wiretight dane check', () => {
  const cases: readonly { zone: string; server: string; code: number; verdict: string; host: object }[] = [
    {
      zone: 'good',
      server: 'dual',
      code: 0,
      verdict: 'valid',
      host: { state: 'valid', rollover: '3+3', servers: [{ state: 'covered', chains: [{}, {}] }] },
    },
    {
      zone: 'good',
      server: 'tls13',
      code: 0,
      verdict: 'valid',
      host: { servers: [{ chains: [{ version: 'tls13' }, { version: 'tls13' }] }] },
    },
    { zone: 'one', server: 'dual', code: 1, verdict: 'failing', host: { state: 'dual-uncovered' } },
    {
      zone: 'wrong',
      server: 'dual',
      code: 1,
      verdict: 'failing',
      host: { state: 'mismatch', servers: [{ chains: [{ match: { error: 'digest-mismatch' } }, {}] }] },
    },
    { zone: 'good', server: 'clear', code: 1, verdict: 'failing', host: { state: 'tls-not-offered' } },
    { zone: 'none', server: 'dual', code: 1, verdict: 'none', host: { state: 'none' } },
    { zone: 'unusable', server: 'dual', code: 1, verdict: 'failing', host: { state: 'unusable' } },
    { zone: 'unsigned', server: 'dual', code: 1, verdict: 'none', host: { state: 'insecure' } },
    {
      zone: 'broken',
      server: 'dual',
      code: 1,
      verdict: 'failing',
      host: { state: 'lookup-failed', standing: { why: 'denial-broken' } },
    },
    { zone: 'good', server: 'nobody', code: 3, verdict: 'unknown', host: { state: 'unseen' } },
  ]
  test.each(cases)('$zone, $server: $verdict', async ({ zone: name, server, code, verdict, host }) => {
    const result = await check(`${name}.lab`, servers[server], '--json')
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code, stderr: '' })
    const document = daneCheckSchema.parse(JSON.parse(result.stdout))
    expect(document).toMatchObject({ schema: 'wiretight/dane-check@1', verdict, hosts: [host] })
  })

  test('a host by itself, under its alias verify', async () => {
    const { port } = servers['dual'] ?? { port: 0 }
    const place = ['--resolver', `127.0.0.1:${dns.port}`, '--trust-anchor', file('anchors')]
    const result = await runCli([
      'dane',
      'verify',
      'mx.good.lab:25',
      ...place,
      '--connect-to',
      `mx.good.lab:25:127.0.0.1:${port}`,
      '--json',
    ])
    expect(result.code).toBe(0)
    expect(daneCheckSchema.parse(JSON.parse(result.stdout))).toMatchObject({
      mx: null,
      route: 'target',
      verdict: 'valid',
    })
  })

  test('usage 2, with the name of the exchanger wrong', async () => {
    const document = daneCheckSchema.parse(JSON.parse((await check('anchor.lab', servers['dual'], '--json')).stdout))
    expect(document.hosts[0]).toMatchObject({
      state: 'mismatch',
      referenceNames: ['mx.anchor.lab', 'anchor.lab'],
      standing: { unusable: [{ why: 'usage-pkix' }] },
      servers: [{ chains: [{ match: { error: 'name-mismatch' } }, { match: { error: 'name-mismatch' } }] }],
    })
  })

  test('one exchanger of two has no records', async () => {
    const { port } = servers['dual'] ?? { port: 0 }
    const second = ['--connect-to', `second.partial.lab:25:127.0.0.1:${port}`]
    const { code, stdout } = await check('partial.lab', servers['dual'], ...second)
    expect(code).toBe(1)
    expect(stdout).toContain('partial.lab  partial\n')
    expect(stdout).toMatch(/^ 10 mx\.partial\.lab:25 {2}valid\n/m)
    expect(stdout).toMatch(/^ 20 second\.partial\.lab:25 {2}none\n/m)
  })

  test('as text: the verdict, the records, and each chain', async () => {
    const { stdout } = await check('one.lab', servers['dual'])
    expect(stdout).toContain('one.lab  failing\nDANE fails: senders that use it hold mail back.\n')
    expect(stdout).toMatch(/^ {2}records {3}3 1 1 [0-9a-f]{12}…[0-9a-f]{11}$/m)
    expect(stdout).toMatch(
      /^ {2}127\.0\.0\.1 +(?:ECDSA over TLS 1\.3: nothing|RSA over TLS 1\.3: 3 1 1 vouches for it)/m,
    )
    expect(stdout).toContain('wiretight dane generate --from mx.one.lab:25')
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  })

  test('sends the TLSA base as SNI', async () => {
    const before = servers['dual']?.names.length ?? 0
    await check('good.lab', servers['dual'])
    const sent = servers['dual']?.names.slice(before)
    expect(sent?.length).toBeGreaterThan(2)
    expect(new Set(sent)).toEqual(new Set(['mx.good.lab']))
  })

  test('a null MX, an address, rubbish', async () => {
    expect((await check('null.lab', undefined)).stdout).toContain('The domain takes no mail (null MX).')
    const address = await runCli(['dane', 'check', '192.0.2.1:25'])
    expect({ code: address.code, stderr: address.stderr }).toEqual({
      code: 2,
      stderr:
        'wiretight: “192.0.2.1:25” is not a target: an address has no TLSA records; name the host [target-invalid]\n',
    })
    expect((await runCli(['dane', 'check'])).code).toBe(2)
  })
})

describe('wiretight dane generate', () => {
  test('what it makes of a file is what the match takes', async () => {
    const { code, stdout } = await runCli(['dane', 'generate', '--cert', file('rsa.pem'), '--name', 'mx.good.lab'])
    expect(code).toBe(0)
    expect(stdout).toBe(`; CN=mx.good.lab (rsa)\n_25._tcp.mx.good.lab. IN TLSA ${own(rsa)}\n`)
    const line = stdout.split('\n')[1] ?? ''
    const match = await runCli(['dane', 'match', '--tlsa', line, '--chain', file('rsa.pem'), '--name', 'mx.good.lab'])
    expect(match.code).toBe(0)
  })

  test('a key, a certificate and standard input make the same record', async () => {
    const [key, certificate] = await Promise.all(
      ['ec.key', 'ec.pem'].map((name) => runCli(['dane', 'generate', '--cert', file(name), '--json'])),
    )
    const piped = await runCli(['dane', 'generate', '--cert', '-', '--json'], {
      stdin: await readFile(file('ec.pem'), 'utf8'),
    })
    const records = [key, certificate, piped].map((result) =>
      daneGenerateSchema.parse(JSON.parse(result?.stdout ?? '')),
    )
    expect(new Set(records.map((document) => document.records[0]?.data)).size).toBe(1)
    expect(records.map((document) => document.records[0]?.subject)).toEqual([null, 'CN=mx.good.lab', 'CN=mx.good.lab'])
  })

  test('every chain of a server', async () => {
    const { stdout } = await runCli([
      'dane',
      'generate',
      '--from',
      `127.0.0.1:${servers['dual']?.port}`,
      '--name',
      'mx.good.lab',
    ])
    const lines = stdout.split('\n').filter((line) => line.startsWith('_'))
    expect(lines).toHaveLength(2)
    for (const one of [rsa, ec]) expect(stdout).toContain(own(one))
  })

  test('warnings, as comments', async () => {
    const { stdout } = await runCli([
      'dane',
      'generate',
      '--cert',
      file('rsa.pem'),
      '--selector',
      '0',
      '--name',
      'mx.good.lab',
    ])
    expect(stdout).toContain('; note: it changes with each renewal')
    expect(stdout.split('\n').every((line) => line === '' || line.startsWith(';') || line.startsWith('_'))).toBe(true)
  })

  const refused = [
    { words: [], reason: 'the option --cert cannot be used like this: give either --cert FILE or --from HOST:PORT' },
    { words: ['--cert', '/nonexistent'], reason: 'could not be read' },
    { words: ['--cert', 'x', '--usage', '4'], reason: 'expected a whole number from 0 to 3' },
    { words: ['--from', '127.0.0.1:1'], reason: '127.0.0.1 refuses connections on port 1' },
  ]
  test.each(refused)('refuses $words', async ({ words, reason }) => {
    const { code, stderr } = await runCli(['dane', 'generate', ...words])
    expect(code).toBe(2)
    expect(stderr).toContain(reason)
  })
})

describe('wiretight dane match', () => {
  const match = async (records: readonly string[], chain: string, ...more: readonly string[]) => {
    const result = await runCli(['dane', 'match', '--tlsa', ...records, '--chain', file(chain), '--json', ...more])
    return { code: result.code, ...daneMatchSchema.parse(JSON.parse(result.stdout)) }
  }

  test('authenticated: which record, and where', async () => {
    expect(await match([own(rsa)], 'rsa.pem')).toMatchObject({
      code: 0,
      verdict: 'authenticated',
      matched: { usage: 3, selector: 1, matching: 1, depth: 0 },
      error: null,
    })
  })

  test('failed: why', async () => {
    expect(await match([own(rsa)], 'ec.pem')).toMatchObject({
      code: 1,
      verdict: 'failed',
      matched: null,
      error: 'digest-mismatch',
    })
  })

  test('unusable', async () => {
    expect(await match(['0 0 1 00', own(rsa).replace('3 1 1', '1 1 1')], 'rsa.pem')).toMatchObject({
      code: 1,
      verdict: 'unusable',
      matched: null,
      error: 'no-usable-record',
      records: [{ why: 'usage-pkix' }, { why: 'usage-pkix' }],
    })
  })

  test('usage 1 with roots', async () => {
    const record = own(rsa).replace('3 1 1', '1 1 1')
    expect(await match([record], 'rsa.pem', '--ca-file', file('root.pem'), '--name', 'mx.good.lab')).toMatchObject({
      code: 0,
      matched: { usage: 1, depth: 0 },
    })
  })

  test('the option may be repeated', async () => {
    const result = await match([`3 1 1 ${'00'.repeat(32)}`], 'rsa.pem', '--tlsa', own(rsa))
    expect(result.records.map(({ state }) => state)).toEqual(['failed', 'matched'])
  })

  test('says why a record or a file cannot be read', async () => {
    const record = await runCli(['dane', 'match', '--tlsa', '3 1 x ab', '--chain', file('rsa.pem')])
    expect({ code: record.code, stderr: record.stderr }).toEqual({
      code: 2,
      stderr:
        'wiretight: TLSA record is not valid at matching type: expected a number up to 255, not "x" [document-invalid]\n',
    })
    const chain = await runCli(['dane', 'match', '--tlsa', own(rsa), '--chain', file('anchors')])
    expect(chain).toMatchObject({ code: 2, stderr: expect.stringContaining('it holds no certificate') })
  })
})

describe('wiretight dane rollover', () => {
  test('a schedule', async () => {
    const words = [
      '--current',
      file('rsa.pem'),
      '--next',
      file('ec.key'),
      '--ttl',
      '600',
      '--now',
      '2026-11-24T12:00:00Z',
    ]
    const { code, stdout } = await runCli(['dane', 'rollover', ...words])
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /1\. 2026-11-24T12:00:00Z\n[\s\S]+2\. 2026-11-24T12:20:00Z\n[\s\S]+3\. 2026-11-24T12:40:00Z\n/,
    )
    expect(stdout).toContain(`+ _25._tcp.mx.good.lab. 600 IN TLSA ${own(ec)}\n`)
    const json = await runCli(['dane', 'rollover', ...words, '--json'])
    expect(daneRolloverSchema.parse(JSON.parse(json.stdout))).toMatchObject({ name: 'mx.good.lab', isCovered: false })
  })

  test('without a name, a wrong scheme', async () => {
    const nameless = await runCli(['dane', 'rollover', '--current', file('ec.key'), '--next', file('ec.key')])
    expect(nameless).toMatchObject({ code: 2, stderr: expect.stringContaining('say which host it is about') })
    const scheme = ['--current', file('rsa.pem'), '--next', file('ec.key'), '--scheme', '1+1']
    expect((await runCli(['dane', 'rollover', ...scheme])).stderr).toContain('expected 3+3 or 3+2')
  })
})
