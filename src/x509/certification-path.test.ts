import { describe, expect, test } from 'vitest'
import { makeChain, makeParty, NOW, type Party } from '../../test/dane-chains.ts'
import { makeEcKey } from '../lab/signing-key.ts'
import { openPublicKey } from './certificate.ts'
import { hasSigned, type OpenCertificate, openCertificate, pathTo, walkUp } from './certification-path.ts'
import { ownProblems } from './path-problems.ts'

function open({ der }: Pick<Party, 'der'>): OpenCertificate {
  const opened = openCertificate(der)
  if (!opened.ok) throw new Error(opened.failure.code)
  return opened.value
}

const all = (): boolean => true
const names = (steps: ReturnType<typeof walkUp>): readonly string[] =>
  steps.map(({ depth, certificate }) => `${depth} ${certificate.facts.subject.commonName}`)

describe('walkUp', () => {
  test('finds the path whatever the order, and stops at the root', () => {
    const { root, authority, server } = makeChain()
    const other = makeParty({ cn: 'Root', ca: true })
    const steps = walkUp(open(server), [other, root, authority, server].map(open), all, { left: 99 })
    expect(names(steps)).toEqual(['0 mx.example.org', '1 Authority', '2 Root'])
    const last = steps.at(-1)
    expect(last && pathTo(last).map(({ facts }) => facts.subject.commonName)).toEqual([
      'mx.example.org',
      'Authority',
      'Root',
    ])
  })

  test('takes the names of issuers without regard to case, and believes signatures only', () => {
    const key = makeEcKey('P-256')
    const authority = makeParty({ cn: 'AUTHORITY', ca: true, key })
    const impostor = makeParty({ cn: 'Authority', ca: true })
    const server = makeParty({ issuer: { key, name: makeParty({ cn: 'Authority' }).name } })
    expect(names(walkUp(open(server), [impostor, authority].map(open), all, { left: 99 }))).toEqual([
      '0 mx.example.org',
      '1 AUTHORITY',
    ])
  })

  test('goes around a certificate that may not be used', () => {
    const root = makeParty({ cn: 'Root', ca: true })
    const key = makeEcKey('P-256')
    const late = makeParty({ cn: 'Authority', ca: true, key, issuer: root, to: -1 })
    const renewed = makeParty({ cn: 'Authority', ca: true, key, issuer: root })
    const server = makeParty({ issuer: renewed })
    const now = Date.parse(NOW)
    const steps = walkUp(
      open(server),
      [late, renewed, root].map(open),
      (one) => ownProblems(one, 1, now).length === 0,
      {
        left: 99,
      },
    )
    expect(steps.map(({ certificate }) => certificate.facts.notAfter)).toContain(open(renewed).facts.notAfter)
    expect(steps.map(({ certificate }) => certificate.facts.notAfter)).not.toContain(open(late).facts.notAfter)
  })

  test('certificates that sign each other in circles are met once', () => {
    const [a, b, c] = ['A', 'B', 'C'].map((cn) => makeParty({ cn, ca: true }))
    if (!a || !b || !c) throw new Error('three parties')
    const cross = [a, b, c].flatMap((upper) =>
      [a, b, c].map((lower) =>
        makeParty({ cn: open(lower).facts.subject.commonName, key: lower.key, ca: true, issuer: upper }),
      ),
    )
    const budget = { left: 400 }
    const steps = walkUp(open(makeParty({ issuer: a })), cross.map(open), all, budget)
    expect(steps.length).toBeLessThanOrEqual(10)
    expect(budget.left).toBeGreaterThan(300)
  })

  test('checks no more signatures than it may', () => {
    const authorities = Array.from({ length: 50 }, () => makeParty({ cn: 'Authority', ca: true }))
    const last = authorities.at(-1)
    const budget = { left: 20 }
    const steps = walkUp(open(makeParty(last ? { issuer: last } : {})), authorities.map(open), all, budget)
    expect({ steps: steps.length, left: budget.left }).toEqual({ steps: 1, left: 0 })
  })
})

test('a key identifier that contradicts the issuer’s ends the path', () => {
  // The two intermediates of test/vectors/x509 share a name and differ in their keys; see certificate.test.ts.
  const { authority, server } = makeChain()
  const lower = open(server)
  const contradicting: OpenCertificate = { ...lower, facts: { ...lower.facts, authorityKeyIdentifier: 'aa' } }
  const upper = open(authority)
  const identified: OpenCertificate = { ...upper, facts: { ...upper.facts, subjectKeyIdentifier: 'bb' } }
  expect(walkUp(contradicting, [identified], all, { left: 9 })).toHaveLength(1)
  expect(walkUp(contradicting, [upper], all, { left: 9 })).toHaveLength(2)
})

test('hasSigned: a bare key', () => {
  const { authority, server } = makeChain()
  const key = openPublicKey(authority.key.spki)
  const other = openPublicKey(server.key.spki)
  if (key === null || other === null) throw new Error('two keys')
  expect(hasSigned(key, open(server), { left: 1 })).toBe(true)
  expect(hasSigned(key, open(server), { left: 0 })).toBe(false)
  expect(hasSigned(other, open(server), { left: 1 })).toBe(false)
})

test('openPublicKey: octets that are no key', () => {
  expect(openPublicKey(Uint8Array.of(0x30, 0))).toBeNull()
  expect(openPublicKey(new Uint8Array(0))).toBeNull()
  expect(openPublicKey(new Uint8Array(400).fill(0x30))).toBeNull()
})
