import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '../../../test/support/any-text.ts'
import { startProcessorTime } from '../../../test/support/processor-time.ts'
import { printable } from '../../base/printable.ts'
import { parseIssueValue } from './issue-value.ts'

const nobody = { issuer: null, parameters: [] }

const values = [
  { name: 'a name', value: 'ca.example', issuer: 'ca.example', parameters: [] },
  { name: 'a name in capitals', value: 'CA.Example', issuer: 'ca.example', parameters: [] },
  { name: 'white space around it', value: ' \\x09ca.example ', issuer: 'ca.example', parameters: [] },
  { name: 'a single label', value: 'ca', issuer: 'ca', parameters: [] },
  { name: 'hyphens inside', value: 'a--b.c-1', issuer: 'a--b.c-1', parameters: [] },
  { name: 'a semicolon alone behind it', value: 'ca.example;', issuer: 'ca.example', parameters: [] },
  {
    name: 'a parameter',
    value: 'ca.example; account=230123',
    issuer: 'ca.example',
    parameters: ['account=230123'],
  },
  {
    name: 'parameters of RFC 8657',
    value: 'ca.example;ValidationMethods = dns-01,http-01 ; accounturi=https://ca.example/acct/1',
    issuer: 'ca.example',
    parameters: ['validationmethods=dns-01,http-01', 'accounturi=https://ca.example/acct/1'],
  },
  { name: 'a parameter without value', value: 'ca.example; a=', issuer: 'ca.example', parameters: ['a='] },
  { name: 'a semicolon too many at the end', value: 'ca.example; a=b;', issuer: 'ca.example', parameters: ['a=b'] },
  { name: 'a backslash in a value', value: 'ca.example; a=\\\\', issuer: 'ca.example', parameters: ['a=\\'] },
  { name: 'a value that was cut', value: 'ca.example; a=b …', issuer: 'ca.example', parameters: [] },
]

const nobodies = [
  { name: 'nothing', value: '' },
  { name: 'a semicolon', value: ';' },
  { name: 'white space', value: '  ' },
  { name: 'parameters alone', value: '; a=b' },
  { name: 'the example of the RFC', value: '%%%%%' },
  { name: 'an empty label', value: 'ca..example' },
  { name: 'a dot at the end', value: 'ca.example.' },
  { name: 'a hyphen at the end of a label', value: 'ca-.example' },
  { name: 'an underscore', value: '_ca.example' },
  { name: 'two names', value: 'ca.example other.example' },
  { name: 'a parameter without a tag', value: 'ca.example; =b' },
  { name: 'a parameter without an equals sign', value: 'ca.example; a' },
  { name: 'an empty parameter between others', value: 'ca.example; a=b;; c=d' },
  { name: 'white space in a value', value: 'ca.example; a=b c' },
  { name: 'an octet beyond ASCII', value: 'ca.example; a=\\xe9' },
  { name: 'a letter that is none of the grammar', value: 'b\\xc3\\xbccher.example' },
  { name: 'a sign whose lower case is ASCII', value: '\\xe2\\x84\\xaa.example' },
  { name: 'a NUL behind the name', value: 'ca.example\\x00' },
]

describe('parseIssueValue', () => {
  test.each(values)('$name', ({ value, issuer, parameters }) => {
    expect(parseIssueValue(value)).toEqual({ issuer, parameters })
  })

  test.each(nobodies)('allows nobody: $name', ({ value }) => {
    expect(parseIssueValue(value)).toEqual(nobody)
  })

  test('whatever comes, an issuer follows the grammar', () => {
    const label = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/
    fc.assert(
      fc.property(anyText(60), (text) => {
        const { issuer } = parseIssueValue(printable(text, 1_024))
        expect(issuer === null || issuer.split('.').every((part) => label.test(part))).toBe(true)
      }),
    )
  })

  test('is quick with long values', () => {
    const spent = startProcessorTime()
    const blanks = `a.example; ${' '.repeat(200_000)}b`
    for (const value of ['a-'.repeat(10_000), '-'.repeat(20_000), `a;${'a='.repeat(10_000)}`, blanks]) {
      parseIssueValue(value)
    }
    expect(spent()).toBeLessThan(1_000)
  })
})
