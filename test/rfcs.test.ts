import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { scanSource } from './architecture/scan-source.ts'
import { readTexts, type SourceText } from './architecture/source-tree.ts'

const root = join(import.meta.dirname, '..')

/** A little below the number of RFCs that the sources cite, so that a test that sees none fails. */
const LEAST_CITED = 120

const STATES: readonly string[] = ['yes', 'partial', 'no']

/** A row of a table in docs/rfcs.md. */
interface Row {
  readonly rfc: number
  readonly status: string
  readonly where: string
}

function rowsOf(markdown: string): readonly Row[] {
  return markdown.split('\n').flatMap((line) => {
    const [, rfc, , status = '', where = ''] = line.split('|').map((cell) => cell.trim())
    return /^\d+$/.test(rfc ?? '') ? [{ rfc: Number(rfc), status, where }] : []
  })
}

/** Paths of a cell: what stands in code type and has a slash. */
function pathsOf({ where }: Row): readonly string[] {
  return [...where.matchAll(/`([^`]+)`/g)].flatMap(([, text = '']) => (/^(?:src|data|test)\//.test(text) ? [text] : []))
}

/** RFCs that comments and strings of a source cite, also in lists: `RFC 6520, 7366 and 7627`. */
function citedIn({ text }: SourceText): readonly number[] {
  return scanSource(text)
    .filter(({ kind }) => kind === 'comment' || kind === 'string' || kind === 'template')
    .flatMap((token) => [...joinLines(token.text).matchAll(CITATION)])
    .flatMap(([citation]) => [...citation.matchAll(/\d+/g)].map(Number))
}

/** A number behind a comma is one of a list only when it has the look of an RFC, and is no version or section. */
const CITATION = /\bRFCs? \d{3,5}(?:(?:,| and|, and) \d{4}\b(?!\.\d))*/g

/** A comment in one line: what begins at the end of one line may go on in the next. */
function joinLines(comment: string): string {
  return comment.replace(/\s*\n\s*(?:\*(?!\/)|\/\/)?\s*/g, ' ')
}

function mentions(path: string, rfc: number): boolean {
  const full = join(root, path)
  const texts = statSync(full).isDirectory() ? readTexts(full).map(({ text }) => text) : [readFileSync(full, 'utf8')]
  return texts.some((text) => new RegExp(`\\b(?:RFC)?${rfc}\\b`).test(text))
}

const rows = rowsOf(readFileSync(join(root, 'docs/rfcs.md'), 'utf8'))

describe('docs/rfcs.md', () => {
  test('lists every RFC that a source cites', () => {
    const listed = new Set(rows.map(({ rfc }) => rfc))
    const cited = readTexts(join(root, 'src')).flatMap((source) => citedIn(source).map((rfc) => ({ rfc, source })))
    const missing = cited
      .filter(({ rfc }) => !listed.has(rfc))
      .map(({ rfc, source }) => `RFC ${rfc} in src/${source.path}`)
    expect(new Set(cited.map(({ rfc }) => rfc)).size).toBeGreaterThan(LEAST_CITED)
    expect([...new Set(missing)]).toEqual([])
  })

  test('lists each once, with a status it explains', () => {
    const numbers = rows.map(({ rfc }) => rfc)
    expect(numbers.filter((rfc, at) => numbers.indexOf(rfc) < at)).toEqual([])
    expect(rows.filter(({ status }) => !STATES.includes(status))).toEqual([])
  })

  test('names places that exist', () => {
    expect(rows.flatMap(pathsOf).filter((path) => !existsSync(join(root, path)))).toEqual([])
    expect(rows.flatMap(pathsOf).length).toBeGreaterThan(LEAST_CITED)
  })

  test('names a place for whatever is there, and one of them cites the RFC', () => {
    const there = rows.filter(({ status }) => status !== 'no')
    const unproved = there.filter(
      (row) => !pathsOf(row).some((path) => existsSync(join(root, path)) && mentions(path, row.rfc)),
    )
    expect(unproved.map(({ rfc }) => rfc)).toEqual([])
  })
})

describe('citedIn', () => {
  const cases = [
    { name: 'a section', text: '// RFC 5246 section 7.4.2', expected: [5246] },
    { name: 'a list', text: '// (RFC 6520, 7366, 7627 and 5077)', expected: [6520, 7366, 7627, 5077] },
    { name: 'a line end', text: '/**\n * Forbidden by RFC\n * 8996, and so on\n */', expected: [8996] },
    { name: 'a string', text: "const source = ['RFC 7465 section 2']", expected: [7465] },
    { name: 'no code', text: 'const RFC = 1234', expected: [] },
    { name: 'no other numbers', text: '// RFC 5321 section 4.5.3, 2048 octets; RFC 8446, 3.1', expected: [5321, 8446] },
  ]

  test.each(cases)('finds $name', ({ text, expected }) => {
    expect(citedIn({ path: 'a.ts', text })).toEqual(expected)
  })
})
