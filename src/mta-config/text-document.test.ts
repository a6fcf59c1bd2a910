import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attemptSync } from '../base/failure.ts'
import { encodeText, placeAt, readTextDocument, textDocument } from './text-document.ts'

describe('readTextDocument', () => {
  const utf16 = (text: string): Uint8Array =>
    new Uint8Array([0xff, 0xfe, ...[...text].flatMap((unit) => [unit.charCodeAt(0) & 0xff, unit.charCodeAt(0) >> 8])])
  const cases = [
    { name: 'ASCII', bytes: new TextEncoder().encode('a = b\n'), text: 'a = b\n', encoding: 'utf-8' },
    { name: 'UTF-8', bytes: new TextEncoder().encode('# grün\n'), text: '# grün\n', encoding: 'utf-8' },
    { name: 'neither, octet by octet', bytes: new Uint8Array([0x23, 0xfc, 0x0a]), text: '#ü\n', encoding: 'latin1' },
    { name: 'UTF-16', bytes: utf16('[a]\r\n'), text: '\uFEFF[a]\r\n', encoding: 'utf-16le' },
    { name: 'nothing', bytes: new Uint8Array(0), text: '', encoding: 'utf-8' },
  ]

  test.each(cases)('reads $name', ({ bytes, text, encoding }) => {
    expect(readTextDocument('f', bytes)).toMatchObject({ text, encoding })
  })

  const refused = [
    { name: 'a zero octet', bytes: new Uint8Array([0x61, 0x0a, 0x0a, 0x00]), at: 'line 3' },
    { name: 'half a character', bytes: new Uint8Array([0xff, 0xfe, 0x61]), at: 'its end' },
  ]

  test.each(refused)('refuses $name, with the line', ({ bytes, at }) => {
    expect(attemptSync(() => readTextDocument('f', bytes))).toMatchObject({
      ok: false,
      failure: { code: 'document-invalid', document: 'f', at },
    })
  })

  test('whatever is read is written back octet by octet', () => {
    const run = (bytes: Uint8Array): void => {
      const read = attemptSync(() => readTextDocument('f', bytes))
      if (read.ok) expect([...encodeText(read.value, read.value.text)]).toEqual([...bytes])
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), run))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60, min: 1 }), run))
  })
})

describe('placeAt', () => {
  const document = textDocument('f', 'ab\n\ncd\r\nx')
  test.each([
    { offset: 0, line: 1, column: 1 },
    { offset: 1, line: 1, column: 2 },
    { offset: 3, line: 2, column: 1 },
    { offset: 4, line: 3, column: 1 },
    { offset: 8, line: 4, column: 1 },
    { offset: 9, line: 4, column: 2 },
  ])('$offset is line $line, column $column', ({ offset, line, column }) => {
    expect(placeAt(document, offset)).toEqual({ file: 'f', line, column })
  })
})
