import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { DnsFacts } from '../facts/dns-facts.ts'
import { dnsDocumentOf, renderDnsJson } from './dns-json.ts'
import { presentationOf } from './dns-record.ts'
import { renderDnsText } from './dns-text.ts'
import { dnsSchema } from './schema/dns-schema.ts'

type Lookup = DnsFacts['lookup']

const root: Lookup['dnssec']['chain'][number] = {
  zone: '.',
  ds: ['20326 8 2'],
  dnskey: ['20326 8 257', '5116 8 256'],
  algorithms: [8],
  signatureExpires: '2026-12-12T00:00:00Z',
}
const lab: Lookup['dnssec']['chain'][number] = {
  zone: 'lab',
  ds: ['4711 13 2'],
  dnskey: ['4711 13 257'],
  algorithms: [13],
  signatureExpires: '2026-11-24T20:30:00Z',
}
const unsigned: Lookup['dnssec']['chain'][number] = {
  zone: 'plain.lab',
  ds: [],
  dnskey: [],
  algorithms: [],
  signatureExpires: null,
}

interface Change extends Partial<Omit<Lookup, 'dnssec'>> {
  readonly dnssec?: Partial<Lookup['dnssec']>
}

function factsOf({ dnssec, ...lookup }: Change): DnsFacts {
  return {
    lookup: {
      name: 'mail.lab',
      type: 'A',
      outcome: 'records',
      records: ['192.0.2.25'],
      cnames: [],
      ttlSeconds: 3_600,
      ...lookup,
      dnssec: {
        status: 'secure',
        ede: null,
        reason: 'every signature from the trust anchor down is good',
        at: 'lab',
        chain: [root, lab],
        cost: { queries: 4, verifications: 1 },
        ...dnssec,
      },
    },
    resolver: 'validating here, through 192.0.2.1:53',
    judgedAt: '2026-11-24T08:00:00.000Z',
    milliseconds: 12.3,
  }
}

const failed = { outcome: 'failed', records: [], ttlSeconds: 0 } as const

const expired = factsOf({
  ...failed,
  type: 'MX',
  failure: { code: 'dnssec-bogus', name: 'mail.lab', reason: 'it expired' },
  dnssec: { status: 'bogus', ede: 7, reason: 'the signature of the MX set of mail.lab expired', at: 'mail.lab' },
})

const ANSWER = ['', ' Answer', '  mail.lab. 3600 IN A 192.0.2.25']

const CHAIN = [
  '',
  ' Chain of trust',
  '  .    anchor  20326  RSASHA256 (8)         SHA-256 (2)',
  '       DNSKEY  20326  RSASHA256 (8)         KSK (257)',
  '       DNSKEY  5116   RSASHA256 (8)         ZSK (256)',
  '       until   2026-12-12 00:00:00 UTC (in 17 d)',
  '  lab  DS      4711   ECDSAP256SHA256 (13)  SHA-256 (2)',
  '       DNSKEY  4711   ECDSAP256SHA256 (13)  KSK (257)',
  '       until   2026-11-24 20:30:00 UTC (in 12 h)',
]

const COST = ['', ' 4 queries · 1 signature check · 12 ms · validating here, through 192.0.2.1:53']

