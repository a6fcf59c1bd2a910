import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { parseTrustAnchors } from '../src/dns/dnssec/trust-anchors.ts'
import type { DnssecStatus, Lookup, RecordOf } from '../src/dns/lookup.ts'
import { createDo53Upstream } from '../src/dns/transport/do53.ts'
import { parseName } from '../src/dns/wire/name.ts'
import { type DnsType, RR_TYPES } from '../src/dns/wire/rr-type.ts'
import { createAuthority } from '../src/lab/certificate-authority.ts'
import type { DnsAttack } from '../src/lab/dns/dns-attacker.ts'
import { recordsOf, tlsa, tlsaFor } from '../src/lab/dns/tlsa-records.ts'
import { oneServer, realServer } from '../src/lab/domains/build.ts'
import { LAB_DOMAINS } from '../src/lab/domains/lab-domains.ts'
import { type Lab, startLab } from '../src/lab/lab.ts'
import type { LabDomain } from '../src/lab/lab-domain.ts'
import { modernModel } from '../src/lab/tls-models.ts'
import { readCertificate } from '../src/x509/certificate.ts'

const NOW = new Date('2026-11-24T08:00:00Z')

/** A domain with everything that a later lab may want of its zone. */
const FULL: LabDomain = {
  ...oneServer('full', 200, 'its zone has records of every kind', realServer(modernModel('ecdsa')), []),
  dns: {
    records: [
      '_mta-sts TXT "v=STSv1; id=20261124"',
      'mta-sts A 203.0.113.201',
      'alias CNAME mx1.perfect.lab.',
      'within CNAME mx1',
      'loose CNAME mx1.unsigned.lab.',
    ],
    recordsFor: recordsOf(
      tlsaFor('mx1', tlsa(3, 1, 1), tlsa(3, 1, 1, 'next'), tlsa(2, 0, 2), tlsa(2, 1, 1, 'root'), tlsa(3, 0, 0)),
      async ({ domain, now }) => [`made TXT "${domain} ${now.getUTCFullYear()}"`],
    ),
    failing: [
      { label: 'mute', type: 'A', how: 'silence' },
      { label: 'deaf', type: 'A', how: 'REFUSED' },
      { label: '@', type: 'TXT', how: 'SERVFAIL' },
    ],
  },
}

let lab: Lab
let attacked: Lab

beforeAll(async () => {
  const domains = [...LAB_DOMAINS, FULL]
  const options = { domains, wanted: ['full.lab'] }
  ;[lab, attacked] = await Promise.all([startLab(NOW, options), startLab(NOW, { ...options, dnsAttacker: true })])
})

afterAll(() => Promise.all([lab.close(), attacked.close()]))

function ask<T extends DnsType>(name: string, type: T): Promise<Lookup<RecordOf<T>>> {
  return lab.resolver.lookup(name, type)
}

