import { createSocket } from 'node:dgram'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DnsServer, startAuthority, startDnsServer } from '../src/dns/authority.ts'
import { buildSignedTree } from '../src/dns/signed-tree.ts'
import { formatName, parseName } from '../src/dns/wire/name.ts'
import { formatRdata } from '../src/dns/wire/presentation.ts'
import { RR_TYPES } from '../src/dns/wire/rr-type.ts'
import { respondFromZones } from '../src/dns/zone/respond.ts'
import type { DnsDocument } from '../src/report/dns-json.ts'
import { dnsSchema } from '../src/report/schema/dns-schema.ts'
import { type CliResult, runCli } from './support/run-cli.ts'

/* `wiretight dns` in a process of its own, against signed zones that this process serves on loopback. */

const NOW = '2026-11-24T08:00:00Z'
const SECONDS = Date.parse(NOW) / 1_000
const TEXT = `@ SOA ns h 1 2 3 4 300
@ NS ns
ns A 192.0.2.53
@ MX 10 mail
mail A 192.0.2.25
_25._tcp.mail TLSA 3 1 1 ab
alias CNAME mail
hostile TXT "\\027[2J\\226\\128\\174<script>" "\\"quoted\\""
xn--bcher-kva MX 10 mail
`
const late = parseName('late.lab.')
const tree = buildSignedTree(
  [
    { origin: '.', text: '@ SOA ns h 1 2 3 4 300\n@ NS ns\nns A 192.0.2.53' },
    { origin: 'lab.', text: TEXT },
    { origin: 'good.lab.', text: TEXT, algorithm: 8 },
    { origin: 'late.lab.', text: TEXT, faults: [{ kind: 'expired', name: late, type: RR_TYPES.MX }] },
    { origin: 'plain.lab.', text: TEXT, algorithm: null },
  ],
  { inception: SECONDS - 86_400, expiration: SECONDS + 30 * 86_400 },
)

let server: DnsServer
let folder = ''
let anchorFile = ''

beforeAll(async () => {
  server = await startAuthority({ address: '127.0.0.1', port: 0 }, tree.zones)
  folder = await mkdtemp(join(tmpdir(), 'wiretight-cli-dns-'))
  anchorFile = join(folder, 'anchors')
  const lines = tree.anchors.flatMap(({ zone, ds }) =>
    ds.map((rdata) => `${formatName(zone)} IN DS ${formatRdata(RR_TYPES.DS, rdata)}\n`),
  )
  await writeFile(anchorFile, lines.join(''))
})

afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

/** A lookup through a server, from the tree's anchor, at the tree's time. */
function ask(words: readonly string[], through: { readonly port: number } = server): Promise<CliResult> {
  const resolver = `127.0.0.1:${through.port}`
  return runCli(['dns', ...words, '--resolver', resolver, '--trust-anchor', anchorFile, '--now', NOW])
}

/** The JSON of a lookup, held to its schema. */
async function askJson(
  words: readonly string[],
  through?: { readonly port: number },
): Promise<DnsDocument & { code: number | null }> {
  const { code, stdout } = await ask([...words, '--json'], through)
  return { ...dnsSchema.parse(JSON.parse(stdout)), code }
}

