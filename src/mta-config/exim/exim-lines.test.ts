import { describe, expect, test } from 'vitest'
import { startProcessorTime } from '../../../test/support/processor-time.ts'
import { attemptSync } from '../../base/failure.ts'
import { placeAt, type TextDocument, textDocument } from '../text-document.ts'
import { type EximLines, readEximLines } from './exim-lines.ts'

function read(text: string, files: Readonly<Record<string, string>> = {}): EximLines {
  const include = (path: string): TextDocument | null => {
    const own = files[path]
    return own === undefined ? null : textDocument(path, own)
  }
  return readEximLines(textDocument('main', text), { include, predefined: ['_HAVE_TLS'] })
}

const texts = (result: EximLines): readonly string[] => result.lines.map(({ text }) => text)

describe('readEximLines', () => {
  const cases = [
    { name: 'a line', text: '  a = b  \n', expected: ['a = b'] },
    { name: 'a continued line', text: 'a = b:\\\n   c:\\\n d\n', expected: ['a = b:c:d'] },
    { name: 'a comment within a continued line', text: 'a = b:\\\n  # no\n  c\n', expected: ['a = b:c'] },
    { name: 'a backslash at the end of the file', text: 'a = b\\', expected: ['a = b'] },
    {
      name: 'macros, also within words',
      text: 'DIR = /etc\na = DIR/x DIRECTORY dir\n',
      expected: ['a = /etc/x /etcECTORY dir'],
    },
    { name: 'a macro that is defined by another', text: 'A1 = x\nB2 = A1/y\na = B2\n', expected: ['a = x/y'] },
    { name: 'a macro that is defined anew', text: 'M = x\na = M\nM == y\nb = M\n', expected: ['a = x', 'b = y'] },
    {
      name: 'the branch that holds',
      text: 'X = 1\n.ifdef X\na\n.else\nb\n.endif\n.ifndef X\nc\n.else\nd\n.endif\n',
      expected: ['a', 'd'],
    },
    {
      name: 'branches within branches',
      text: '.ifdef NO\n.ifdef _HAVE_TLS\na\n.endif\nb\n.elifdef _HAVE_TLS\nc\n.elifndef NO\nd\n.else\ne\n.endif\n',
      expected: ['c'],
    },
    { name: 'a condition of two names', text: 'Y = 1\n.ifdef X Y\na\n.endif\n', expected: ['a'] },
  ]

  test.each(cases)('reads $name', ({ text, expected }) => {
    const result = read(text)
    expect(texts(result)).toEqual(expected)
    expect(result.malformed).toEqual([])
  })

  test('puts included files in their place, and says in which file a line stands', () => {
    const result = read('a\nP = x\n.include P.conf\n.include_if_exists none\nc\n', { 'x.conf': 'P == y\nb1 = P\n' })
    expect(texts(result)).toEqual(['a', 'b1 = y', 'c'])
    expect(result.lines.map(({ document, start }) => placeAt(document, start))).toEqual([
      { file: 'main', line: 1, column: 1 },
      { file: 'x.conf', line: 2, column: 1 },
      { file: 'main', line: 5, column: 1 },
    ])
  })

  test.each([
    { name: 'a file that is not there', text: 'a\n.include none\n', line: 2 },
    { name: 'an unknown directive', text: '.inlcude x\n', line: 1 },
    { name: 'an .endif alone', text: 'a\n\n.endif\n', line: 3 },
    { name: 'an open condition', text: '.ifdef A\n.ifdef B\na\n.endif\n', line: 1 },
    { name: 'a macro that is defined twice', text: 'AB = 1\nAB = 2\n', line: 2 },
  ])('lists $name, and reads on', ({ text, line }) => {
    const { malformed } = read(text)
    expect(malformed.map(({ line: { document, start } }) => placeAt(document, start).line)).toEqual([line])
  })

  const refused = [
    { name: 'a file that includes itself', text: '.include main', files: {}, at: 'line 1' },
    {
      name: 'files that include each other',
      text: 'a\n.include x',
      files: { x: '\n.include y', y: 'b\n\n.include x' },
      at: 'line 3',
    },
    {
      name: 'a chain of a hundred files',
      text: '.include f0',
      files: Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`f${at}`, `.include f${at + 1}`])),
      at: 'line 1',
    },
    { name: 'conditions in conditions', text: '.ifdef A\n'.repeat(1_000), files: {}, at: 'line 101' },
    { name: 'one file a thousand times', text: '.include x\n'.repeat(1_000), files: { x: 'a' }, at: 'line 1' },
    {
      name: 'macros that double each other',
      text: `M0 = xx\n${Array.from({ length: 40 }, (_, at) => `N${at + 1}E = N${at}EN${at}E\n`).join('')}`.replaceAll(
        'N0E',
        'M0',
      ),
      files: {},
      at: 'line 19',
    },
  ]

  test.each(refused)('refuses $name, with the line', ({ text, files, at }) => {
    expect(attemptSync(() => read(text, { main: text, ...files }))).toMatchObject({
      ok: false,
      failure: { code: 'document-invalid', at },
    })
  })

  test('a megabyte takes no long time', () => {
    const spent = startProcessorTime()
    for (const text of [
      'A\\\n'.repeat(300_000),
      'ABCDEFGHIJ'.repeat(100_000),
      '.ifdef A\n.endif\n'.repeat(50_000),
      `X = ${'y'.repeat(99)}\n${'X '.repeat(2_000)}\n`,
    ])
      read(`Q = 1\n${text}`)
    expect(spent()).toBeLessThan(5_000)
  })
})