const cases: readonly { readonly name: string; readonly facts: DnsFacts; readonly lines: readonly string[] }[] = [
  {
    name: 'secure',
    facts: factsOf({}),
    lines: [
      'mail.lab A  secure',
      'Every signature from the trust anchor down to these records is good.',
      ...ANSWER,
      ...CHAIN,
      ...COST,
    ],
  },
  {
    name: 'insecure, through an alias',
    facts: factsOf({
      name: 'www.plain.lab',
      cnames: ['mail.plain.lab'],
      dnssec: {
        status: 'insecure',
        reason: 'the delegation of plain.lab is not signed',
        at: 'plain.lab',
        chain: [unsigned],
      },
    }),
    lines: [
      'www.plain.lab A  insecure',
      'Nothing proves this answer, and nothing needs to: the delegation of plain.lab is not signed.',
      '',
      ' Answer',
      '  www.plain.lab. is an alias of mail.plain.lab.',
      '  mail.plain.lab. 3600 IN A 192.0.2.25',
      '',
      ' Decided',
      '  at     plain.lab.',
      '',
      ' Chain of trust',
      '  plain.lab  no DS   signed records prove that there is none',
      ...COST,
    ],
  },
  {
    name: 'bogus, expired',
    facts: expired,
    lines: [
      'mail.lab MX  bogus',
      'The answer is not shown, because its proof fails: the signature of the MX set of mail.lab expired.',
      'Its zone is signed wrongly, or it was changed on the way.',
      '',
      ' Decided',
      '  at     mail.lab.',
      '  error  7 Signature Expired',
      ...CHAIN,
      ...COST,
    ],
  },
  {
    name: 'bogus, stripped before any zone was reached',
    facts: factsOf({
      ...failed,
      failure: { code: 'dnssec-bogus', name: 'mail.lab', reason: 'the DNSKEY set of . is not signed' },
      dnssec: { status: 'bogus', ede: 10, reason: 'the DNSKEY set of . is not signed', at: '.', chain: [] },
    }),
    lines: [
      'mail.lab A  bogus',
      'The answer is not shown, because its proof fails: the DNSKEY set of . is not signed. Its zone is',
      'signed wrongly, or it was changed on the way.',
      '',
      ' Decided',
      '  at     .',
      '  error  10 RRSIGs Missing',
      ...COST,
    ],
  },
  {
    name: 'no such name, proved',
    facts: factsOf({ outcome: 'nxdomain', records: [], dnssec: { chain: [] } }),
    lines: [
      'mail.lab A  secure',
      'The name does not exist, and signatures from the trust anchor down prove it.',
      ...COST,
    ],
  },
  {
    name: 'no such name, for all that is known',
    facts: factsOf({
      outcome: 'nxdomain',
      records: [],
      dnssec: { status: 'insecure', reason: 'an opt-out span covers the name', at: 'x.lab', chain: [] },
    }),
    lines: [
      'mail.lab A  insecure',
      'The name does not exist, but nothing proves it: an opt-out span covers the name.',
      '',
      ' Decided',
      '  at     x.lab.',
      ...COST,
    ],
  },
  {
    name: 'no such record',
    facts: factsOf({ outcome: 'nodata', records: [], dnssec: { chain: [] } }),
    lines: [
      'mail.lab A  secure',
      'The name has no A record, and signatures from the trust anchor down prove it.',
      ...COST,
    ],
  },
  {
    name: 'the end of the signature over the answer, below zones with short names',
    facts: factsOf({
      dnssec: { signature: { begins: '2026-11-20T00:00:00Z', ends: '2026-11-24T09:30:00Z' }, chain: [lab] },
    }),
    lines: [
      'mail.lab A  secure',
      'Every signature from the trust anchor down to these records is good.',
      ...ANSWER,
      '',
      ' Chain of trust',
      '  lab     anchor  4711   ECDSAP256SHA256 (13)  SHA-256 (2)',
      '          DNSKEY  4711   ECDSAP256SHA256 (13)  KSK (257)',
      '          until   2026-11-24 20:30:00 UTC (in 12 h)',
      '  answer  until   2026-11-24 09:30:00 UTC (in 1 h)',
      ...COST,
    ],
  },
  {
    name: 'an unsigned answer that cannot be read',
    facts: factsOf({
      ...failed,
      failure: { code: 'wire-malformed', structure: 'A', offset: 3 },
      dnssec: { status: 'insecure', reason: 'the delegation of lab is not signed', at: 'lab', chain: [] },
    }),
    lines: [
      'mail.lab A  insecure',
      'The answer cannot be read, and nothing proves it: the delegation of lab is not signed.',
      '',
      ' Decided',
      '  at     lab.',
      '  cause  the server sent a malformed A (byte 3) [wire-malformed]',
      ...COST,
    ],
  },
  {
    name: 'silence',
    facts: factsOf({
      ...failed,
      failure: { code: 'dns-timeout', server: '192.0.2.1:53', name: 'mail.lab' },
      dnssec: {
        status: 'indeterminate',
        ede: 22,
        reason: 'there is no answer to A of mail.lab (dns-timeout)',
        at: 'mail.lab',
        chain: [],
      },
    }),
    lines: [
      'mail.lab A  indeterminate',
      'Whether an answer can be trusted is not known: there is no answer to A of mail.lab (dns-timeout).',
      '',
      ' Decided',
      '  at     mail.lab.',
      '  error  22 No Reachable Authority',
      '  cause  the resolver 192.0.2.1:53 did not answer about mail.lab in time [dns-timeout]',
      ...COST,
    ],
  },
]

