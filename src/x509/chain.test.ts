import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CHAIN_CERTIFICATES } from '../base/limits.ts'
import { writeAlgorithm, writeCertificate, writeName } from './certificate-writer.ts'
import { analyseChain, type ChainFacts } from './chain.ts'

// The vectors are described in test/vectors/x509/README.md: root → intermediate → leaf, other, cross (other → root's key).
const der = (name: string) =>
  new X509Certificate(readFileSync(new URL(`../../test/vectors/x509/${name}.pem`, import.meta.url))).raw
const GARBAGE = Uint8Array.of(0x30, 0x00)
const chain = (...names: readonly string[]) =>
  analyseChain(names.map((name) => (name === 'garbage' ? GARBAGE : der(name))))

const ordinary: Omit<ChainFacts, 'certificates'> = {
  omitted: 0,
  path: [0, 1],
  issuedByNext: [true],
  end: 'issuer-absent',
  absentIssuer: { name: 'O=Test, CN=Root', caIssuerUrls: [] },
  inOrder: true,
  duplicates: [],
  extra: [],
  rootIncluded: false,
}

const cases: readonly { name: string; sent: readonly string[]; facts: Partial<ChainFacts> }[] = [
  { name: 'as it should be, without the root', sent: ['leaf', 'intermediate'], facts: {} },
  {
    name: 'with the root',
    sent: ['leaf', 'intermediate', 'root'],
    facts: { path: [0, 1, 2], issuedByNext: [true, true], end: 'self-signed', absentIssuer: null, rootIncluded: true },
  },
  {
    name: 'the leaf alone',
    sent: ['leaf'],
    facts: {
      path: [0],
      issuedByNext: [],
      absentIssuer: {
        name: 'O=Test, CN=Intermediate',
        caIssuerUrls: ['http://ca.example.org/intermediate.der'],
      },
    },
  },
  {
    name: 'self-signed',
    sent: ['ed25519'],
    facts: { path: [0], issuedByNext: [], end: 'self-signed', absentIssuer: null },
  },
  {
    name: 'intermediate and root exchanged',
    sent: ['leaf', 'root', 'intermediate'],
    facts: {
      path: [0, 2, 1],
      issuedByNext: [false, false],
      end: 'self-signed',
      absentIssuer: null,
      inOrder: false,
      rootIncluded: true,
    },
  },
  {
    name: 'the leaf last: then the first one is what clients take for the leaf',
    sent: ['intermediate', 'leaf'],
    facts: { path: [0], issuedByNext: [false], extra: [1] },
  },
  {
    name: 'something in between',
    sent: ['leaf', 'other', 'intermediate'],
    facts: { path: [0, 2], issuedByNext: [false, false], extra: [1] },
  },
  {
    name: 'something behind',
    sent: ['leaf', 'intermediate', 'other'],
    facts: { issuedByNext: [true, false], extra: [2] },
  },
  {
    name: 'the leaf twice',
    sent: ['leaf', 'leaf', 'intermediate'],
    facts: { path: [0, 2], issuedByNext: [false, true], duplicates: [1] },
  },
  {
    name: 'the root twice',
    sent: ['leaf', 'intermediate', 'root', 'root'],
    facts: {
      path: [0, 1, 2],
      issuedByNext: [true, true, true],
      end: 'self-signed',
      absentIssuer: null,
      duplicates: [3],
      rootIncluded: true,
    },
  },
  {
    name: 'a foreign leaf',
    sent: ['leaf', 'other'],
    facts: {
      path: [0],
      issuedByNext: [false],
      absentIssuer: {
        name: 'O=Test, CN=Intermediate',
        caIssuerUrls: ['http://ca.example.org/intermediate.der'],
      },
      extra: [1],
    },
  },
  {
    name: 'the right name with the wrong key',
    sent: ['leaf', 'intermediate', 'impostor'],
    facts: { issuedByNext: [true, false], extra: [2] },
  },
  {
    name: 'a cross-signed root, up to the other root',
    sent: ['leaf', 'intermediate', 'cross', 'other'],
    facts: {
      path: [0, 1, 2, 3],
      issuedByNext: [true, true, true],
      end: 'self-signed',
      absentIssuer: null,
      rootIncluded: true,
    },
  },
  {
    name: 'root and cross-signed root: the first sent is the path',
    sent: ['leaf', 'intermediate', 'cross', 'root'],
    facts: {
      path: [0, 1, 2],
      issuedByNext: [true, true, false],
      absentIssuer: { name: 'O=Test, CN=Other', caIssuerUrls: [] },
      extra: [3],
    },
  },
  {
    name: 'an unreadable intermediate',
    sent: ['leaf', 'garbage', 'intermediate'],
    facts: { path: [0, 2], issuedByNext: [false, false], extra: [1] },
  },
  {
    name: 'an unreadable leaf',
    sent: ['garbage', 'intermediate'],
    facts: { path: [], issuedByNext: [false], end: 'unreadable', absentIssuer: null, extra: [0, 1] },
  },
  {
    name: 'nothing',
    sent: [],
    facts: { path: [], issuedByNext: [], end: 'unreadable', absentIssuer: null },
  },
]

describe('analyseChain', () => {
  test.each(cases)('$name', ({ sent, facts }) => {
    const { certificates, ...rest } = chain(...sent)
    expect(rest).toEqual({ ...ordinary, ...facts })
    expect(certificates).toHaveLength(sent.length)
  })

  test('keeps each certificate, readable or not, in its place', () => {
    const { certificates } = chain('leaf', 'garbage')
    expect(certificates[0]).toMatchObject({ ok: true, value: { subject: { commonName: 'mx.example.org' } } })
    expect(certificates[1]).toMatchObject({ ok: false, failure: { code: 'wire-malformed', structure: 'Certificate' } })
  })

  test('two that issued each other are no way to anywhere', () => {
    const [left, right] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')]
    const certificate = (subject: string, key: KeyObject, issuer: string, issuerKey: KeyObject) =>
      writeCertificate(
        {
          serial: Uint8Array.of(1),
          signatureAlgorithm: writeAlgorithm('1.3.101.112', 'absent'),
          issuer: writeName(['CN', issuer]),
          notBefore: new Date('2026-01-01'),
          notAfter: new Date('2027-01-01'),
          subject: writeName(['CN', subject]),
          spki: Uint8Array.from(key.export({ type: 'spki', format: 'der' })),
          extensions: [],
        },
        (tbs) => sign(null, tbs, issuerKey),
      )
    const facts = analyseChain([
      certificate('left', left.publicKey, 'right', right.privateKey),
      certificate('right', right.publicKey, 'left', left.privateKey),
    ])
    expect(facts).toMatchObject({ path: [0, 1], end: 'circular', absentIssuer: null, rootIncluded: false })
  })

  test('looks at no more than the limit', () => {
    const endless = chain(...Array.from({ length: CHAIN_CERTIFICATES + 5 }, () => 'leaf'))
    expect(endless.certificates).toHaveLength(CHAIN_CERTIFICATES)
    expect(endless.omitted).toBe(5)
    expect(endless.duplicates).toHaveLength(CHAIN_CERTIFICATES - 1)
  })

  test('is JSON', () => {
    const facts = chain('leaf', 'intermediate', 'garbage')
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
  })
})
