import { describe, expect, test } from 'vitest'
import { STAPLES } from '../base/limits.ts'
import { serverFacts } from '../facts/builders.ts'
import type { StapleFact } from '../facts/server-facts.ts'
import { joinFacts } from './join-facts.ts'
import { knowledgeOfFacts } from './knowledge-of-facts.ts'

const staple = (response: string, by = 0): StapleFact => ({ version: 'tls13', response, by })
const joined = (earlier: readonly StapleFact[], later: readonly StapleFact[]): readonly string[] =>
  joinFacts(serverFacts({ staples: earlier }), serverFacts({ staples: later })).staples.map(({ response }) => response)

describe('stapled responses', () => {
  test('of both surveys are kept, each once, the later first', () => {
    expect(joined([staple('AAAA'), staple('AAAB')], [staple('AAAC', 7), staple('AAAB', 8)])).toEqual([
      'AAAC',
      'AAAB',
      'AAAA',
    ])
  })

  test('are no more than those of one survey, the latest', () => {
    const many = (letter: string) => Array.from({ length: STAPLES }, (_, at) => staple(`AA${letter}${at}`))
    expect(joined(many('A'), many('B'))).toEqual(many('B').map(({ response }) => response))
  })
})

test('what is known of signatures goes on', () => {
  const { signatures } = serverFacts()
  const known = knowledgeOfFacts(serverFacts()).signatures
  expect([...known].map(([id, { state }]) => [id, state])).toEqual(
    signatures.map(({ id, state }) => [Number(id), state]),
  )
  expect(known.get(0x0203)).toEqual({ state: 'refused', by: 0, how: 'alert' })
})
