import { spawn } from 'node:child_process'
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DnsServer, startAuthority } from '../src/dns/authority.ts'
import { buildSignedTree } from '../src/dns/signed-tree.ts'
import { formatName } from '../src/dns/wire/name.ts'
import { formatRdata } from '../src/dns/wire/presentation.ts'
import { RR_TYPES } from '../src/dns/wire/rr-type.ts'
import { domainFacts } from '../src/facts/builders.ts'
import { judge } from '../src/judge/judge.ts'
import { reportOf } from '../src/report/report.ts'
import {
  tlsRptCheckSchema,
  tlsRptGeneratedSchema,
  tlsRptRecordSchema,
  tlsRptReportSchema,
  tlsRptReportsSchema,
} from '../src/report/schema/tls-rpt-schema.ts'
import { type CliResult, runCli } from './support/run-cli.ts'

/* `wiretight tls-rpt` in a process of its own. */

const VECTORS = join(import.meta.dirname, 'vectors/tls-rpt/reports')
const NOW = '2026-11-24T08:00:00Z'
const SECONDS = Date.parse(NOW) / 1_000

const tree = buildSignedTree(
  [
    { origin: '.', text: '@ SOA ns h 1 2 3 4 300\n@ NS ns\nns A 192.0.2.53' },
    {
      origin: 'lab.',
      text: `@ SOA ns h 1 2 3 4 300
@ NS ns
ns A 192.0.2.53
_smtp._tls.good TXT "v=TLSRPTv1; rua=mailto:tls@good.lab," "https://reports.outside.lab/x"
good MX 10 mx.good
mx.good A 192.0.2.25
reports.outside A 192.0.2.80
_smtp._tls.lost TXT "v=TLSRPTv1; rua=mailto:tls@nowhere.lab"
_smtp._tls.two TXT "v=TLSRPTv1; rua=mailto:a@good.lab"
_smtp._tls.two TXT "v=TLSRPTv1; rua=mailto:b@good.lab"
_smtp._tls.bad TXT "v=TLSRPTv1; rua=mailto:a@good.lab;;"
_smtp._tls.near TXT "v=tlsrptv1; rua=mailto:\\027[2Ja@good.lab"
_smtp._tls.alias CNAME _smtp._tls.good
`,
    },
  ],
  { inception: SECONDS - 86_400, expiration: SECONDS + 30 * 86_400 },
)

let server: DnsServer
let folder = ''
let anchors = ''

beforeAll(async () => {
  server = await startAuthority({ address: '127.0.0.1', port: 0 }, tree.zones)
  folder = await mkdtemp(join(tmpdir(), 'wiretight-cli-tls-rpt-'))
  anchors = join(folder, 'anchors')
  const lines = tree.anchors.flatMap(({ zone, ds }) =>
    ds.map((rdata) => `${formatName(zone)} IN DS ${formatRdata(RR_TYPES.DS, rdata)}\n`),
  )
  await writeFile(anchors, lines.join(''))
})

afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

function check(domain: string, ...words: readonly string[]): Promise<CliResult> {
  const resolver = ['--resolver', `127.0.0.1:${server.port}`, '--trust-anchor', anchors, '--now', NOW]
  return runCli(['tls-rpt', 'check', domain, ...resolver, ...words])
}

describe('wiretight tls-rpt check', () => {
  test('a good record, where it leads, and how it is proved', async () => {
    const { code, stdout } = await check('good.lab')
    expect(code).toBe(0)
    expect(stdout).toContain('_smtp._tls.good.lab TXT  valid\n')
    expect(stdout).toContain('  to        mailto:tls@good.lab\n')
    expect(stdout).toMatch(
      / to {8}https:\/\/reports\.outside\.lab\/x\n +outside of the domain: RFC 8460 asks for no permission/,
    )
    expect(stdout).toContain('  DNSSEC    secure')
    const json = await check('good.lab', '--json')
    expect(tlsRptCheckSchema.parse(JSON.parse(json.stdout))).toMatchObject({
      verdict: 'valid',
      rua: ['mailto:tls@good.lab', 'https://reports.outside.lab/x'],
      dnssec: 'secure',
      destinations: [
        { external: false, reachable: 'yes' },
        { external: true, reachable: 'yes' },
      ],
    })
  })

  const others = [
    { domain: 'none.lab', code: 1, verdict: 'none', says: 'There is no record: nobody reports' },
    { domain: 'two.lab', code: 1, verdict: 'multiple', says: 'There are 2 records.' },
    { domain: 'bad.lab', code: 1, verdict: 'invalid', says: '[field-empty]' },
    { domain: 'near.lab', code: 1, verdict: 'none', says: 'meant?' },
    { domain: 'lost.lab', code: 0, verdict: 'valid', says: 'cannot take reports (MX nowhere.lab: nxdomain' },
    { domain: 'alias.lab', code: 0, verdict: 'valid', says: 'alias of  _smtp._tls.good.lab' },
  ]
  test.each(others)('$domain: $verdict, exit $code', async ({ domain, code, verdict, says }) => {
    const [text, json] = await Promise.all([check(domain), check(domain, '--json')])
    expect([text.code, json.code]).toEqual([code, code])
    expect(text.stdout).toContain(says)
    expect(text.stdout).not.toMatch(/[^\n\x20-\x7e…’]/)
    expect(tlsRptCheckSchema.parse(JSON.parse(json.stdout)).verdict).toBe(verdict)
  })

  test('no answer: exit 3', async () => {
    const { code, stdout } = await runCli([
      'tls-rpt',
      'check',
      'x.lab',
      '--resolver',
      '127.0.0.1:1',
      '--timeout',
      '0.3',
      '--json',
    ])
    expect(code).toBe(3)
    expect(tlsRptCheckSchema.parse(JSON.parse(stdout))).toMatchObject({ verdict: 'unknown', record: null })
  })
})

