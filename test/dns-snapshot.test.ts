import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseTrustAnchors } from '../src/dns/dnssec/trust-anchors.ts'
import { createValidator, type Validated } from '../src/dns/dnssec/validator.ts'
import { parseName } from '../src/dns/wire/name.ts'
import { parseRrType } from '../src/dns/wire/rr-type.ts'
import { loadSignedZone } from '../src/dns/zone/load-signed-zone.ts'
import { answer } from './dns-signed-lab.ts'

/** Zones that BIND and ldns signed (vectors/dnssec/snapshot/make.sh): our signer had no part in them. */
const SIGNERS = [
  'bind-nsec',
  'bind-nsec3',
  'bind-optout',
  'bind-ed25519',
  'bind-ed448',
  'bind-rsasha1',
  'ldns-nsec',
  'ldns-nsec3',
  'ldns-optout',
  'ldns-p384',
]

function read(file: string): string {
  return readFileSync(new URL(`vectors/dnssec/snapshot/${file}`, import.meta.url), 'utf8')
}

const zones = ['.', 'lab.', 'other.lab.', 'unsigned.lab.', ...SIGNERS.map((name) => `${name}.lab.`)].map((origin) =>
  loadSignedZone(read(`${origin === '.' ? 'root' : origin.slice(0, -1)}.zone`), origin),
)
const anchors = parseTrustAnchors(read('anchor.ds'))

function validate(name: string, type: string, at: string): Promise<Validated> {
  const validator = createValidator({
    anchors,
    nowSeconds: () => Date.parse(at) / 1_000,
    fetch: async (qname, qtype) => ({ ok: true, value: answer(zones, qname, qtype) }),
  })
  return validator.validate(parseName(name), parseRrType(type) ?? 0)
}

const questions = [
  { label: '', type: 'MX', outcome: 'records', status: 'secure' },
  { label: '', type: 'DNSKEY', outcome: 'records', status: 'secure' },
  { label: '', type: 'DS', outcome: 'records', status: 'secure' },
  { label: '', type: 'CAA', outcome: 'records', status: 'secure' },
  { label: 'MIXEDCASE.', type: 'MX', outcome: 'records', status: 'secure' },
  { label: '_25._tcp.mail.', type: 'TLSA', outcome: 'records', status: 'secure' },
  { label: 'svc.', type: 'HTTPS', outcome: 'records', status: 'secure' },
  { label: 'alias.', type: 'AAAA', outcome: 'records', status: 'secure' },
  { label: 'x.wild.', type: 'A', outcome: 'records', status: 'secure', optOut: 'insecure' },
  { label: 'x.wild.', type: 'MX', outcome: 'nodata', status: 'secure', optOut: 'insecure' },
  { label: 'mail.', type: 'MX', outcome: 'nodata', status: 'secure' },
  { label: 'ent.b.', type: 'A', outcome: 'nodata', status: 'secure' },
  { label: 'none.', type: 'A', outcome: 'nxdomain', status: 'secure', optOut: 'insecure' },
  { label: '_25._tcp.none.', type: 'TLSA', outcome: 'nxdomain', status: 'secure', optOut: 'insecure' },
  { label: 'unsigned.', type: 'DS', outcome: 'nodata', status: 'secure', optOut: 'insecure' },
  { label: 'mail.old.', type: 'A', outcome: 'records', status: 'insecure' },
] as const

describe.each(SIGNERS)('%s', (signer) => {
  it.each(questions)('$label $type is $outcome, $status', async ({ label, type, outcome, status, ...rest }) => {
    // ldns sets the opt-out flag but leaves no delegation out of the chain.
    const leavesOut = signer === 'bind-optout' || (signer === 'ldns-optout' && type !== 'DS')
    const expected = leavesOut && 'optOut' in rest ? rest.optOut : status
    for (const at of ['2020-01-01T00:00:00Z', '2037-12-31T00:00:00Z']) {
      const found = await validate(`${label}${signer}.lab.`, type, at)
      expect({ outcome: found.outcome, ...found.verdict }).toMatchObject({ outcome, status: expected })
    }
  })

  it.each([
    { at: '2019-12-31T23:59:59Z', ede: 8 },
    { at: '2037-12-31T00:00:01Z', ede: 7 },
  ])('is bogus at $at', async ({ at, ede }) => {
    expect((await validate(`${signer}.lab.`, 'MX', at)).verdict).toMatchObject({ status: 'bogus', ede })
  })

  it('any change of its addresses is noticed', async () => {
    const good = answer(zones, parseName(`mail.${signer}.lab.`), 1)
    const forged = {
      ...good,
      answer: good.answer.map((one) => (one.type === 1 ? { ...one, rdata: Uint8Array.of(6, 6, 6, 6) } : one)),
    }
    const validator = createValidator({
      anchors,
      nowSeconds: () => Date.parse('2026-01-01T00:00:00Z') / 1_000,
      fetch: async (name, type) => ({ ok: true, value: type === 1 ? forged : answer(zones, name, type) }),
    })
    expect(forged.answer).not.toEqual(good.answer)
    expect((await validator.validate(parseName(`mail.${signer}.lab.`), 1)).verdict).toMatchObject({
      status: 'bogus',
      ede: 6,
    })
  })
})

describe('the rest of the tree', () => {
  it.each([
    { name: 'lab.', type: 'SOA', status: 'secure' },
    { name: 'nope.lab.', type: 'A', status: 'secure' },
    { name: 'nope.', type: 'A', status: 'secure' },
    { name: 'mail.unsigned.lab.', type: 'A', status: 'insecure' },
    { name: 'none.unsigned.lab.', type: 'A', status: 'insecure' },
  ])('$name $type is $status', async ({ name, type, status }) => {
    expect((await validate(name, type, '2026-01-01T00:00:00Z')).verdict.status).toBe(status)
  })
})
