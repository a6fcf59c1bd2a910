import { describe, expect, test } from 'vitest'
import { readPolicyMaps } from './policy-maps.ts'

describe('readPolicyMaps', () => {
  const cases: readonly {
    readonly name: string
    readonly value: string
    readonly kinds: string
    readonly entries?: readonly (readonly [
      domain: string,
      level: string,
      attributes?: Readonly<Record<string, string>>,
    ])[]
  }[] = [
    { name: 'nothing', value: '', kinds: '' },
    { name: 'files', value: 'hash:/etc/postfix/tls, lmdb:/etc/tls', kinds: 'file file' },
    { name: 'a policy server', value: 'socketmap:inet:127.0.0.1:8461:postfix', kinds: 'server' },
    { name: 'a policy server behind proxymap', value: 'proxy:tcp:127.0.0.1:10', kinds: 'server' },
    { name: 'one level for all', value: 'static:encrypt', kinds: 'entries', entries: [['*', 'encrypt']] },
    { name: 'braces around a level', value: 'static:{dane-only}', kinds: 'entries', entries: [['*', 'dane-only']] },
    {
      name: 'a level with attributes',
      value: 'static:{secure match=.example.com ciphers=HIGH}',
      kinds: 'entries',
      entries: [['*', 'secure', { match: '.example.com', ciphers: 'HIGH' }]],
    },
    {
      name: 'plain entries',
      value: 'inline:{a.example=may, .b.example=ENCRYPT}',
      kinds: 'entries',
      entries: [
        ['a.example', 'may'],
        ['.b.example', 'encrypt'],
      ],
    },
    {
      name: 'entries in braces, of which the last ends as the table does',
      value: 'inline:{ { a.example = may }, { b.example = secure match=mx.b.example exclude=MD5:kRSA } }',
      kinds: 'entries',
      entries: [
        ['a.example', 'may'],
        ['b.example', 'secure', { match: 'mx.b.example', exclude: 'MD5:kRSA' }],
      ],
    },
    {
      name: 'tables of several kinds',
      value: 'inline:{{a.example=none}} hash:/x',
      kinds: 'entries file',
      entries: [['a.example', 'none']],
    },
  ]

  test.each(cases)('$name', ({ value, kinds, entries = [] }) => {
    const maps = readPolicyMaps(value)
    expect(maps.map(({ kind }) => kind).join(' ')).toBe(kinds)
    expect(
      maps.flatMap((map) =>
        map.entries.map(({ domain, level, attributes }) => [domain, level, Object.fromEntries(attributes)]),
      ),
    ).toEqual(entries.map(([domain, level, attributes = {}]) => [domain, level, attributes]))
  })

  test('knows the policy server that asks for DANE first', () => {
    const [tlspol, other] = readPolicyMaps('socketmap:unix:/run/tlspol:QUERY socketmap:inet:mta-sts:8461:postfix')
    expect([tlspol?.asksForDane, other?.asksForDane]).toEqual([true, false])
  })
})
