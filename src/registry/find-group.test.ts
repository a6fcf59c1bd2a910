import { describe, expect, test } from 'vitest'
import { groupById, groupByName } from './find-group.ts'
import { GROUPS } from './groups.ts'

describe('groupById', () => {
  test.each([
    { id: 0x001d, expected: { name: 'x25519', kind: 'ecdh', bits: 255, securityBits: 128 } },
    { id: 0x0017, expected: { name: 'secp256r1', kind: 'ecdh', bits: 256, securityBits: 128, recommended: 'Y' } },
    { id: 0x0100, expected: { name: 'ffdhe2048', kind: 'dh', bits: 2048, securityBits: 112 } },
    { id: 0x0201, expected: { name: 'MLKEM768', kind: 'pq', versions: ['tls13'] } },
    { id: 0x11eb, expected: { name: 'SecP256r1MLKEM768', kind: 'hybrid-pq', bits: 256 } },
    { id: 0x11ec, expected: { name: 'X25519MLKEM768', kind: 'hybrid-pq', bits: 255, securityBits: 192 } },
    { id: 0x11ed, expected: { name: 'SecP384r1MLKEM1024', kind: 'hybrid-pq', bits: 384, securityBits: 256 } },
    { id: 0x6399, expected: { name: 'X25519Kyber768Draft00', kind: 'hybrid-pq' } },
    { id: 0x001a, expected: { name: 'brainpoolP256r1', versions: ['tls10', 'tls11', 'tls12'] } },
    { id: 0x001f, expected: { name: 'brainpoolP256r1tls13', versions: ['tls13'] } },
    { id: 0x0001, expected: { name: 'sect163k1', securityBits: 80, recommended: 'D' } },
  ])('$expected.name', ({ id, expected }) => {
    expect(groupById(id)).toMatchObject(expected)
  })

  test.each([0x0000, 0x0a0a, 0xffff])('%i is nobody', (id) => {
    expect(groupById(id)).toBeUndefined()
  })
})

describe('groupByName', () => {
  test.each([
    { name: 'X25519', id: 0x001d },
    { name: 'P-256', id: 0x0017 },
    { name: 'prime256v1', id: 0x0017 },
    { name: 'P-521', id: 0x0019 },
    { name: 'x25519mlkem768', id: 0x11ec },
    { name: 'P-255', id: undefined },
  ])('$name', ({ name, id }) => {
    expect(groupByName(name)?.id).toBe(id)
  })

  test('finds every group by its name', () => {
    expect(GROUPS.filter((group) => groupByName(group.name) !== group)).toEqual([])
  })
})
