import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { makeToken, parseToken, TOKEN_OCTETS } from './token.ts'

test('a token is what is read as one, in any letter case', () => {
  const tokens = Array.from({ length: 500 }, () => makeToken(randomBytes(TOKEN_OCTETS)))
  expect(new Set(tokens).size).toBe(500)
  for (const token of tokens) {
    expect(token).toMatch(/^[a-hj-km-np-z2-9]{12}$/)
    expect(parseToken(token.toUpperCase())).toBe(token)
  }
})

test.each(['', 'abc', 'abcdefghjkmn2', 'abcdefghijk1', 'abcdefghjk.n', 'postmaster', 'ábcdefghjkmn'])(
  'not %j',
  (text) => {
    expect(parseToken(text)).toBeNull()
  },
)
