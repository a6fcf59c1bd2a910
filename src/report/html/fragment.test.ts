import { expect, test } from 'vitest'
import { html, trusted } from './fragment.ts'

test('html escapes texts, in lists too, and leaves fragments', () => {
  expect(html`<p>${'<b>&"'}${[html`<i>${1}</i>`, '<', null]}</p>`.toString()).toBe(
    '<p>&lt;b&gt;&amp;&quot;<i>1</i>&lt;</p>',
  )
  expect(html`${trusted('<hr>')}`.toString()).toBe('<hr>')
})

test.each([
  {
    name: 'a control character and an override',
    given: 'a\u0000\u202eb — “c”',
    expected: 'a\\u{0}\\u{202e}b \\u{2014} “c”',
  },
  { name: 'an escape sequence', given: '\u001b[31mred', expected: '\\u{1b}[31mred' },
  { name: 'half of a pair', given: '\ud800', expected: '\\u{d800}' },
  { name: 'signs of our pictures', given: '✓ ◐ ○ ✕ ● →', expected: '✓ ◐ ○ ✕ ● →' },
  { name: 'a long text', given: 'A'.repeat(5_000), expected: `${'A'.repeat(4_096)}…` },
  { name: 'a long text of odd signs', given: '\u0000'.repeat(5_000), expected: `${'\\u{0}'.repeat(819)}…` },
])('html shows $name', ({ given, expected }) => {
  expect(html`${given}`.toString()).toBe(expected)
})
