import { describe, expect, it } from 'vitest'
import { FLIP_CASES, flipBits } from './dns-bit-flips.ts'
import { NSEC3, tree } from './dns-signed-lab.ts'

/** Every so many bits here; `bench/dns.ts` flips all of them. The step shares no factor with 8, so all places of a byte come. */
const STEP = 23

describe.each([
  { kind: 'NSEC', made: tree({ origin: 'd.lab.' }) },
  { kind: 'NSEC3', made: tree({ origin: 'd.lab.', denial: NSEC3 }) },
])('a flipped bit in a response of a zone with $kind', ({ made }) => {
  it.each(FLIP_CASES)('$damaged never makes $name $type say something else', async (flip) => {
    const tally = await flipBits(made, flip, STEP % 7, STEP)
    expect(tally.wrong).toEqual([])
    expect(tally.flips).toBeGreaterThan(50)
    expect(tally.readable).toBeGreaterThan(tally.flips / 4)
  })
})
