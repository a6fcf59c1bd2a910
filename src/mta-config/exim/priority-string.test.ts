import { describe, expect, test } from 'vitest'
import { goodPriorityString, readPriorityString } from './priority-string.ts'

describe('readPriorityString', () => {
  test('a word that GnuTLS does not define says nothing, whatever an object of JavaScript inherits', () => {
    for (const word of ['constructor', 'toString', '__proto__', 'SYSTEM', '@FILE', ''])
      expect(readPriorityString(word)).toBeNull()
    expect(readPriorityString('NORMAL:+constructor:-toString:!__proto__')).toEqual(readPriorityString('NORMAL'))
  })

  test('words are added, taken away, and stand for all of a kind', () => {
    expect(readPriorityString('NORMAL')).toMatchObject({ staticRsa: true, anonymous: false, dhe: true, broken: [] })
    expect(readPriorityString('NORMAL:-VERS-ALL:+VERS-TLS1.2:-RSA')).toMatchObject({
      versions: ['tls12'],
      staticRsa: false,
    })
    expect(readPriorityString('NONE:+KX-ALL:+CIPHER-ALL:%UNSAFE_RENEGOTIATION')).toMatchObject({
      anonymous: true,
      broken: ['3DES-CBC', 'ARCFOUR-128', 'NULL'],
      unsafe: ['%UNSAFE_RENEGOTIATION'],
    })
  })

  test('the one that is written has forward secrecy and AEAD alone', () => {
    expect(readPriorityString(goodPriorityString('TLSv1.2'))).toEqual({
      versions: ['tls12', 'tls13'],
      staticRsa: false,
      anonymous: false,
      dhe: false,
      lesserCiphers: [],
      broken: [],
      unsafe: [],
    })
  })
})