describe('renderDnsText', () => {
  test.each(cases)('$name', ({ facts, lines }) => {
    expect(renderDnsText(facts).split('\n')).toEqual([...lines, ''])
  })

  test('numbers without a name, revoked keys, useless DS records and heaps of keys', () => {
    const odd = {
      zone: 'odd.lab',
      ds: ['1 99 98'],
      dnskey: ['2 99 385', '3 99 0', ...Array.from({ length: 20 }, () => '7 13 256')],
      algorithms: [13, 99],
      signatureExpires: null,
    }
    const text = renderDnsText(factsOf({ dnssec: { status: 'insecure', ede: 99, chain: [odd] } }))
    expect(text).toContain('  error  99\n')
    expect(text).toMatch(/anchor +1 +algorithm 99 +digest 98\n/)
    expect(text).toMatch(/DNSKEY +2 +algorithm 99 +KSK, revoked \(385\)\n/)
    expect(text).toMatch(/DNSKEY +3 +algorithm 99 +not a zone key \(0\)\n/)
    expect(text).toContain('and 10 more\n')
    expect(text).toContain('unused  no DS record is of a kind that is known here\n')
  })

  test.each([72, 80, 100, 120])('no line but a record is longer than %d columns', (width) => {
    const zone = `${'long-label.'.repeat(12)}lab`
    const facts = factsOf({
      name: 'lab',
      dnssec: { ...expired.lookup.dnssec, at: 'lab', chain: [root, { ...lab, zone }] },
    })
    const longest = Math.max(
      ...renderDnsText(facts, { width })
        .split('\n')
        .map(({ length }) => length),
    )
    expect(longest).toBeLessThanOrEqual(width)
  })

  test('ASCII terminals get ASCII, and colour changes no text', () => {
    expect(renderDnsText(expired, { ascii: true })).toMatch(/^[\x20-\x7e\n]*$/)
    const painted = renderDnsText(expired, { paint: (tone, text) => `<${tone}>${text}</>` })
    expect(painted).toContain('<critical>bogus</>')
    expect(painted.replace(/<[^>]*>/g, '')).toBe(renderDnsText(expired))
    expect(renderDnsText(factsOf({}), { paint: (tone, text) => `<${tone}>${text}</>` })).toContain('<good>secure</>')
  })

  test('whatever peers put into names, records and reasons stays harmless', () => {
    const evil = '\u001b[2J\u202e\u0007\r\n'
    const facts = factsOf({
      name: evil,
      type: 'TXT',
      records: [evil],
      cnames: [evil],
      failure: { code: 'dns-timeout', server: evil, name: evil },
      dnssec: {
        status: 'bogus',
        reason: evil,
        at: evil,
        chain: [{ zone: evil, ds: [evil], dnskey: [evil], algorithms: [], signatureExpires: null }],
      },
    })
    const text = renderDnsText({ ...facts, resolver: evil })
    expect(text).not.toMatch(/[^\x20-\x7e\n·…]/)
    expect(renderDnsJson(facts)).toMatch(/^[\x20-\x7e\n]*$/)
    expect(JSON.parse(renderDnsJson(facts))).toMatchObject({ records: [evil] })
  })
})

describe('presentationOf', () => {
  const records: readonly (readonly [string, Parameters<typeof presentationOf>[1], string])[] = [
    ['A', '192.0.2.1', '192.0.2.1'],
    ['NS', 'ns.lab', 'ns.lab.'],
    ['CNAME', '.', '.'],
    ['MX', { preference: 10, exchange: 'mx.lab' }, '10 mx.lab.'],
    ['MX', { preference: 0, exchange: '.' }, '0 .'],
    ['SRV', { priority: 1, weight: 2, port: 465, target: 'mx.lab' }, '1 2 465 mx.lab.'],
    ['TLSA', { usage: 3, selector: 1, matching: 1, data: 'ab01' }, '3 1 1 ab01'],
    ['CAA', { flags: 128, tag: 'issue', value: 'ca.lab; x="y"' }, '128 issue "ca.lab; x=\\"y\\""'],
    ['TXT', 'v=STSv1; id=1', '"v=STSv1; id=1"'],
    ['TXT', 'a"b \\\\ \\x1b[2J\\xff \\\\x41', '"a\\"b \\\\ \\027[2J\\255 \\\\x41"'],
    ['TYPE65280', '\\# 2 abcd', '\\# 2 abcd'],
  ]
  test.each(records)('%s %j', (type, record, expected) => {
    expect(presentationOf(type, record)).toBe(expected)
  })
})

describe('renderDnsJson', () => {
  test.each(cases)('$name: is what its schema says', ({ facts }) => {
    const document: unknown = JSON.parse(renderDnsJson(facts))
    expect(dnsSchema.parse(document)).toEqual(document)
    expect(document).toEqual(dnsDocumentOf(facts))
  })

  test('its schema refuses another status, and an unknown type of record', () => {
    const document = dnsDocumentOf(factsOf({}))
    expect(z.safeParse(dnsSchema, { ...document, status: 'fine' }).success).toBe(false)
    expect(z.safeParse(dnsSchema, { ...document, records: [{ text: 'x' }] }).success).toBe(false)
  })
})
