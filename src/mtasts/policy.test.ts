import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { parsePolicy } from './policy.ts'
import { parsePolicyMx } from './policy-mx.ts'
import { writePolicy } from './write-policy.ts'

const GOOD = 'version: STSv1\nmode: enforce\nmx: mail.example.com\nmax_age: 2419200\n'

const broken = [
  {
    name: 'nothing',
    given: '',
    errors: ['policy-version-missing 0', 'policy-mode-missing 0', 'policy-max-age-missing 0', 'policy-mx-missing 0'],
  },
  { name: 'a page', given: '\n <!DOCTYPE html>\n<p>', errors: ['policy-html 1'] },
  { name: 'XML', given: '<?xml version="1.0"?>', errors: ['policy-html 1'] },
  { name: 'a byte order mark', given: `\ufeff${GOOD}`, errors: ['policy-byte-order-mark 1'] },
  { name: 'a blank line inside', given: GOOD.replace('mode', '\nmode'), errors: ['policy-line-blank 2'] },
  { name: 'a blank line at the end', given: `${GOOD}\n`, errors: ['policy-line-blank 5'] },
  { name: 'a line of blanks', given: `${GOOD} \t\n`, errors: ['policy-line-blank 5'] },
  { name: 'no colon', given: `${GOOD}hello\n`, errors: ['policy-line-malformed 5'] },
  { name: 'a comment', given: `${GOOD}# a: b\n`, errors: ['policy-key-invalid 5'] },
  {
    name: 'a blank before the colon',
    given: GOOD.replace('mode:', 'mode :'),
    errors: ['policy-key-invalid 2', 'policy-mode-missing 0'],
  },
  {
    name: 'a blank before the key',
    given: GOOD.replace('mode', ' mode'),
    errors: ['policy-key-invalid 2', 'policy-mode-missing 0'],
  },
  {
    name: 'a carriage return alone',
    given: GOOD.replaceAll('\n', '\r'),
    errors: [
      'policy-value-invalid 1',
      'policy-version-missing 0',
      'policy-mode-missing 0',
      'policy-max-age-missing 0',
      'policy-mx-missing 0',
    ],
  },
  { name: 'an empty value', given: `${GOOD}x:\t\n`, errors: ['policy-value-empty 5'] },
  { name: 'octets that are not UTF-8', given: `${GOOD}x: a\ufffd\n`, errors: ['policy-value-invalid 5'] },
  { name: 'a tab inside a value', given: `${GOOD}x: a\tb\n`, errors: ['policy-value-invalid 5'] },
  { name: 'another version', given: GOOD.replace('STSv1', 'STSv2'), errors: ['policy-version-invalid 1'] },
  { name: 'a version in lower case', given: GOOD.replace('STSv1', 'stsv1'), errors: ['policy-version-invalid 1'] },
  { name: 'a mode in capitals', given: GOOD.replace('enforce', 'Enforce'), errors: ['policy-mode-invalid 2'] },
  { name: 'a key in capitals', given: GOOD.replace('mode', 'Mode'), errors: ['policy-mode-missing 0'] },
  { name: 'an age with a unit', given: GOOD.replace('2419200', '4w'), errors: ['policy-max-age-invalid 4'] },
  { name: 'a negative age', given: GOOD.replace('2419200', '-1'), errors: ['policy-max-age-invalid 4'] },
  { name: 'eleven digits', given: GOOD.replace('2419200', '00000000001'), errors: ['policy-max-age-invalid 4'] },
  { name: 'more than a year', given: GOOD.replace('2419200', '31557601'), errors: ['policy-max-age-too-large 4'] },
  {
    name: 'an empty age',
    given: GOOD.replace('2419200', ''),
    errors: ['policy-value-empty 4', 'policy-max-age-missing 0'],
  },
  { name: 'no mx', given: GOOD.replace('mx', 'x'), errors: ['policy-mx-missing 0'] },
  { name: 'a final dot', given: GOOD.replace('.com', '.com.'), errors: ['policy-mx-invalid 3'] },
  { name: 'a list of hosts', given: GOOD.replace('.com', '.com, b.example.com'), errors: ['policy-mx-invalid 3'] },
  { name: 'an international name as it is read', given: GOOD.replace('mail', 'pöst'), errors: ['policy-mx-invalid 3'] },
  { name: 'an asterisk inside', given: GOOD.replace('mail', 'mx*'), errors: ['policy-mx-invalid 3'] },
  {
    name: 'an address in brackets',
    given: GOOD.replace('mail.example.com', '[192.0.2.1]'),
    errors: ['policy-mx-invalid 3'],
  },
] as const

test.each(broken)('$name: invalid', ({ given, errors }) => {
  const parsed = parsePolicy(given)
  expect(parsed).toMatchObject({ verdict: 'invalid', policy: null })
  expect(parsed.errors.map(({ code, at }) => `${code} ${at}`)).toEqual(errors)
})

