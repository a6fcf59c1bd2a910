import { describe, expect, it } from 'vitest'
import { concatBytes } from '../../base/hex.ts'
import { generateSigningKey } from '../generate-signing-key.ts'
import { DEFAULT_POLICY } from './policy.ts'
import { createVerifier } from './verifier.ts'
import { readZoneKeys } from './zone-key.ts'

const DATA = new TextEncoder().encode('what the zone has signed, with something in it that a stranger has written')

describe('createVerifier', () => {
  it('checks once and remembers', () => {
    const signing = generateSigningKey(13)
    const [key] = readZoneKeys([signing.rdata])
    if (key === undefined) throw new Error('a key was expected')
    const verifier = createVerifier(DEFAULT_POLICY)
    const signature = signing.sign(DATA)
    expect(verifier.check(key, DATA, signature)).toBe(true)
    expect(verifier.check(key, DATA, signature)).toBe(true)
    expect(verifier.verifications).toBe(1)
    expect(verifier.check(key, DATA.subarray(1), signature)).toBe(false)
    expect(verifier.check(key, DATA.subarray(1), signature)).toBe(false)
    expect(verifier.verifications).toBe(2)
  })

  // The end of signed data may be the text of a stranger: what he wrote there is not signed on its own.
  it.each([8, 13, 15])('remembers nothing of data that begins elsewhere (algorithm %i)', (algorithm) => {
    const signing = generateSigningKey(algorithm)
    const [key] = readZoneKeys([signing.rdata])
    if (key === undefined) throw new Error('a key was expected')
    const verifier = createVerifier(DEFAULT_POLICY)
    const signature = signing.sign(DATA)
    expect(verifier.check(key, DATA, signature)).toBe(true)
    for (const cut of [1, 30, DATA.length]) {
      expect(verifier.check(key, DATA.subarray(cut), concatBytes([signature, DATA.subarray(0, cut)]))).toBe(false)
      const shorter = signature.subarray(0, signature.length - cut)
      expect(verifier.check(key, concatBytes([signature.subarray(signature.length - cut), DATA]), shorter)).toBe(false)
    }
  })
})
