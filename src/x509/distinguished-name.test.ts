import { describe, expect, test } from 'vitest'
import { attemptSync } from '../base/failure.ts'
import { TAG } from './der-reader.ts'
import { der, objectIdentifier, sequence, set } from './der-writer.ts'
import { readDistinguishedName } from './distinguished-name.ts'

const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))
const attribute = (type: string, tag: number, content: Uint8Array | string) =>
  sequence(objectIdentifier(type), der(tag, typeof content === 'string' ? new TextEncoder().encode(content) : content))
const commonName = (tag: number, content: Uint8Array | string) => sequence(set(attribute('2.5.4.3', tag, content)))

interface Case {
  readonly name: string
  readonly encoded: Uint8Array
  readonly text: string
  readonly commonName: string | null
  readonly organization?: string
}

const names: readonly Case[] = [
  { name: 'empty', encoded: sequence(), text: '', commonName: null },
  { name: 'a CN', encoded: commonName(TAG.utf8String, 'mx'), text: 'CN=mx', commonName: 'mx' },
  {
    name: 'several, the last CN counts',
    encoded: sequence(
      set(attribute('2.5.4.6', TAG.printableString, 'NL')),
      set(attribute('2.5.4.3', TAG.utf8String, 'a')),
      set(attribute('2.5.4.3', TAG.utf8String, 'b')),
    ),
    text: 'C=NL, CN=a, CN=b',
    commonName: 'b',
  },
  {
    name: 'a set of two',
    encoded: sequence(set(attribute('2.5.4.10', TAG.utf8String, 'x'), attribute('2.5.4.3', TAG.utf8String, 'y'))),
    text: 'O=x, CN=y',
    commonName: 'y',
    organization: 'x',
  },
  {
    name: 'a type without a name',
    encoded: sequence(set(attribute('1.2.3.4', TAG.utf8String, 'x'))),
    text: '1.2.3.4=x',
    commonName: null,
  },
  {
    name: 'characters of the text form',
    encoded: commonName(TAG.utf8String, 'a, CN=b+c"<>;'),
    text: 'CN=a\\, CN\\=b\\+c\\"\\<\\>\\;',
    commonName: 'a\\, CN\\=b\\+c\\"\\<\\>\\;',
  },
  {
    name: 'a NUL and an escape sequence',
    encoded: commonName(TAG.utf8String, 'mx.good.org\0\x1b[2J'),
    text: 'CN=mx.good.org\\x00\\x1b[2J',
    commonName: 'mx.good.org\\x00\\x1b[2J',
  },
  { name: 'Latin-1', encoded: commonName(TAG.teletexString, latin1('\xe9')), text: 'CN=\\xe9', commonName: '\\xe9' },
  {
    name: 'two octets a character, a lone surrogate',
    encoded: commonName(TAG.bmpString, latin1('\0m\0x\xd8\x00')),
    text: 'CN=mx\\xef\\xbf\\xbd',
    commonName: 'mx\\xef\\xbf\\xbd',
  },
  {
    name: 'four octets a character, beyond Unicode',
    encoded: commonName(TAG.universalString, latin1('\0\0\0m\xff\0\0\0')),
    text: 'CN=m\\xef\\xbf\\xbd',
    commonName: 'm\\xef\\xbf\\xbd',
  },
  {
    name: 'no string',
    encoded: commonName(TAG.octetString, latin1('\x01')),
    text: 'CN=#040101',
    commonName: '#040101',
  },
]

describe('readDistinguishedName', () => {
  test.each(names)('$name', ({ encoded, text, commonName, organization = null }) => {
    expect(readDistinguishedName(encoded)).toEqual({ text, commonName, organization })
  })

  test('is bounded in length and number', () => {
    const long = readDistinguishedName(commonName(TAG.utf8String, '\0'.repeat(40_000)))
    expect(long.text.length).toBeLessThan(300)
    const many = Array.from({ length: 5_000 }, () => set(attribute('2.5.4.3', TAG.utf8String, 'x')))
    expect(readDistinguishedName(sequence(...many)).text.split(', ')).toHaveLength(33)
  })

  const malformed = [
    { name: 'no sequence', encoded: set() },
    { name: 'no set inside', encoded: sequence(sequence()) },
    { name: 'a type without value', encoded: sequence(set(sequence(objectIdentifier('2.5.4.3')))) },
    { name: 'a third member', encoded: sequence(set(sequence(objectIdentifier('2.5.4.3'), sequence(), sequence()))) },
    { name: 'something behind it', encoded: Uint8Array.from([...sequence(), 0]) },
  ]
  test.each(malformed)('refuses: $name', ({ encoded }) => {
    const result = attemptSync(() => readDistinguishedName(encoded))
    expect(result).toMatchObject({ ok: false, failure: { code: 'wire-malformed', structure: 'Name' } })
  })
})