const sound = [
  { name: 'four weeks', given: GOOD, warnings: [] },
  { name: 'CRLF, no last end', given: GOOD.trimEnd().replaceAll('\n', '\r\n'), warnings: [] },
  { name: 'no blanks', given: GOOD.replaceAll(': ', ':'), warnings: [] },
  { name: 'blanks at line ends', given: GOOD.replaceAll('\n', ' \t\n'), warnings: [] },
  { name: 'the greatest age', given: GOOD.replace('2419200', '31557600'), warnings: [] },
  { name: 'ten digits', given: GOOD.replace('2419200', '0002419200'), warnings: [] },
  {
    name: 'less than four weeks',
    given: GOOD.replace('2419200', '2419199'),
    warnings: ['policy-max-age-under-four-weeks 4'],
  },
  { name: 'the same for tests', given: GOOD.replace('2419200', '86400').replace('enforce', 'testing'), warnings: [] },
  { name: 'less than a day', given: GOOD.replace('2419200', '86399'), warnings: ['policy-max-age-under-a-day 4'] },
  { name: 'less than a day to withdraw', given: 'version: STSv1\nmode: none\nmax_age: 60', warnings: [] },
  { name: 'an address', given: GOOD.replace('mail.example.com', '192.0.2.1'), warnings: ['policy-mx-address 3'] },
  { name: 'a host twice', given: `${GOOD}mx: MAIL.example.com\n`, warnings: ['policy-mx-duplicate 5'] },
  { name: 'a key twice', given: `${GOOD}mode: none\n`, warnings: ['policy-key-duplicate 5'] },
  {
    name: 'a misspelt key',
    given: `${GOOD}nmx: b.example.com\nMX: c\nmax-age: 1\n`,
    warnings: ['policy-key-misspelt 5', 'policy-key-misspelt 6', 'policy-key-misspelt 7'],
  },
  { name: 'an unknown key', given: `${GOOD}note: Grüße, Ω <b>\n`, warnings: ['policy-key-unknown 5'] },
] as const

test.each(sound)('$name: valid', ({ given, warnings }) => {
  const parsed = parsePolicy(given)
  expect(parsed.errors).toEqual([])
  expect(parsed.verdict).toBe('valid')
  expect(parsed.warnings.map(({ code, at }) => `${code} ${at}`)).toEqual(warnings)
})

describe('parsePolicyMx', () => {
  const cases: readonly (readonly [given: string, expected: string | null])[] = [
    ['mail.example.com', 'mail.example.com'],
    ['*.Example.COM', '*.example.com'],
    ['xn--mx-xka.example', 'xn--mx-xka.example'],
    ['localhost', 'localhost'],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
    [`${'a'.repeat(64)}.example`, null],
    [`${'a.'.repeat(127)}b`, null],
    ['*', null],
    ['*.', null],
    ['.example.com', null],
    ['a..b', null],
    ['-a.example', null],
    ['mx_1.example', null],
    ['mail.example.com:25', null],
  ]
  test.each(cases)('%s', (given, expected) => {
    expect(parsePolicyMx(given)).toBe(expected)
  })
})

test('what is written is read again', () => {
  const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/)
  const pattern = fc
    .tuple(fc.boolean(), fc.array(label, { minLength: 1, maxLength: 4 }))
    .map(([any, labels]) => `${any ? '*.' : ''}${labels.join('.')}`)
  const policy = fc.record({
    mode: fc.constantFrom('enforce' as const, 'testing' as const, 'none' as const),
    maxAgeSeconds: fc.integer({ min: 0, max: 31_557_600 }),
    mx: fc.array(pattern, { minLength: 1, maxLength: 6 }),
  })
  fc.assert(
    fc.property(policy, (given) => {
      expect(parsePolicy(writePolicy(given)).policy).toEqual({ version: 'STSv1', ...given })
    }),
  )
})

test('every prefix of a policy is answered, and none but those that lack the last line end is valid', () => {
  for (let length = 0; length < GOOD.length - '2419200\n'.length; length += 1) {
    expect(parsePolicy(GOOD.slice(0, length)).verdict).toBe('invalid')
  }
})

test('whatever comes is answered; issues are printable, and not without end', () => {
  expect(parsePolicy('\n'.repeat(60_000)).errors).toHaveLength(50)
  fc.assert(
    fc.property(anyText(300), (text) => {
      const { errors, warnings } = parsePolicy(`${GOOD}${text}`)
      for (const issue of [...errors, ...warnings]) expect(issue.text).toMatch(/^[\x20-\x7e]*…?$/)
    }),
  )
})

test('blanks inside a value are passed over once, however many', { timeout: 2_000 }, () => {
  const { errors } = parsePolicy(GOOD.replace('enforce', `a${' '.repeat(65_000)}b`))
  expect(errors.map(({ code }) => code)).toEqual(['policy-mode-invalid'])
})
