import { expect, test } from 'vitest'
import { coverMx, matchMx } from './match.ts'

const cases = [
  { host: 'mail.example.com', pattern: 'mail.example.com', matches: true },
  { host: 'MAIL.Example.com.', pattern: 'mail.example.COM', matches: true },
  { host: 'mail.example.com', pattern: '*.example.com', matches: true },
  { host: 'a.b.example.com', pattern: '*.example.com', matches: false },
  { host: 'example.com', pattern: '*.example.com', matches: false },
  { host: 'example.com', pattern: '*.com', matches: true },
  { host: 'com', pattern: '*.com', matches: false },
  { host: 'mail.badexample.com', pattern: '*.example.com', matches: false },
  { host: 'mail.example.com.evil.test', pattern: '*.example.com', matches: false },
  { host: 'mail.example.com', pattern: '.example.com', matches: false },
  { host: 'mail.example.com', pattern: 'mail.*.com', matches: false },
  { host: 'mx1.example.com', pattern: 'mx*.example.com', matches: false },
  { host: 'pöst.example', pattern: 'xn--pst-sna.example', matches: true },
  { host: 'xn--pst-sna.example', pattern: '*.example', matches: true },
  { host: 'mail_1.example.com', pattern: '*.example.com', matches: true },
  { host: '.', pattern: '*.', matches: false },
  { host: '192.0.2.1', pattern: '192.0.2.1', matches: false },
  { host: '*.example.com', pattern: '*.example.com', matches: false },
] as const

test.each(cases)('$host by $pattern: $matches', ({ host, pattern, matches }) => {
  expect(matchMx(host, [pattern])).toBe(matches ? pattern : null)
})

test('hosts without a pattern, patterns without a host', () => {
  expect(
    coverMx(['a.example', 'x.b.example', 'c.example'], ['a.example', '*.b.example', 'x.b.example', 'd.example']),
  ).toEqual({
    hosts: [
      { host: 'a.example', pattern: 'a.example' },
      { host: 'x.b.example', pattern: '*.b.example' },
      { host: 'c.example', pattern: null },
    ],
    uncovered: ['c.example'],
    unused: ['d.example'],
  })
})

test('a long policy for a domain with many exchangers takes no time to speak of', { timeout: 2_000 }, () => {
  const hosts = Array.from({ length: 4_000 }, (_, at) => `h${at}.example`)
  const patterns = Array.from({ length: 7_500 }, (_, at) => `p${at}.example`)
  const { uncovered, unused } = coverMx(hosts, [...patterns, '*.Example'])
  expect(uncovered).toEqual([])
  expect(unused).toEqual(patterns)
})