describe('the names of the lab', () => {
  test('all of it starts, and answers its first question, in less than a second of work', async () => {
    // The time of this thread, not of the clock: other programs may be busy.
    const before = process.threadCpuUsage()
    const own = await startLab(NOW)
    expect((await own.resolver.lookup('perfect.lab', 'MX')).dnssec.status).toBe('secure')
    const { user, system } = process.threadCpuUsage(before)
    expect((user + system) / 1_000).toBeLessThan(1_000)
    await own.close()
  })

  test('are one zone a domain, below lab., below the root', async () => {
    const { dnssec, records } = await ask('perfect.lab', 'MX')
    expect(records.map(({ exchange }) => exchange)).toEqual(['mx1.perfect.lab', 'mx2.perfect.lab'])
    expect(dnssec).toMatchObject({
      status: 'secure',
      at: 'perfect.lab',
      chain: [{ zone: '.' }, { zone: 'lab' }, { zone: 'perfect.lab', algorithms: [13] }],
      signature: { begins: '2026-11-22T08:00:00Z', ends: '2026-12-22T08:00:00Z' },
    })
    expect(dnssec.chain[2]).not.toHaveProperty('rsaBits')
  })

  const others: readonly { name: string; type: DnsType; outcome: string; status: DnssecStatus; at?: string }[] = [
    { name: 'perfect.lab', type: 'A', outcome: 'nodata', status: 'secure' },
    { name: 'none.perfect.lab', type: 'A', outcome: 'nxdomain', status: 'secure' },
    { name: 'nothing.lab', type: 'MX', outcome: 'nxdomain', status: 'secure', at: 'lab' },
    { name: 'example.com', type: 'MX', outcome: 'nxdomain', status: 'secure', at: '.' },
    { name: 'null-mx.lab', type: 'MX', outcome: 'records', status: 'secure' },
    { name: 'perfect.lab', type: 'DS', outcome: 'records', status: 'secure', at: 'lab' },
    { name: 'unsigned.lab', type: 'DS', outcome: 'nodata', status: 'secure', at: 'lab' },
    { name: 'unsigned.lab', type: 'DNSKEY', outcome: 'nodata', status: 'insecure' },
    { name: 'island.lab', type: 'DNSKEY', outcome: 'records', status: 'insecure' },
    { name: '10.113.0.203.in-addr.arpa', type: 'PTR', outcome: 'records', status: 'secure' },
    {
      name: '0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa',
      type: 'PTR',
      outcome: 'records',
      status: 'secure',
    },
  ]
  test.each(others)('$name $type: $outcome, $status', async ({ name, type, outcome, status, at }) => {
    const found = await ask(name, type)
    expect(found).toMatchObject({ outcome, dnssec: { status } })
    if (at !== undefined) expect(found.dnssec.at).toBe(at)
  })

  test('their anchor is a line of DS that everybody can read, and their server speaks TCP as well', async () => {
    expect(lab.trustAnchor).toMatch(/^\. IN DS \d+ 13 2 [0-9a-f]{64}\n$/)
    const [anchor] = parseTrustAnchors(lab.trustAnchor)
    expect(anchor?.ds).toHaveLength(1)
    const upstream = createDo53Upstream(lab.dnsServer, { timeoutMilliseconds: 1_000 })
    const keys = { name: parseName('.'), type: RR_TYPES.DNSKEY, dnssec: true, recursionDesired: true }
    expect((await upstream.ask(keys)).answer.length).toBeGreaterThan(1)
  })
})

describe('domains that differ in DNSSEC', () => {
  const table: readonly { domain: string; status: DnssecStatus; ede: number | null; says: string }[] = [
    { domain: 'unsigned.lab', status: 'insecure', ede: null, says: 'the delegation of unsigned.lab is not signed' },
    { domain: 'island.lab', status: 'insecure', ede: null, says: 'the delegation of island.lab is not signed' },
    {
      domain: 'unsupported-algorithm.lab',
      status: 'insecure',
      ede: 1,
      says: 'no DS record has an algorithm known here',
    },
    { domain: 'bogus.lab', status: 'bogus', ede: 6, says: 'the signature of the MX set of bogus.lab' },
    { domain: 'expired-signature.lab', status: 'bogus', ede: 7, says: 'expired at 20261114' },
    { domain: 'wrong-ds.lab', status: 'bogus', ede: 9, says: 'no key of wrong-ds.lab fits its DS records' },
    {
      domain: 'keyless.lab',
      status: 'indeterminate',
      ede: 23,
      says: 'DNSKEY of keyless.lab is answered with SERVFAIL',
    },
    { domain: 'denial-broken.lab', status: 'secure', ede: null, says: 'good' },
    { domain: 'denial-servfail.lab', status: 'secure', ede: null, says: 'good' },
    { domain: 'weak-algorithm.lab', status: 'secure', ede: null, says: 'good' },
    { domain: 'sha1-ds.lab', status: 'secure', ede: null, says: 'good' },
    { domain: 'expiring.lab', status: 'secure', ede: null, says: 'good' },
  ]
  test.each(table)('$domain is $status', async ({ domain, status, ede, says }) => {
    const { dnssec } = await ask(domain, 'MX')
    expect(dnssec).toMatchObject({ status, ede })
    expect(dnssec.reason).toContain(says)
  })

  test('what is weak and what is about to end can be told from the chain', async () => {
    const last = async (domain: string): Promise<object | undefined> => (await ask(domain, 'MX')).dnssec.chain.at(-1)
    expect(await last('weak-algorithm.lab')).toMatchObject({ algorithms: [7], rsaBits: 1_024 })
    expect(await last('sha1-ds.lab')).toMatchObject({ ds: [expect.stringMatching(/ 13 1$/)] })
    expect(await last('expiring.lab')).toMatchObject({
      signatureBegins: '2026-10-29T08:00:00Z',
      signatureExpires: '2026-11-28T08:00:00Z',
    })
  })

  test('an answer that is not believed still tells what it claimed', async () => {
    expect((await ask('bogus.lab', 'MX')).dnssec.claimed).toBe('records')
    expect((await ask('keyless.lab', 'MX')).dnssec.claimed).toBe('records')
    expect((await ask('mx1.denial-broken.lab', 'AAAA')).dnssec).toMatchObject({ status: 'bogus', claimed: 'nodata' })
    expect((await ask('_25._tcp.mx1.denial-broken.lab', 'TLSA')).dnssec.claimed).toBe('nxdomain')
    expect((await ask('mx1.denial-servfail.lab', 'AAAA')).dnssec).not.toHaveProperty('claimed')
  })
})

