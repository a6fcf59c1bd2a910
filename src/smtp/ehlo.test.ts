import { describe, expect, test } from 'vitest'
import { authMechanisms, extensionParams, mangledStartTls, maximumMessageBytes, offers, parseEhlo } from './ehlo.ts'

const ehlo = (...lines: readonly string[]) => parseEhlo({ code: 250, enhanced: null, lines })
const announcing = (...lines: readonly string[]) => ehlo('mx.example.org', ...lines)

describe('parseEhlo', () => {
  const cases = [
    {
      name: 'a usual answer',
      lines: ['mx.example.org greets you', 'PIPELINING', 'SIZE 1000', 'AUTH PLAIN LOGIN', 'STARTTLS'],
      domain: 'mx.example.org',
      extensions: [
        { keyword: 'PIPELINING', params: [] },
        { keyword: 'SIZE', params: ['1000'] },
        { keyword: 'AUTH', params: ['PLAIN', 'LOGIN'] },
        { keyword: 'STARTTLS', params: [] },
      ],
    },
    { name: 'no extension', lines: ['mx'], domain: 'mx', extensions: [] },
    { name: 'no domain', lines: ['', 'x'], domain: null, extensions: [{ keyword: 'X', params: [] }] },
    { name: 'no line at all', lines: [], domain: null, extensions: [] },
    {
      name: 'lower case, blanks and empty lines',
      lines: ['mx', 'StartTLS  ', '', '  size   7  '],
      domain: 'mx',
      extensions: [
        { keyword: 'STARTTLS', params: [] },
        { keyword: 'SIZE', params: ['7'] },
      ],
    },
    {
      name: 'bytes that no keyword has',
      lines: ['mx', '\\x1b[31mSTARTTLS'],
      domain: 'mx',
      extensions: [{ keyword: '\\X1B[31MSTARTTLS', params: [] }],
    },
  ]
  test.each(cases)('$name', ({ lines, domain, extensions }) => {
    expect(ehlo(...lines)).toEqual({ domain, extensions })
  })
})

describe('mangledStartTls', () => {
  const masked = [
    'XXXXXXXA',
    'XXXXXXXX',
    'XXXXXXXB',
    'xxxxxxxa',
    '********',
    '########',
    'STARTTLX',
    'STARTXXS',
    'XXARTTLS',
  ]
  test.each(masked)('%s', (keyword) => {
    const answer = announcing('SIZE 1', keyword, 'DSN')
    expect(offers(answer, 'STARTTLS')).toBe(false)
    expect(mangledStartTls(answer)).toBe(keyword.toUpperCase())
  })

  // Every registered or widespread keyword of eight letters, and masks of other lengths.
  const innocent = [
    '8BITMIME',
    'SMTPUTF8',
    'CHUNKING',
    'UTF8SMTP',
    'XFORWARD',
    'XXXXXXA',
    'XXXXXXXXA',
    'X-EXPS',
    'STARTTLSX',
  ]
  test.each(innocent)('%s is not', (keyword) => {
    expect(mangledStartTls(announcing(keyword))).toBeNull()
  })

  test('nothing is mangled where STARTTLS itself stands', () => {
    expect(mangledStartTls(announcing('XXXXXXXA', 'STARTTLS'))).toBeNull()
  })
})

describe('derived views', () => {
  const sizes = [
    { name: 'a size', lines: ['SIZE 52428800'], bytes: 52_428_800 },
    { name: 'no fixed limit', lines: ['SIZE 0'], bytes: 0 },
    { name: 'no number', lines: ['SIZE'], bytes: null },
    { name: 'no digits', lines: ['SIZE 1e9'], bytes: null },
    { name: 'not announced', lines: ['DSN'], bytes: null },
  ]
  test.each(sizes)('maximumMessageBytes: $name', ({ lines, bytes }) => {
    expect(maximumMessageBytes(announcing(...lines))).toBe(bytes)
  })

  const mechanisms = [
    { name: 'standard', lines: ['AUTH PLAIN login'], found: ['PLAIN', 'LOGIN'] },
    { name: 'old form', lines: ['AUTH=LOGIN'], found: ['LOGIN'] },
    { name: 'both forms', lines: ['AUTH PLAIN LOGIN', 'AUTH=PLAIN LOGIN'], found: ['PLAIN', 'LOGIN'] },
    { name: 'without mechanisms', lines: ['AUTH', 'AUTH='], found: [] },
    { name: 'none', lines: ['AUTHX PLAIN'], found: [] },
  ]
  test.each(mechanisms)('authMechanisms: $name', ({ lines, found }) => {
    expect(authMechanisms(announcing(...lines))).toEqual(found)
  })

  test('extensionParams joins a repeated keyword and knows an absent one', () => {
    const answer = announcing('LIMITS RCPTMAX=5', 'LIMITS MAILMAX=2', 'REQUIRETLS')
    expect(extensionParams(answer, 'LIMITS')).toEqual(['RCPTMAX=5', 'MAILMAX=2'])
    expect(extensionParams(answer, 'REQUIRETLS')).toEqual([])
    expect(extensionParams(answer, 'STARTTLS')).toBeNull()
  })
})
