import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attemptSync } from '../base/failure.ts'
import { TEXT_CHARACTERS } from '../base/limits.ts'
import { parseReply, parseReplyLine, type Reply, replyText } from './reply.ts'

const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))
const parse = (...lines: readonly string[]) => attemptSync(() => parseReply(lines.map(latin1), 'ehlo'))

const valid: readonly { name: string; lines: readonly string[]; reply: Reply }[] = [
  { name: 'one line', lines: ['220 mx ESMTP'], reply: { code: 220, enhanced: null, lines: ['mx ESMTP'] } },
  { name: 'a code alone', lines: ['250'], reply: { code: 250, enhanced: null, lines: [''] } },
  { name: 'a code and a blank', lines: ['250 '], reply: { code: 250, enhanced: null, lines: [''] } },
  { name: 'two lines', lines: ['250-mx', '250 SIZE 1'], reply: { code: 250, enhanced: null, lines: ['mx', 'SIZE 1'] } },
  { name: 'ends in a bare code', lines: ['250-mx', '250'], reply: { code: 250, enhanced: null, lines: ['mx', ''] } },
  { name: 'empty middle line', lines: ['220-', '220 x'], reply: { code: 220, enhanced: null, lines: ['', 'x'] } },
  {
    name: 'an enhanced code stays in the text',
    lines: ['454 4.7.0 TLS not available'],
    reply: { code: 454, enhanced: '4.7.0', lines: ['4.7.0 TLS not available'] },
  },
  { name: 'an enhanced code alone', lines: ['221 2.0.0'], reply: { code: 221, enhanced: '2.0.0', lines: ['2.0.0'] } },
  {
    name: 'an enhanced code of three digits',
    lines: ['550 5.700.123 no'],
    reply: { code: 550, enhanced: '5.700.123', lines: ['5.700.123 no'] },
  },
  {
    name: 'a class that contradicts the code is no enhanced code',
    lines: ['250 5.7.0 what'],
    reply: { code: 250, enhanced: null, lines: ['5.7.0 what'] },
  },
  {
    name: 'an address is no enhanced code',
    lines: ['421 4.3.2.1 busy'],
    reply: { code: 421, enhanced: null, lines: ['4.3.2.1 busy'] },
  },
  { name: 'an unusual second digit', lines: ['571 no'], reply: { code: 571, enhanced: null, lines: ['no'] } },
  {
    name: 'escape sequences, NUL and 8-bit bytes are shown, not obeyed',
    lines: ['220 \x1b[2J\x00\xe9\\'],
    reply: { code: 220, enhanced: null, lines: ['\\x1b[2J\\x00\\xe9\\\\'] },
  },
  { name: 'a CR inside', lines: ['220 a\rb'], reply: { code: 220, enhanced: null, lines: ['a\\x0db'] } },
]

const malformed = [
  { name: 'no line', lines: [], text: '' },
  { name: 'empty line', lines: [''], text: '' },
  { name: 'two digits', lines: ['22'], text: '22' },
  { name: 'four digits', lines: ['2200 x'], text: '2200 x' },
  { name: 'code 199', lines: ['199 x'], text: '199 x' },
  { name: 'code 600', lines: ['600 x'], text: '600 x' },
  { name: 'code 000', lines: ['000'], text: '000' },
  { name: 'a letter in the code', lines: ['2x0 x'], text: '2x0 x' },
  { name: 'a sign in the code', lines: ['+20 x'], text: '+20 x' },
  { name: 'a tab behind the code', lines: ['220\tx'], text: '220\\x09x' },
  { name: 'not SMTP', lines: ['SSH-2.0-OpenSSH_9.2'], text: 'SSH-2.0-OpenSSH_9.2' },
  { name: 'blank in front', lines: [' 220 x'], text: ' 220 x' },
  { name: 'lines with different codes', lines: ['250-mx', '550 no'], text: '550 no' },
  { name: 'a line behind the last', lines: ['250 mx', '250 SIZE'], text: '250 mx' },
  { name: 'no last line', lines: ['250-mx', '250-SIZE'], text: '250-SIZE' },
]

describe('parseReply', () => {
  test.each(valid)('$name', ({ lines, reply }) => {
    expect(parse(...lines)).toEqual({ ok: true, value: reply })
  })

  test.each(malformed)('refuses: $name', ({ lines, text }) => {
    expect(parse(...lines)).toEqual({ ok: false, failure: { code: 'smtp-malformed', during: 'ehlo', text } })
  })

  test('any bytes are either a reply of printable bounded lines or smtp-malformed', () => {
    const line = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array({ maxLength: 40 }).map((rest) => Uint8Array.from([0x32, 0x35, 0x30, 0x2d, ...rest])),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
        const result = attemptSync(() => parseReply(lines, 'x'))
        const texts = result.ok ? result.value.lines : [result.failure.code === 'smtp-malformed' && result.failure.text]
        for (const text of texts) expect(text).toMatch(/^[ -~]*$/)
      }),
    )
  })

  test('a text is cut at its limit and says so', () => {
    const result = parse(`220 ${'\x00'.repeat(TEXT_CHARACTERS)}`)
    const [line = ''] = result.ok ? result.value.lines : []
    expect(line.length).toBeLessThanOrEqual(TEXT_CHARACTERS + 1)
    expect(line.endsWith('…')).toBe(true)
  })
})

test('parseReplyLine tells a line that goes on from the last', () => {
  const ends = ['250-a', '250 a', '250', '250-'].map((line) => parseReplyLine(latin1(line), 'x').last)
  expect(ends).toEqual([false, true, true, false])
})

test('replyText joins the lines and is bounded', () => {
  const reply = { code: 250, enhanced: null }
  expect(replyText({ ...reply, lines: ['a', 'b', ''] })).toBe('a b')
  expect(replyText({ ...reply, lines: Array.from({ length: 100 }, () => 'x'.repeat(2000)) })).toHaveLength(
    TEXT_CHARACTERS + 1,
  )
})