describe('records beyond the usual', () => {
  test('lines of a master file, aliases into other zones included', async () => {
    expect((await ask('_mta-sts.full.lab', 'TXT')).records).toEqual(['v=STSv1; id=20261124'])
    expect((await ask('mta-sts.full.lab', 'A')).records).toEqual(['203.0.113.201'])
    expect((await ask('made.full.lab', 'TXT')).records).toEqual(['full.lab 2026'])
    expect(await ask('alias.full.lab', 'AAAA')).toMatchObject({
      cnames: ['mx1.perfect.lab'],
      records: ['2001:db8::10'],
      dnssec: { status: 'secure' },
    })
    expect(await ask('within.full.lab', 'A')).toMatchObject({ cnames: ['mx1.full.lab'], records: ['203.0.113.200'] })
    expect((await ask('loose.full.lab', 'A')).dnssec.status).toBe('insecure')
  })

  test('TLSA records are those of the certificates that the server has', async () => {
    const { records, dnssec } = await ask('_25._tcp.mx1.full.lab', 'TLSA')
    expect(dnssec.status).toBe('secure')
    const whole = records.find(({ matching }) => matching === 0)?.data ?? ''
    const leaf = readCertificate(Buffer.from(whole, 'hex'))
    expect(leaf.dnsNames).toEqual(['mx1.full.lab'])
    const own = records.filter(({ usage, selector }) => usage === 3 && selector === 1).map(({ data }) => data)
    expect(own).toHaveLength(2)
    expect(own).toContain(leaf.spkiSha256)
    const [root] = records.filter(({ usage, selector }) => usage === 2 && selector === 1)
    const pem = Buffer.from(lab.rootPem.replace(/-.*-|\n/g, ''), 'base64')
    expect(root?.data).toBe(readCertificate(pem).spkiSha256)
    const issuer = records.find(({ matching }) => matching === 2)
    expect(issuer).toMatchObject({ usage: 2, selector: 0, data: expect.stringMatching(/^[0-9a-f]{128}$/) })
    expect(issuer?.data).not.toBe(createHash('sha512').update(pem).digest('hex'))
  })

  test('a wish for a certificate that nobody sends is a mistake of the lab’s author', async () => {
    const setting = {
      domain: 'x.lab',
      now: NOW,
      authority: createAuthority({ name: 'x', now: NOW }),
      chainOf: async () => [],
    }
    await expect(tlsaFor('mx1', tlsa(3, 1, 1))(setting)).rejects.toThrow('mx1.x.lab sends no leaf certificate')
  })

  test('questions that its name servers fail at', async () => {
    expect(await ask('mute.full.lab', 'A')).toMatchObject({ outcome: 'failed', failure: { code: 'dns-timeout' } })
    expect(await ask('deaf.full.lab', 'A')).toMatchObject({ failure: { code: 'dns-rcode', rcode: 'REFUSED' } })
    expect(await ask('full.lab', 'TXT')).toMatchObject({ failure: { code: 'dns-rcode', rcode: 'SERVFAIL' } })
    expect((await ask('mute.full.lab', 'AAAA')).dnssec.status).toBe('secure')
  })
})

