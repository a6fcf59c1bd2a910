import { describe, expect, test } from 'vitest'
import { startProcessorTime } from '../../../test/support/processor-time.ts'
import { attemptSync, fail } from '../../base/failure.ts'
import { expander } from './expand.ts'

function expand(values: Readonly<Record<string, string>>, name = 'x'): string {
  const raw = (key: string): string | null => values[key] ?? null
  const refuse = (of: string, reason: string): never =>
    fail({ code: 'document-invalid', document: of, at: 'line 1', reason })
  return expander({ raw, refuse })(name)
}

describe('expander', () => {
  // The language is that of main.cf, in whose braces a template literal would look for something else.
  const cases = [
    { name: 'a name', x: '$a', expected: 'A' },
    { name: 'a name within a word', x: 'p/$a-q', expected: 'p/A-q' },
    { name: 'braces', x: '\u0024{a}b', expected: 'Ab' },
    { name: 'parentheses', x: '$(a)b', expected: 'Ab' },
    { name: 'a dollar', x: '$$a', expected: '$a' },
    { name: 'a dollar at the end', x: 'a$', expected: 'a$' },
    { name: 'a name of nothing', x: '[$nothing]', expected: '[]' },
    { name: 'a text for a name that is set', x: '\u0024{a?yes}\u0024{e?no}', expected: 'yes' },
    { name: 'a text for a name that is not', x: '\u0024{e:none}\u0024{a:some}', expected: 'none' },
    { name: 'two texts', x: '\u0024{a?{yes}:{no}} \u0024{e?{yes}:{no}}', expected: 'yes no' },
    { name: 'names within a text', x: '\u0024{a?{$b and \u0024{b}}:{$e}}', expected: 'B and B' },
    { name: 'a comparison', x: '\u0024{{$a} == {A} ? {same} : {other}}', expected: 'same' },
    { name: 'numbers', x: '\u0024{{9} < {10} ? {less} : {more}}', expected: 'less' },
    { name: 'texts', x: '\u0024{{9x} < {10x} ? {less} : {more}}', expected: 'more' },
    { name: 'levels', x: '\u0024{{$level} <level {3.10} ? {old} : {new}}', expected: 'old' },
    { name: 'a chain', x: '$c', expected: 'A!' },
    { name: 'an open brace', x: '\u0024{a', expected: 'A' },
  ]

  test.each(cases)('replaces $name', ({ x, expected }) => {
    expect(expand({ x, a: 'A', b: 'B', c: '$d!', d: '$a', e: '', level: '3.9' })).toBe(expected)
  })

  const refused = [
    { name: 'a parameter that names itself', values: { x: '$x' }, reason: 'refers to itself' },
    { name: 'three that name each other', values: { x: '$a', a: '\u0024{b}', b: '$x' }, reason: 'refers to itself' },
    {
      name: 'a chain of a thousand',
      values: Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [at === 0 ? 'x' : `p${at}`, `$p${at + 1}`])),
      reason: 'more than 100',
    },
    {
      name: 'values that double each other',
      values: Object.fromEntries(
        Array.from({ length: 60 }, (_, at) => [at === 0 ? 'x' : `p${at}`, at === 59 ? 'ha' : `$p${at + 1}$p${at + 1}`]),
      ),
      reason: 'longer than',
    },
    {
      name: 'names within braces within names, which one after the other exhaust the stack',
      values: Object.fromEntries(
        Array.from({ length: 99 }, (_, at) => {
          const [open, close] = ['\u0024{{1} == {1} ? {'.repeat(98), '}}'.repeat(98)]
          return [at === 0 ? 'x' : `p${at}`, `${open}$p${at + 1}${close}`]
        }),
      ),
      reason: 'nested',
    },
    { name: 'braces in braces in braces', values: { x: '\u0024{a?{'.repeat(5_000), a: '1' }, reason: 'nested' },
  ]

  test.each(refused)('refuses $name', ({ values, reason }) => {
    const result = attemptSync(() => expand(values))
    expect(result).toMatchObject({
      ok: false,
      failure: { code: 'document-invalid', reason: expect.stringContaining(reason) },
    })
  })

  test('a megabyte of dollars takes no long time', () => {
    const spent = startProcessorTime()
    for (const x of ['$a '.repeat(80_000), '\u0024{'.repeat(50), '$'.repeat(1_000_000)])
      attemptSync(() => expand({ x, a: 'b' }))
    expect(spent()).toBeLessThan(2_000)
  })
})
