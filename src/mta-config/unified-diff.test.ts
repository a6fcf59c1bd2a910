import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { startProcessorTime } from '../../test/support/processor-time.ts'
import { unifiedDiff } from './unified-diff.ts'

const names = { old: 'a', new: 'b' }

describe('unifiedDiff', () => {
  const cases = [
    { name: 'equal texts', before: 'x\n', after: 'x\n', expected: '' },
    {
      name: 'a line that changes',
      before: '1\n2\n3\n',
      after: '1\nx\n3\n',
      expected: '--- a\n+++ b\n@@ -1,3 +1,3 @@\n 1\n-2\n+x\n 3\n',
    },
    {
      name: 'an empty file that gets a line',
      before: '',
      after: 'x\n',
      expected: '--- a\n+++ b\n@@ -0,0 +1,1 @@\n+x\n',
    },
    {
      name: 'a last line without its end',
      before: 'x',
      after: 'x\n',
      expected: '--- a\n+++ b\n@@ -1,1 +1,1 @@\n-x\n\\ No newline at end of file\n+x\n',
    },
    {
      name: 'two changes far apart',
      before: '1\n2\n3\n4\n5\n6\n7\n8\n9\n',
      after: 'x\n2\n3\n4\n5\n6\n7\n8\ny\n',
      expected: '--- a\n+++ b\n@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n@@ -6,4 +6,4 @@\n 6\n 7\n 8\n-9\n+y\n',
    },
  ]

  test.each(cases)('shows $name', ({ before, after, expected }) => {
    expect(unifiedDiff(before, after, names)).toBe(expected)
  })

  test('applied to the old text it gives the new one', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 40 })
      .chain((lines) => fc.constantFrom(lines.join('\n'), `${lines.join('\n')}\n`))
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(applied(before, unifiedDiff(before, after, names))).toBe(after)
      }),
      { numRuns: 500 },
    )
  })

  test('texts that differ everywhere take no long time', () => {
    const many = (word: string): string => Array.from({ length: 20_000 }, (_, at) => `${word}${at}\n`).join('')
    const spent = startProcessorTime()
    const diff = unifiedDiff(many('a'), many('b'), names)
    expect(spent()).toBeLessThan(5_000)
    expect(diff.split('\n').length).toBeGreaterThan(40_000)
  })
})

/** A reader of unified diffs of its own, as strict as patch. */
function applied(before: string, diff: string): string {
  if (diff === '') return before
  const old = before.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const out: string[] = []
  let at = 0
  const lines = diff.split('\n').slice(2, -1)
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    const [, start, count] = /^@@ -(\d+),(\d+) /.exec(line) ?? []
    if (start !== undefined) {
      const until = Number(start) - (count === '0' ? 0 : 1)
      out.push(...old.slice(at, until))
      at = until
      continue
    }
    if (line.startsWith('\\')) continue
    const cut = lines[index + 1]?.startsWith('\\') === true
    const content = `${line.slice(1)}${cut ? '' : '\n'}`
    if (line.startsWith('+')) out.push(content)
    else {
      expect(old[at]).toBe(content)
      at += 1
      if (line.startsWith(' ')) out.push(content)
    }
  }
  return [...out, ...old.slice(at)].join('')
}
