import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readHops } from '../src/received/read-hops.ts'
import { runs } from './support/runs.ts'

/* Fields of real servers; test/vectors/received/README.md says whose. */

const folder = join(import.meta.dirname, 'vectors/received')
const headers: readonly { readonly source: string; readonly header: string }[] = read('headers.json')
const expected: readonly unknown[] = read('expected.json')

function read<Content>(file: string): Content {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'))
}

const cases = headers.map(({ source, header }, at) => ({ name: `${at} (${source})`, header, hop: expected[at] }))

describe('Received fields of real servers', () => {
  test('are 57, each with what must come of it', () => {
    expect(headers).toHaveLength(57)
    expect(expected).toHaveLength(57)
  })

  test.each(cases)('$name', ({ header, hop }) => {
    expect(readHops(header)).toEqual([hop])
  })

  test.each(cases)('$name, with CRLF and folded otherwise', ({ header, hop }) => {
    const refolded = header.replace(/\n[ \t]+/g, '\r\n        ')
    expect(readHops(`${refolded}\r\nSubject: x\r\n\r\nbody`)).toEqual([hop])
  })

  // A soft line break of quoted-printable may stand inside a word, which only its own decoding puts together again.
  test.each(cases.filter(({ header }) => !header.includes('=\n')))('$name, copied from a page', ({ header, hop }) => {
    expect(readHops(header.replace(/\n[ \t]+/g, '\n'))).toEqual([hop])
  })

  test('none is taken for plaintext when it is cut off anywhere', () => {
    const step = runs(7, 1)
    const wrong = cases.flatMap(({ header }) =>
      Array.from({ length: Math.ceil(header.length / step) }, (_, at) => readHops(header.slice(0, at * step)))
        .flat()
        .filter(({ tls }) => tls.state === 'plaintext'),
    )
    expect(wrong.map((hop) => JSON.stringify(hop))).toEqual([])
  })
})