describe('wiretight tls-rpt parse and generate', () => {
  test('a record as JSON', async () => {
    const { code, stdout } = await runCli([
      'tls-rpt',
      'parse',
      '--record',
      'v=TLSRPTv1; rua=mailto:a@b.example',
      '--json',
    ])
    expect(code).toBe(0)
    expect(tlsRptRecordSchema.parse(JSON.parse(stdout))).toEqual({
      schema: 'wiretight/tls-rpt-record@1',
      verdict: 'valid',
      record: 'v=TLSRPTv1; rua=mailto:a@b.example',
      rua: ['mailto:a@b.example'],
      errors: [],
      warnings: [],
    })
  })

  test('what is wrong with one is said, though senders would take it for none', async () => {
    const { code, stdout } = await runCli([
      'tls-rpt',
      'parse',
      '--record',
      'v=TLSRPTv0; rua=mailto:a@b.example',
      '--json',
    ])
    expect(code).toBe(1)
    expect(tlsRptRecordSchema.parse(JSON.parse(stdout))).toMatchObject({
      verdict: 'invalid',
      errors: [{ code: 'version-invalid' }],
    })
  })

  test('several records: none counts', async () => {
    const record = 'v=TLSRPTv1; rua=mailto:a@b.example'
    const { code, stdout } = await runCli(['tls-rpt', 'parse', '--record', record, '--record', record, '--json'])
    expect(code).toBe(1)
    expect(tlsRptRecordSchema.parse(JSON.parse(stdout)).verdict).toBe('multiple')
  })

  test('a record is written, and is valid', async () => {
    const { code, stdout } = await runCli(['tls-rpt', 'generate', 'Bücher.example', '--rua', 'a,b@c.example', '--json'])
    expect(code).toBe(0)
    const made = tlsRptGeneratedSchema.parse(JSON.parse(stdout))
    expect(made).toMatchObject({
      name: '_smtp._tls.xn--bcher-kva.example',
      zone: '_smtp._tls.xn--bcher-kva.example. 3600 IN TXT "v=TLSRPTv1; rua=mailto:a%2Cb@c.example"',
    })
    expect((await runCli(['tls-rpt', 'parse', '--record', made.record])).code).toBe(0)
  })

  const usage = [
    { name: 'no record', words: ['parse'] },
    { name: 'no place', words: ['generate', 'b.example'] },
    { name: 'a place to which nobody can report', words: ['generate', 'b.example', '--rua', 'ftp://x'] },
    { name: 'no domain', words: ['check', 'a..b'] },
    { name: 'no file', words: ['read'] },
    { name: 'no such form', words: ['read', 'x', '--format', 'xml'] },
    { name: 'no number', words: ['read', 'x', '--max-bytes', 'many'] },
    { name: 'no such command', words: ['write'] },
  ]
  test.each(usage)('$name: exit 2, no stack', async ({ words }) => {
    const { code, stdout, stderr } = await runCli(['tls-rpt', ...words])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})

const HOSTILE = '\u001b[2J\u202e=cmd()|x <img src=x onerror=alert(1)>'

/** A report about mx1.example.lab with an expired certificate, by somebody who means ill. */
function hostileReport(id: string): string {
  const detail = {
    'result-type': 'certificate-expired',
    'sending-mta-ip': HOSTILE,
    'receiving-mx-hostname': 'mx1.example.lab',
    'failed-session-count': 7,
    'failure-reason-code': HOSTILE,
  }
  return JSON.stringify({
    'organization-name': `=cmd()|' /C calc'!A0${HOSTILE}`,
    'date-range': { 'start-datetime': '2026-11-23T00:00:00Z', 'end-datetime': '2026-11-23T23:59:59Z' },
    'contact-info': HOSTILE,
    'report-id': id,
    policies: [
      {
        policy: { 'policy-type': HOSTILE, 'policy-string': [HOSTILE], 'policy-domain': HOSTILE, 'mx-host': HOSTILE },
        summary: { 'total-successful-session-count': 1, 'total-failure-session-count': 7 },
        'failure-details': [detail, { ...detail, 'result-type': HOSTILE, 'receiving-mx-hostname': HOSTILE }],
      },
    ],
  })
}

describe('wiretight tls-rpt read', () => {
  test('all reports together, at 100 columns', async () => {
    const { code, stdout, stderr } = await runCli([
      'tls-rpt',
      'read',
      join(VECTORS, 'mox'),
      join(VECTORS, 'parsedmarc'),
    ])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('307 of 5,686 sessions failed (5.4 %).')
    expect(stdout).toMatch(/^ {2}MTA-STS +company-y\.example +1 +5,629 +303 +5\.4 %$/m)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  })

  test('JSON, NDJSON and CSV tell the same', async () => {
    const files = [join(VECTORS, 'parsedmarc'), join(VECTORS, 'parsedmarc/rfc8460.json')]
    const [json, ndjson, csv] = await Promise.all(
      ['json', 'ndjson', 'csv'].map((format) => runCli(['tls-rpt', 'read', ...files, '--format', format])),
    )
    const document = tlsRptReportsSchema.parse(JSON.parse(json?.stdout ?? ''))
    expect(document.summary).toMatchObject({ reports: 4, repeated: 1, successful: 5374, failed: 307 })
    expect(document.documents.map(({ repeated }) => repeated)).toEqual([false, false, false, false, true])
    const lines = (ndjson?.stdout ?? '')
      .trim()
      .split('\n')
      .map((line) => tlsRptReportSchema.parse(JSON.parse(line)))
    expect(lines).toEqual(document.documents.map((each) => ({ schema: 'wiretight/tls-rpt-report@1', ...each })))
    const rows = (csv?.stdout ?? '').trim().split('\r\n')
    expect(rows).toHaveLength(1 + 1 + 2 + 3 + 2 + 3)
    for (const row of rows) expect(row.split(',')).toHaveLength(18)
  })

  test('one that cannot be read: exit 1, the others are read, each form says which', async () => {
    const bad = join(folder, 'bad.json')
    await writeFile(bad, '{"policies":')
    const words = ['tls-rpt', 'read', bad, join(VECTORS, 'parsedmarc/rfc8460.json')]
    const [text, json] = await Promise.all([runCli(words), runCli([...words, '--json'])])
    expect([text.code, json.code]).toEqual([1, 1])
    expect(text.stdout).toContain('Not read: 1 document')
    expect(text.stdout).toContain('[document-invalid]')
    expect(text.stdout).toContain('303 of 5,629 sessions failed')
    expect(json.stderr).toContain('bad.json')
    expect(tlsRptReportsSchema.parse(JSON.parse(json.stdout)).documents[0]?.failure?.code).toBe('document-invalid')
  })

  test('standard input: any kind', async () => {
    const mail = await readFile(join(VECTORS, 'mox/example.eml'), 'utf8')
    for (const stdin of [mail, `From x@y.example Mon Nov 23 00:00:00 2026\n${mail}`]) {
      const { code, stdout } = await runCli(['tls-rpt', 'read', '-'], { stdin })
      expect(code).toBe(0)
      expect(stdout).toContain('All 3 sessions went well.')
    }
  })

  test('beside each failing server stands what the audit says', async () => {
    const audited = domainFacts({ at: '2027-03-01T08:00:00.000Z' })
    await writeFile(join(folder, 'audit.json'), JSON.stringify(reportOf(audited, judge(audited))))
    await writeFile(join(folder, 'report.json'), hostileReport('1'))
    const words = ['tls-rpt', 'read', join(folder, 'report.json'), '--audit']
    const [text, json] = await Promise.all([
      runCli([...words, join(folder, 'audit.json')]),
      runCli([...words, join(folder, 'audit.json'), '--json']),
    ])
    expect(text.stdout).toMatch(
      /mx1\.example\.lab {2}7 sessions\n +certificate-expired 7\n +Audit of 2027-03-01: the same\. cert-expired/,
    )
    expect(text.stdout).toContain('Audit: it did not look at this server.')
    expect(tlsRptReportsSchema.parse(JSON.parse(json.stdout)).audit).toMatchObject([
      { host: 'mx1.example.lab', state: 'confirmed', findings: [{ code: 'cert-expired' }] },
      { state: 'not-audited', at: null },
    ])
    const { code, stderr } = await runCli([...words, join(folder, 'report.json')])
    expect(code).toBe(2)
    expect(stderr).toContain('[document-invalid]')
  })
})

describe('RFC 8460 line 6: hostile reports', () => {
  test('no text of a report reaches a terminal, a page or a spreadsheet as it is', async () => {
    const file = join(folder, `hostile.json`)
    await writeFile(file, hostileReport('1'))
    for (const format of ['text', 'json', 'ndjson', 'csv']) {
      const { code, stdout } = await runCli(['tls-rpt', 'read', file, '--format', format, '--ascii'])
      expect(code).toBe(0)
      expect(stdout, format).not.toMatch(/[^\r\n\x20-\x7e]/)
      if (format !== 'text') expect(stdout, format).not.toMatch(format === 'csv' ? /(?:^|,)"?[=+@]/m : /<img/)
    }
  })

  interface Measured {
    readonly code: number | null
    readonly stdout: string
    readonly megabytes: number
    readonly milliseconds: number
  }

  /** Runs with a heap of 96 MB, and tells the most memory that the process took. */
  function measured(words: readonly string[]): Promise<Measured> {
    const entry = fileURLToPath(new URL('./support/cli-memory-entry.ts', import.meta.url))
    const start = performance.now()
    const child = spawn(process.execPath, ['--max-old-space-size=96', entry, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    return new Promise((resolve) => {
      child.once('close', (code) => {
        const megabytes = Number(/max-rss-kilobytes (\d+)/.exec(stderr)?.[1] ?? 'NaN') / 1_024
        resolve({ code, stdout, megabytes, milliseconds: performance.now() - start })
      })
    })
  }

  /** What the process takes for a small report, and what a hostile file may add: the limit, a few times. */
  const ROOM_MEGABYTES = 90

  test('bombs, huge files and deep documents end early, in little memory', async () => {
    const usual = await measured(['tls-rpt', 'read', join(VECTORS, 'parsedmarc/rfc8460.json')])
    expect(usual.code).toBe(0)
    const part = gzipSync(Buffer.alloc(64 * 1_048_576, 0x20))
    const bomb = join(folder, 'bomb.json.gz')
    // Two gigabytes in two megabytes.
    await writeFile(bomb, Buffer.concat(Array.from({ length: 32 }, () => part)))
    const huge = join(folder, 'huge.json')
    const handle = await open(huge, 'w')
    await handle.write(`{"policies":[${'{},'.repeat(100_000)}`)
    await handle.truncate(50 * 1_048_576)
    await handle.close()
    const deep = join(folder, 'deep.json')
    await writeFile(deep, `{"policies":${'['.repeat(9_000_000)}`)
    const wide = join(folder, 'wide.json')
    await writeFile(wide, `{"policies":[${'{},'.repeat(3_000_000)}{}]}`)
    const cases = [
      { file: bomb, code: 'gzip-ratio' },
      { file: huge, code: 'content-too-large' },
      { file: deep, code: 'document-invalid' },
      { file: wide, code: 'document-invalid' },
    ]
    for (const { file, code } of cases) {
      const result = await measured(['tls-rpt', 'read', file, '--json'])
      expect(result.code, file).toBe(1)
      expect(result.stdout, file).toContain(`"code": "${code}"`)
      expect(result.megabytes, file).toBeLessThan(usual.megabytes + ROOM_MEGABYTES)
      expect(result.milliseconds, file).toBeLessThan(10_000)
    }
  }, 60_000)

  test('a mailbox of a hundred megabytes is read one mail at a time', async () => {
    const mail = await readFile(join(VECTORS, 'mox/example.eml'), 'utf8')
    const box = join(folder, 'large.mbox')
    const handle = await open(box, 'w')
    const filler = `From x@y.example Mon Nov 23 00:00:00 2026\nSubject: x\n\n${`${'x'.repeat(70)}\n`.repeat(14_000)}\n`
    for (let count = 0; count < 100; count += 1) await handle.write(filler)
    await handle.write(`From x@y.example Mon Nov 23 00:00:00 2026\n${mail}`)
    await handle.close()
    const result = await measured(['tls-rpt', 'read', box, '--json'])
    expect(result.code).toBe(1)
    expect(result.stdout).toContain('"part": "message 101, attachment 1"')
    expect(result.megabytes).toBeLessThan(300)
  }, 60_000)
})