describe('wiretight dns', () => {
  test('secure: the answer, the chain of three zones, and what it cost', async () => {
    const { code, stdout, stderr } = await ask(['_25._tcp.mail.good.lab', 'tlsa'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('_25._tcp.mail.good.lab TLSA  secure\n')
    expect(stdout).toContain('  _25._tcp.mail.good.lab. 3600 IN TLSA 3 1 1 ab\n')
    expect(stdout).toMatch(
      /^ {2}\. +anchor +\d+ +ECDSAP256SHA256 \(13\) +SHA-256 \(2\)$[\s\S]+^ {2}lab +DS +\d+ [\s\S]+^ {2}good\.lab +DS +\d+ +RSASHA256 \(8\) +SHA-256 \(2\)\n +DNSKEY +\d+ +RSASHA256 \(8\) +KSK \(257\)\n +until +2026-12-24 08:00:00 UTC \(in 30 d\)$/m,
    )
    expect(stdout).toMatch(/^ 6 queries · \d+ signature checks · \d+ ms · validating here, through 127\.0\.0\.1:\d+$/m)
  })

  test('secure, as JSON', async () => {
    const found = await askJson(['_25._tcp.mail.good.lab', 'TLSA'])
    expect(found).toMatchObject({
      code: 0,
      schema: 'wiretight/dns@1',
      name: '_25._tcp.mail.good.lab',
      type: 'TLSA',
      status: 'secure',
      ede: null,
      at: 'good.lab',
      outcome: 'records',
      records: [{ usage: 3, selector: 1, matching: 1, data: 'ab' }],
      queries: 6,
      failure: null,
    })
    expect(found.chain.map(({ zone, algorithms }) => [zone, algorithms])).toEqual([
      ['.', [13]],
      ['lab', [13]],
      ['good.lab', [8]],
    ])
    expect(found.milliseconds).toBeGreaterThan(0)
    expect(Date.parse(found.signature?.ends ?? '')).toBeGreaterThan(Date.now())
  })

  test('insecure: an island, with its alias', async () => {
    const { code, stdout } = await ask(['alias.plain.lab', 'A'])
    expect(code).toBe(0)
    expect(stdout).toContain('alias.plain.lab A  insecure\n')
    expect(stdout).toContain('the delegation of plain.lab is not signed')
    expect(stdout).toContain(
      '  alias.plain.lab. is an alias of mail.plain.lab.\n  mail.plain.lab. 3600 IN A 192.0.2.25\n',
    )
    expect(stdout).toMatch(/^ {2}plain\.lab +no DS +signed records prove/m)
  })

  test('bogus: exit 1, the record that failed and why, and not the record itself', async () => {
    const { code, stdout } = await ask(['late.lab', 'MX'])
    expect(code).toBe(1)
    expect(stdout.replaceAll('\n', ' ')).toContain('the signature of the MX set of late.lab expired at 2026')
    expect(stdout).toContain('  at     late.lab.\n  error  7 Signature Expired\n')
    expect(stdout).not.toContain('mail.late.lab')
    expect(await askJson(['late.lab', 'MX'])).toMatchObject({
      code: 1,
      status: 'bogus',
      ede: 7,
      at: 'late.lab',
      records: [],
      failure: { code: 'dnssec-bogus', name: 'late.lab' },
    })
  })

  test('absence that is proved is an answer', async () => {
    const [noName, noType] = await Promise.all([ask(['none.good.lab', 'A']), askJson(['mail.good.lab', 'TLSA'])])
    expect(noName.code).toBe(0)
    expect(noName.stdout).toContain('The name does not exist, and signatures from the trust anchor down prove it.')
    expect(noType).toMatchObject({ code: 0, status: 'secure', outcome: 'nodata', records: [] })
  })

  test('a hostile TXT record is shown harmlessly in both forms', async () => {
    const text = await ask(['hostile.lab', 'TXT'])
    expect(text.stdout).toContain('hostile.lab. 3600 IN TXT "\\027[2J\\226\\128\\174<script>\\"quoted\\""\n')
    const json = await ask(['hostile.lab', 'TXT', '--json'])
    for (const { stdout } of [text, json]) expect(stdout).not.toMatch(/[^\n\x20-\x7e·]/)
    expect(json.stdout).not.toContain('<script')
  })

  test('international names, numbered types, and names that only the DNS knows', async () => {
    const [international, numbered, wildcard] = await Promise.all([
      askJson(['bücher.lab', 'MX']),
      askJson(['mail.lab', 'TYPE1']),
      askJson(['*.lab', 'A']),
    ])
    expect(international).toMatchObject({ name: 'xn--bcher-kva.lab', status: 'secure', records: [{ preference: 10 }] })
    expect(numbered).toMatchObject({ type: 'A', records: ['192.0.2.25'] })
    expect(wildcard).toMatchObject({ name: '*.lab', outcome: 'nxdomain' })
  })

  test('the time of --now decides', async () => {
    const words = ['dns', 'lab', 'MX', '--resolver', `127.0.0.1:${server.port}`, '--trust-anchor', anchorFile]
    const { code, stdout } = await runCli([...words, '--now', '2027-06-01', '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ status: 'bogus', ede: 7, at: '.' })
  })
})

describe('the lab', () => {
  test('has its own DNS, good and bad', async () => {
    const [good, bad] = await Promise.all([
      runCli(['dns', 'perfect.lab', 'MX', '--lab']),
      runCli(['dns', 'bogus.lab', 'MX', '--lab', '--now', NOW]),
    ])
    expect(good).toMatchObject({ code: 0, stderr: '' })
    expect(good.stdout).toContain('perfect.lab MX  secure\n')
    expect(good.stdout).toContain('the lab, validated here')
    expect(bad).toMatchObject({ code: 1, stderr: '' })
    expect(bad.stdout).toContain('bogus.lab MX  bogus\n')
  })
})

describe('resolvers in trouble', () => {
  test('one that does not answer: exit 3, in time, and it says so', async () => {
    // Bound, and never read: its queries are lost, and its TCP port is closed.
    const silent = createSocket('udp4')
    await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve))
    const { code, stdout, stderr, milliseconds } = await ask(['lab', 'MX', '--timeout', '0.5'], silent.address())
    expect(code).toBe(3)
    // Two attempts of a diagnosis, and none after that.
    expect(milliseconds).toBeLessThan(4_000)
    expect(stderr).toMatch(
      /^wiretight: warning: 127\.0\.0\.1:\d+ does not answer .*: nothing can be proved through it\n$/,
    )
    expect(stdout).toContain('lab MX  indeterminate\n')
    expect(stdout).toContain('  error  22 No Reachable Authority\n')
    expect(stdout).toMatch(/ {2}cause +the resolver 127\.0\.0\.1:\d+ did not answer/)
    await new Promise<void>((resolve) => silent.close(() => resolve()))
  })

  test('one that loses signatures: a warning, and nothing is believed', async () => {
    const stripping = await startDnsServer({ address: '127.0.0.1', port: 0 }, (query) =>
      respondFromZones(tree.zones, { ...query, edns: query.edns === null ? null : { ...query.edns, dnssecOk: false } }),
    )
    const { code, stdout, stderr } = await ask(['plain.lab', 'MX'], stripping)
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^wiretight: warning: 127\.0\.0\.1:\d+ does not pass DNSSEC on \(.*\): nothing can be proved/,
    )
    expect(stdout).toContain('plain.lab MX  bogus\n')
    expect(stdout).toContain('the DNSKEY set of . is not signed')
    await stripping.close()
  })

  test('an answer of SERVFAIL is no answer', async () => {
    const broken = await startDnsServer({ address: '127.0.0.1', port: 0 }, (query) => ({
      ...respondFromZones([], query),
      rcode: 2,
    }))
    expect(await askJson(['lab', 'MX'], broken)).toMatchObject({
      code: 3,
      status: 'indeterminate',
      ede: 23,
      failure: { code: 'dns-rcode', rcode: 'SERVFAIL' },
    })
    await broken.close()
  })
})

describe('usage of wiretight dns', () => {
  const cases = [
    { name: 'an unknown type suggests the nearest', words: ['x.lab', 'TSLA'], says: 'did you mean TLSA?' },
    { name: 'a type that is like none', words: ['x.lab', 'fnord-type'], says: 'TYPE257' },
    { name: 'a transfer is no lookup', words: ['x.lab', 'AXFR'], says: 'AXFR is no type to ask for' },
    { name: 'no type', words: ['x.lab'], says: 'type' },
    { name: 'not a name', words: ['a..b', 'A'], says: 'name-invalid' },
    { name: 'not a resolver', words: ['x.lab', 'A', '--resolver', 'ftp://x'], says: '--resolver' },
    { name: 'two resolvers', words: ['x.lab', 'A', '--resolver', '192.0.2.1', '--iterate'], says: '--iterate' },
    {
      name: 'no anchors in a file',
      words: ['x.lab', 'A', '--trust-anchor', import.meta.filename],
      says: 'trust anchor file',
    },
    { name: 'the lab and another resolver', words: ['x.lab', 'A', '--lab', '--iterate'], says: '--lab' },
    { name: 'no such file', words: ['x.lab', 'A', '--trust-anchor', '/no/such'], says: 'file-unreadable' },
    { name: 'not a date', words: ['x.lab', 'A', '--now', 'today'], says: '--now' },
    { name: 'not a time', words: ['x.lab', 'A', '--timeout', 'soon'], says: '--timeout' },
    { name: 'an unknown option suggests the nearest', words: ['x.lab', 'A', '--iterat'], says: '--iterate' },
  ]
  test.each(cases)('$name: exit 2, no stack', async ({ words, says }) => {
    const { code, stdout, stderr } = await runCli(['dns', ...words])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(says)
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})
