import { describe, expect, test } from 'vitest'
import { headerSection, SECTION_CHARACTERS } from './header-section.ts'

const FIELDS = [
  { name: 'Received', value: 'from a (a [192.0.2.1])\n\tby b with ESMTPS; Tue, 24 Nov 2026 08:00:00 +0000' },
  { name: 'Subject', value: 'x' },
]
const PLAIN = `Received: ${FIELDS[0]?.value}\nSubject: x\n`

const forms: readonly { readonly name: string; readonly text: string }[] = [
  { name: 'as it should be', text: `${PLAIN}\nReceived: from the body\n` },
  { name: 'with CRLF', text: `${PLAIN}\nbody`.replaceAll('\n', '\r\n') },
  { name: 'from an mbox', text: `From a@example.org Tue Nov 24 08:00:00 2026\n${PLAIN}\nbody` },
  { name: 'behind blank lines', text: `\n \n${PLAIN}` },
  { name: 'as a quotation', text: PLAIN.trimEnd().replace(/^/gm, '> ') },
  { name: 'as a quotation without blanks', text: PLAIN.trimEnd().replace(/^/gm, '>') },
  { name: 'without indentation', text: PLAIN.replace('\n\t', '\n') },
  { name: 'with a byte order mark', text: `\ufeff${PLAIN}` },
]

describe('headerSection', () => {
  test.each(forms)('reads fields $name', ({ text }) => {
    expect(headerSection(text).map(blanksFolded)).toEqual(FIELDS.map(blanksFolded))
  })

  test('reads fields with blank lines between all lines, and knows where two paragraphs are no such thing', () => {
    const spaced = `A: 1\n\nB: 2\n\nC: 3\n\nD: 4\n\nE: 5\n`
    expect(headerSection(spaced)).toHaveLength(5)
    expect(headerSection('A: 1\n\nB: 2\n')).toHaveLength(1)
  })

  const decoded = [
    { name: '=3D', text: 'A: (version=3DTLS1_2, cipher=3DTLS_X)', value: '(version=TLS1_2, cipher=TLS_X)' },
    { name: 'soft line breaks', text: 'A: Tue,=\n 22\n Aug=\nust', value: 'Tue, 22\n August' },
    { name: 'no other =XX', text: 'A: cipher=AES128-SHA bits=256', value: 'cipher=AES128-SHA bits=256' },
    { name: 'a base64 end before the next field', text: 'A: b=abc=\nB: 1', value: 'b=abc=' },
    {
      name: 'entities',
      text: 'A: &lt;a@b&gt; &#43;0000 &#x2b; &amp;lt; &#0; &#999999;',
      value: '<a@b> +0000 + &lt; &#0; &#999999;',
    },
    { name: 'a time at the start of a line', text: 'A: Mon,\n22:10:00 +0000', value: 'Mon,\n22:10:00 +0000' },
    { name: 'a URL at the start of a line', text: 'A: see\nhttps://example.org', value: 'see\nhttps://example.org' },
  ]

  test.each(decoded)('undoes $name', ({ text, value }) => {
    expect(headerSection(text)[0]).toEqual({ name: 'A', value })
  })

  test('reads no more than it should', () => {
    expect(headerSection('')).toEqual([])
    expect(headerSection('no field at all')).toEqual([])
    expect(headerSection(`A: ${'x'.repeat(2 * SECTION_CHARACTERS)}`)[0]?.value.length).toBeLessThan(SECTION_CHARACTERS)
    expect(headerSection('A: 1\n'.repeat(50_000)).length).toBe(5_000)
  })
})

function blanksFolded({ name, value }: { readonly name: string; readonly value: string }) {
  return { name, value: value.replace(/\s+/g, ' ') }
}
