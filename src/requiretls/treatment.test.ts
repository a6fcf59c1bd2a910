import { describe, expect, test } from 'vitest'
import { parseRequireTlsParameter, parseTlsRequired, treatmentOf } from './treatment.ts'

const field = (value: string, name = 'TLS-Required') => ({ name, value })

describe('RFC 8689: the TLS-Required: No header field', () => {
  const cases = [
    { name: 'none', fields: [field('No', 'Subject')], expected: { state: 'absent' } },
    { name: 'No', fields: [field(' No')], expected: { state: 'no' } },
    { name: 'letters of any case', fields: [field('nO', 'tls-REQUIRED')], expected: { state: 'no' } },
    { name: 'folded', fields: [field('\r\n No\r\n')], expected: { state: 'no' } },
    { name: 'without any white space', fields: [field('No')], expected: { state: 'no' } },
    { name: 'another value', fields: [field(' Yes')], expected: { state: 'ignored', why: 'value' } },
    { name: 'more than the value', fields: [field(' No, please')], expected: { state: 'ignored', why: 'value' } },
    {
      name: 'a comment, which the grammar has not',
      fields: [field(' (x) No')],
      expected: { state: 'ignored', why: 'value' },
    },
    { name: 'no value', fields: [field(' ')], expected: { state: 'ignored', why: 'value' } },
    { name: 'twice', fields: [field(' No'), field(' No')], expected: { state: 'ignored', why: 'repeated' } },
  ]
  test.each(cases)('$name', ({ fields, expected }) => expect(parseTlsRequired(fields)).toEqual(expected))
})

describe('RFC 8689: the parameter of MAIL FROM has no value', () => {
  const cases = [
    { parameters: [], expected: 'absent' },
    { parameters: ['SIZE=1000', 'REQUIRETLSX'], expected: 'absent' },
    { parameters: ['SIZE=1000', 'RequireTLS'], expected: 'present' },
    { parameters: ['REQUIRETLS='], expected: 'malformed' },
    { parameters: ['REQUIRETLS=yes'], expected: 'malformed' },
    { parameters: ['REQUIRETLS', 'REQUIRETLS'], expected: 'malformed' },
  ]
  test.each(cases)('$parameters: $expected', ({ parameters, expected }) => {
    expect(parseRequireTlsParameter(parameters)).toBe(expected)
  })
})

describe('RFC 8689: the parameter outranks the header field', () => {
  const cases = [
    { parameter: 'present', header: { state: 'no' }, expected: 'require' },
    { parameter: 'present', header: { state: 'absent' }, expected: 'require' },
    { parameter: 'absent', header: { state: 'no' }, expected: 'relax' },
    { parameter: 'absent', header: { state: 'ignored', why: 'value' }, expected: 'usual' },
    { parameter: 'absent', header: { state: 'absent' }, expected: 'usual' },
    { parameter: 'malformed', header: { state: 'absent' }, expected: 'usual' },
  ] as const
  test.each(cases)('$parameter and $header.state: $expected', ({ parameter, header, expected }) => {
    expect(treatmentOf(parameter, header)).toBe(expected)
  })
})
