import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../base/hex.ts'
import { toBase32Hex } from '../wire/base32hex.ts'
import { parseName } from '../wire/name.ts'
import { hashNsec3 } from '../wire/nsec3-hash.ts'
import { parseRdata, type Token } from '../wire/presentation.ts'
import { RR_TYPES } from '../wire/rr-type.ts'
import type { RrSet } from '../wire/rrset.ts'
import { parseTime } from '../wire/serial-time.ts'
import { digestOf } from './delegation-signer.ts'
import { DEFAULT_POLICY } from './policy.ts'
import { createVerifier } from './verifier.ts'
import { type SetResult, verifyRrset } from './verify-rrset.ts'
import { keyTag, readZoneKeys } from './zone-key.ts'

/** Examples that the RFCs print: octets that nobody here has made. */
function rdata(type: keyof typeof RR_TYPES, text: string): Uint8Array {
  return parseRdata(
    RR_TYPES[type],
    text.split(/\s+/).map((raw): Token => ({ raw, quoted: false })),
  )
}

const signed = [
  {
    name: 'ECDSA P-256, RFC 6605 section 6.1',
    zone: 'example.net.',
    key: '257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==',
    tag: 55_648,
    owner: 'www.example.net.',
    data: '192.0.2.1',
    rrsig:
      'A 13 3 3600 20100909100439 20100812100439 55648 example.net. qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw==',
    ds: { type: 2, hex: 'b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17' },
    at: '20100901000000',
  },
  {
    name: 'ECDSA P-384, RFC 6605 section 6.2',
    zone: 'example.net.',
    key: '257 3 14 xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8/uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40',
    tag: 10_771,
    owner: 'www.example.net.',
    data: '192.0.2.1',
    rrsig:
      'A 14 3 3600 20100909102025 20100812102025 10771 example.net. /L5hDKIvGDyI1fcARX3z65qrmPsVz73QD1Mr5CEqOiLP95hxQouuroGCeZOvzFaxsT8Glr74hbavRKayJNuydCuzWTSSPdz7wnqXL5bdcJzusdnI0RSMROxxwGipWcJm',
    ds: {
      type: 4,
      hex: '72d7b62976ce06438e9c0bf319013cf801f09ecc84b8d7e9495f27e305c6a9b0563a9b5f4d288405c3008a946df983d6',
    },
    at: '20100901000000',
  },
  {
    name: 'Ed25519, RFC 8080 section 6.1',
    zone: 'example.com.',
    key: '257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=',
    tag: 3_613,
    owner: 'example.com.',
    data: '10 mail.example.com.',
    rrsig:
      'MX 15 2 3600 1440021600 1438207200 3613 example.com. oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg==',
    ds: { type: 2, hex: '3aa5ab37efce57f737fc1627013fee07bdf241bd10f3b1964ab55c78e79a304b' },
    at: '20150815000000',
  },
  {
    name: 'Ed448, RFC 8080 section 6.2',
    zone: 'example.com.',
    key: '257 3 16 3kgROaDjrh0H2iuixWBrc8g2EpBBLCdGzHmn+G2MpTPhpj/OiBVHHSfPodx1FYYUcJKm1MDpJtIA',
    tag: 9_713,
    owner: 'example.com.',
    data: '10 mail.example.com.',
    rrsig:
      'MX 16 2 3600 1440021600 1438207200 9713 example.com. 3cPAHkmlnxcDHMyg7vFC34l0blBhuG1qpwLmjInI8w1CMB29FkEAIJUA0amxWndkmnBZ6SKiwZSAxGILn/NBtOXft0+Gj7FSvOKxE/07+4RQvE581N3Aj/JtIyaiYVdnYtyMWbSNyGEY2213WKsJlwEA',
    ds: { type: 2, hex: '6ccf18d5bc5d7fc2fceb1d59d17321402f2aa8d368048db93dd811f5cb2b19c7' },
    at: '20150815000000',
  },
] as const

function verify(example: (typeof signed)[number], change: Partial<RrSet> = {}): SetResult {
  const type = example.rrsig.startsWith('MX') ? 'MX' : 'A'
  const set: RrSet = {
    owner: parseName(example.owner),
    type: RR_TYPES[type],
    ttl: 3_600,
    rdatas: [rdata(type, example.data)],
    signatures: [rdata('RRSIG', example.rrsig)],
    ...change,
  }
  return verifyRrset(set, parseName(example.zone), readZoneKeys([rdata('DNSKEY', example.key)]), {
    policy: DEFAULT_POLICY,
    verifier: createVerifier(DEFAULT_POLICY),
    nowSeconds: parseTime(example.at) ?? 0,
    budget: { checksLeft: 10 },
  })
}

describe.each(signed)('$name', (example) => {
  it('has the key tag', () => expect(keyTag(rdata('DNSKEY', example.key))).toBe(example.tag))

  it('has the digest', () => {
    const digest = digestOf(parseName(example.zone), rdata('DNSKEY', example.key), example.ds.type)
    expect(toHex(digest ?? new Uint8Array(0))).toBe(example.ds.hex)
  })

  it('verifies, and other data does not', () => {
    expect(verify(example)).toMatchObject({ ok: true })
    const other = example.rrsig.startsWith('MX') ? rdata('MX', '10 evil.example.com.') : rdata('A', '192.0.2.2')
    expect(verify(example, { rdatas: [other] })).toMatchObject({ ok: false, verdict: { status: 'bogus', ede: 6 } })
  })
})

describe('key tags', () => {
  it('RFC 4034 section 5.4', () => {
    const key =
      '256 3 5 AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw=='
    expect(keyTag(rdata('DNSKEY', key))).toBe(60_485)
    const digest = digestOf(parseName('dskey.example.com.'), rdata('DNSKEY', key), 1)
    expect(toHex(digest ?? new Uint8Array(0))).toBe('2bb183af5f22588179a53b0a98631fad1a292118')
  })
})

describe('NSEC3 hashes of RFC 5155 appendix A', () => {
  const hashes = [
    { name: 'example.', hash: '0P9MHAVEQVM6T7VBL5LOP2U3T2RP3TOM' },
    { name: 'a.example.', hash: '35MTHGPGCU1QG68FAB165KLNSNK3DPVL' },
    { name: 'ai.example.', hash: 'GJEQE526PLBF1G8MKLP59ENFD789NJGI' },
    { name: 'ns1.example.', hash: '2T7B4G4VSA5SMI47K61MV5BV1A22BOJR' },
    { name: '*.w.example.', hash: 'R53BQ7CC2UVMUBFU5OCMM6PERS9TK9EN' },
    { name: 'x.Y.w.EXAMPLE.', hash: '2VPTU5TIMAMQTTGL4LUU9KG21E0AOR3S' },
  ]
  it.each(hashes)('$name', ({ name, hash }) => {
    expect(toBase32Hex(hashNsec3(parseName(name), fromHex('aabbccdd') ?? new Uint8Array(0), 12))).toBe(hash)
  })
})
