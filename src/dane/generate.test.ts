import { describe, expect, test } from 'vitest'
import { makeChain, makeParty, NOW } from '../../test/dane-chains.ts'
import { attemptSync } from '../base/failure.ts'
import {
  certificateSubject,
  generateTlsa,
  subjectOfChain,
  type TlsaParameters,
  warningsOf,
  zoneLine,
} from './generate.ts'
import { matchChain } from './match.ts'

const { root, authority, server, sent } = makeChain()
const parameters = (text: string): TlsaParameters => {
  const [usage, selector, matching] = text.split(' ').map(Number)
  return { usage, selector, matching } as TlsaParameters
}

describe('generateTlsa', () => {
  const every = ['3 0 0', '3 0 1', '3 0 2', '3 1 0', '3 1 1', '3 1 2', '2 0 0', '2 0 1', '2 1 0', '2 1 1', '2 1 2']
  test.each(every)('%s authenticates the chain that it was made of', (text) => {
    const wanted = parameters(text)
    const record = generateTlsa(subjectOfChain(sent, wanted.usage), wanted)
    const verdict = matchChain({ records: [record], chainDer: sent, referenceNames: ['mx.example.org'], now: NOW })
    expect(verdict).toMatchObject({
      verdict: 'authenticated',
      matched: { ...wanted, depth: wanted.usage === 3 ? 0 : 1 },
    })
  })

  test('chooses the highest certificate that is sent as the anchor, whatever the order', () => {
    expect(subjectOfChain([server.der, root.der, authority.der], 2)).toMatchObject({ der: root.der })
    expect(subjectOfChain([server.der, authority.der], 2)).toMatchObject({ der: authority.der })
    expect(subjectOfChain([authority.der], 2)).toMatchObject({ der: authority.der })
    expect(subjectOfChain([server.der, authority.der], 3)).toMatchObject({ der: server.der })
  })

  test('a key alone has no certificate', () => {
    const key = { kind: 'key', spki: server.key.spki } as const
    expect(generateTlsa(key, parameters('3 1 1'))).toEqual(
      generateTlsa(certificateSubject(server.der), parameters('3 1 1')),
    )
    expect(attemptSync(() => generateTlsa(key, parameters('3 0 1')))).toMatchObject({
      ok: false,
      failure: { code: 'option-invalid', option: '--selector' },
    })
  })

  test('octets that are no certificate', () => {
    expect(attemptSync(() => subjectOfChain([Uint8Array.of(1)], 3))).toMatchObject({
      failure: { code: 'wire-malformed' },
    })
    expect(attemptSync(() => subjectOfChain([], 2))).toMatchObject({ failure: { code: 'wire-malformed' } })
  })
})

describe('warningsOf', () => {
  const cases = [
    { given: '3 1 1', of: server, expected: [] },
    { given: '3 1 2', of: server, expected: [] },
    { given: '3 0 1', of: server, expected: ['full-certificate-fragile'] },
    { given: '3 0 0', of: server, expected: ['full-certificate-fragile', 'full-data'] },
    { given: '3 1 1', of: authority, expected: ['authority-as-server'] },
    { given: '2 1 1', of: authority, expected: ['ta-must-be-sent'] },
    { given: '2 1 1', of: root, expected: ['root-not-sent'] },
    { given: '2 0 0', of: root, expected: ['full-data'] },
    { given: '2 0 1', of: server, expected: ['ta-must-be-sent', 'not-an-authority'] },
    { given: '2 0 1', of: makeParty(), expected: ['root-not-sent', 'not-an-authority'] },
    { given: '1 1 1', of: server, expected: ['pkix-unusable'] },
    { given: '0 0 1', of: root, expected: ['pkix-unusable'] },
  ]
  test.each(cases)('$given: $expected', ({ given, of, expected }) => {
    expect(warningsOf(certificateSubject(of.der), parameters(given))).toEqual(expected)
  })
})

test('zoneLine', () => {
  const record = { usage: 3, selector: 1, matching: 1, data: 'abcd' }
  const owner = { name: 'mx.example.org', port: 25 }
  expect(zoneLine(record, { ...owner, ttlSeconds: null })).toBe('_25._tcp.mx.example.org. IN TLSA 3 1 1 abcd')
  expect(zoneLine(record, { ...owner, ttlSeconds: 3_600 })).toBe('_25._tcp.mx.example.org. 3600 IN TLSA 3 1 1 abcd')
})