describe('somebody on the path', () => {
  afterEach(() => attacked.dnsAttacker?.use(null))

  const forged = ['full.lab. MX 5 mx1.evil.lab.', 'mx1.full.lab. A 192.0.2.66', '_25._tcp.mx1.full.lab. TLSA 3 1 1 ab']
  const attacks: readonly { attack: DnsAttack; name: string; type: DnsType; status: DnssecStatus }[] = [
    { attack: { kind: 'strip-dnssec' }, name: 'full.lab', type: 'MX', status: 'bogus' },
    { attack: { kind: 'strip-dnssec' }, name: 'unsigned.lab', type: 'MX', status: 'bogus' },
    { attack: { kind: 'strip', types: ['TLSA'] }, name: '_25._tcp.mx1.full.lab', type: 'TLSA', status: 'bogus' },
    { attack: { kind: 'deny', types: ['TLSA'] }, name: '_25._tcp.mx1.full.lab', type: 'TLSA', status: 'bogus' },
    { attack: { kind: 'deny', types: ['DS'] }, name: 'full.lab', type: 'MX', status: 'bogus' },
    {
      attack: { kind: 'fail', types: ['DS'], rcode: 'SERVFAIL' },
      name: '_25._tcp.mx1.full.lab',
      type: 'TLSA',
      status: 'indeterminate',
    },
    {
      attack: { kind: 'fail', types: ['DNSKEY'], rcode: 'REFUSED' },
      name: 'full.lab',
      type: 'MX',
      status: 'indeterminate',
    },
    {
      attack: { kind: 'silence', types: ['TLSA'] },
      name: '_25._tcp.mx1.full.lab',
      type: 'TLSA',
      status: 'indeterminate',
    },
    { attack: { kind: 'strip', types: ['DNSKEY'] }, name: 'full.lab', type: 'MX', status: 'bogus' },
    { attack: { kind: 'forge', records: forged }, name: 'full.lab', type: 'MX', status: 'bogus' },
    { attack: { kind: 'forge', records: forged }, name: 'mx1.full.lab', type: 'A', status: 'bogus' },
    { attack: { kind: 'forge', records: forged }, name: '_25._tcp.mx1.full.lab', type: 'TLSA', status: 'bogus' },
  ]
  test.each(attacks)('$attack.kind $attack.types: $name $type is $status', async ({ attack, name, type, status }) => {
    attacked.dnsAttacker?.use(attack)
    const found = await attacked.openResolver().lookup(name, type)
    expect(found).toMatchObject({ outcome: 'failed', records: [], dnssec: { status } })
    attacked.dnsAttacker?.use(null)
    expect((await attacked.openResolver().lookup(name, type)).dnssec.status).toMatch(/^(?:secure|insecure)$/)
  })

  test('without the keys of the root there is an anchor and nothing to hold it against', async () => {
    attacked.dnsAttacker?.use({ kind: 'strip', types: ['DNSKEY'] })
    expect((await attacked.openResolver().lookup('full.lab', 'MX')).dnssec).toMatchObject({
      ede: 9,
      at: '.',
      reason: 'there is a trust anchor for . but no key',
    })
  })

  test('where nothing is signed, a forgery is believed', async () => {
    attacked.dnsAttacker?.use({ kind: 'forge', records: ['unsigned.lab. MX 5 mx1.evil.lab.'] })
    expect(await attacked.openResolver().lookup('unsigned.lab', 'MX')).toMatchObject({
      records: [{ preference: 5, exchange: 'mx1.evil.lab' }],
      dnssec: { status: 'insecure' },
    })
  })

  test('a resolver that knew the answer before is not fooled, nor harmed', async () => {
    const early = attacked.openResolver()
    const before = await early.lookup('_25._tcp.mx1.full.lab', 'TLSA')
    attacked.dnsAttacker?.use({ kind: 'strip', types: ['TLSA'] })
    expect(await early.lookup('_25._tcp.mx1.full.lab', 'TLSA')).toBe(before)
  })

  test('there is nobody unless somebody is wanted', () => expect(lab.dnsAttacker).toBeNull())
})
