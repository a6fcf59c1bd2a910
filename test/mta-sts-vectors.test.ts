import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { printable } from '../src/base/printable.ts'
import { matchMx } from '../src/mtasts/match.ts'
import { isPolicyMediaType } from '../src/mtasts/media-type.ts'
import { parsePolicy } from '../src/mtasts/policy.ts'
import { selectRecord } from '../src/mtasts/record.ts'

/* Test cases of other implementations; where we come to another verdict than they do, the grammar says why. */

interface Vector {
  readonly source: string
  readonly verdict?: string
  readonly reason?: string
}

function vectors<Case extends Vector>(file: string): readonly (Case & { readonly at: number })[] {
  const cases: readonly Case[] = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors/mta-sts', file), 'utf8'))
  return cases.map((vector, at) => ({ ...vector, at }))
}

interface RecordVector extends Vector {
  readonly txt: readonly string[]
  readonly id?: string
  readonly extensions?: readonly (readonly [string, string])[]
}

const records = vectors<RecordVector>('records.json')
const moreRecords = vectors<RecordVector>('records-tlspol.json')

describe('records', () => {
  test('are as many as were copied', () => {
    expect([records.length, moreRecords.length]).toEqual([26, 10])
  })

  test.each(records)('$at $txt: $verdict ($reason)', ({ txt, verdict, id, extensions }) => {
    const selected = selectRecord(txt.map((text) => printable(text, 4_096)))
    const found = selected.kind === 'one' ? selected.record.verdict : 'none'
    expect(found).toBe(verdict)
    if (selected.kind !== 'one' || verdict !== 'valid') return
    expect(selected.record.id).toBe(id)
    if (extensions) expect(selected.record.extensions.map(({ name, value }) => [name, value])).toEqual(extensions)
  })

  test.each(moreRecords)('$at $txt: $verdict ($reason)', ({ txt, verdict }) => {
    const selected = selectRecord(txt.map((text) => printable(text, 4_096)))
    const isThere = selected.kind === 'one' && selected.record.verdict === 'valid'
    expect(isThere ? 'valid' : 'unavailable').toBe(verdict)
  })
})

interface PolicyVector extends Vector {
  readonly policy: string
  readonly mode?: string
  readonly mx?: readonly string[]
  readonly max_age?: number
}

/**
 * Policies that another project refuses and we accept. RFC 8461 section 3.2 takes `Domain` from RFC 5321 section 4.1.2:
 * `sub-domain *("." sub-domain)` with `sub-domain = Let-dig [Ldh-str]`, which digits and dots fit. Such a pattern can never
 * match an exchanger, so we warn; but the rest of the policy stands, and a sender that follows the grammar applies it.
 */
const ACCEPTED_BY_GRAMMAR = (policy: string): boolean => /^mx: (?:\*\.)?[0-9.]+$/m.test(policy)

const policies = vectors<PolicyVector>('policies.json')
const morePolicies = vectors<PolicyVector>('policies-tlspol.json')

describe('policies', () => {
  test('are as many as were copied', () => {
    expect([policies.length, morePolicies.length]).toEqual([31, 31])
    expect(morePolicies.filter(({ policy }) => ACCEPTED_BY_GRAMMAR(policy))).toHaveLength(3)
  })

  test.each([...policies, ...morePolicies])('$at $reason: $verdict', ({ policy, verdict, mode, mx, max_age }) => {
    const parsed = parsePolicy(policy)
    if (ACCEPTED_BY_GRAMMAR(policy)) {
      expect(parsed.verdict).toBe('valid')
      expect(parsed.warnings.map(({ code }) => code)).toContain('policy-mx-address')
      return
    }
    expect(parsed.verdict).toBe(verdict)
    if (mode !== undefined) expect(parsed).toMatchObject({ mode, mx, maxAgeSeconds: max_age })
  })
})

const mediaTypes = vectors<Vector & { readonly contentType: string }>('media-types.json')

test.each(mediaTypes)('media type "$contentType": $verdict', ({ contentType, verdict }) => {
  expect(isPolicyMediaType(contentType)).toBe(verdict === 'valid')
})

const matches = vectors<Vector & { readonly mx: readonly string[]; readonly host: string; readonly matches: boolean }>(
  'mx-match.json',
)

test.each(matches)('$host by $mx: $matches', ({ host, mx, matches: expected }) => {
  expect(matchMx(host, mx) !== null).toBe(expected)
})
