import { describe, expect, test } from 'vitest'
import { lookup } from '../../facts/builders.ts'
import { INSECURE, SECURE, UNANSWERED } from '../../facts/good-dnssec.ts'
import { type AnyLookup, trustTree, type ZoneNode } from './trust-tree.ts'

/** `zone [type name, …] (…below…)`. */
function shown({ link, lookups, below }: ZoneNode): string {
  const own = lookups.map(({ type, name }) => `${type} ${name}`).join(', ')
  const rest = below.length === 0 ? '' : ` (${below.map(shown).join(' ')})`
  return `${link.zone} [${own}]${rest}`
}

const proved = (name: string, zones: readonly string[]): AnyLookup => {
  const [first] = SECURE.chain
  if (first === undefined) throw new Error('no chain')
  return {
    ...lookup(name, 'A', ['192.0.2.1']),
    dnssec: { ...SECURE, chain: zones.map((zone) => ({ ...first, zone })) },
  }
}

describe('trustTree', () => {
  test.each([
    { name: 'nothing', given: [], expected: [], loose: 0 },
    {
      name: 'one chain',
      given: [proved('a.example.lab', ['.', 'lab', 'example.lab'])],
      expected: ['. [] (lab [] (example.lab [A a.example.lab]))'],
      loose: 0,
    },
    {
      name: 'a zone cut that another lookup does not pass',
      given: [
        proved('x.b.lab', ['.', 'lab', 'b.lab']),
        proved('y.lab', ['.', 'lab']),
        proved('z.c.b.lab', ['.', 'lab', 'c.b.lab']),
      ],
      expected: ['. [] (lab [A y.lab] (b.lab [A x.b.lab] (c.b.lab [A z.c.b.lab])))'],
      loose: 0,
    },
    {
      name: 'names that only end alike',
      given: [proved('a.lab', ['.', 'lab']), proved('b.notlab', ['.', 'notlab'])],
      expected: ['. [] (lab [A a.lab] notlab [A b.notlab])'],
      loose: 0,
    },
    {
      name: 'anchors below the root',
      given: [proved('a.lab', ['lab']), proved('b.org', ['org'])],
      expected: ['lab [A a.lab]', 'org [A b.org]'],
      loose: 0,
    },
    {
      name: 'the same lookup twice, an unsigned zone, and one without an answer',
      given: [
        { ...lookup('m.example.lab', 'A', []), dnssec: INSECURE },
        { ...lookup('m.example.lab', 'A', []), dnssec: INSECURE },
        { ...lookup('n.example.lab', 'A', []), dnssec: UNANSWERED },
      ],
      expected: ['. [] (lab [] (example.lab [A m.example.lab]))'],
      loose: 1,
    },
  ])('joins $name', ({ given, expected, loose }) => {
    const tree = trustTree(given)
    expect(tree.tops.map(shown)).toEqual(expected)
    expect(tree.loose).toHaveLength(loose)
  })
})
