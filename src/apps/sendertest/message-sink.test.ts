import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MessageSink } from './message-sink.ts'

function sink(
  text: string,
  cuts: readonly number[] = [],
): { end: number | null; sunk: ReturnType<MessageSink['result']> } {
  const octets = Buffer.from(text, 'latin1')
  const places = [0, ...cuts.map((cut) => cut % (octets.length + 1)).toSorted((a, b) => a - b), octets.length]
  const one = new MessageSink()
  for (let at = 1; at < places.length; at += 1) {
    const [from = 0, to = 0] = [places[at - 1], places[at]]
    const end = one.take(octets.subarray(from, to))
    if (end !== null) return { end: from + end, sunk: one.result() }
  }
  return { end: null, sunk: one.result() }
}

describe('where a message ends (RFC 5321 section 4.1.1.4)', () => {
  const cases = [
    { name: 'a dot alone', text: 'a: b\r\n\r\nx\r\n.\r\nQUIT\r\n', end: 'QUIT\r\n' },
    { name: 'at once', text: '.\r\nQUIT\r\n', end: 'QUIT\r\n' },
    { name: 'a dot that was doubled', text: '..\r\nx\r\n', end: null },
    { name: 'a dot and more', text: '.x\r\n. \r\n', end: null },
    { name: 'LF before', text: 'x\n.\r\n', end: null },
    { name: 'LF behind', text: 'x\r\n.\nMAIL\r\n', end: null },
    { name: 'CR alone before', text: 'x\r.\r\n', end: null },
    { name: 'CR doubled', text: 'x\r\n.\r\r\n', end: null },
    { name: 'LF LF', text: 'x\n\n.\n', end: null },
  ]
  test.each(cases)('$name', ({ text, end }) => {
    const found = sink(text).end
    expect(found === null ? null : text.slice(found)).toBe(end)
  })

  const pieces = fc.array(fc.constantFrom('\r', '\n', '.', 'x', '\r\n', '\r\n.\r\n', 'TLS-Required: No\r\n'), {
    maxLength: 30,
  })

  test('however it is cut, and it is where CRLF . CRLF first stands', () => {
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(200), { maxLength: 5 }), (parts, cuts) => {
        const text = parts.join('')
        const whole = sink(text)
        expect(sink(text, cuts)).toEqual(whole)
        // The line end of DATA itself counts as the first one.
        const at = `\r\n${text}`.indexOf('\r\n.\r\n')
        expect(whole.end).toBe(at < 0 ? null : at + 3)
      }),
    )
  })
})

describe('TLS-Required', () => {
  const cases = [
    { name: 'the field', header: 'Subject: x\r\nTLS-Required: No\r\n', no: true },
    { name: 'folded', header: 'TLS-REQUIRED:\r\n\tno\r\nTo: y\r\n', no: true },
    { name: 'a blank before the colon', header: 'TLS-Required : No\r\n', no: true },
    { name: 'a folded line of another field', header: 'Subject: x\r\n TLS-Required: No\r\n', no: false },
    { name: 'in the body', header: '\r\nTLS-Required: No\r\n', no: false },
    { name: 'longer than what is kept', header: `TLS-Required: No${' '.repeat(500)}x\r\n`, no: true },
    { name: 'many times', header: 'TLS-Required: No\r\n'.repeat(500), no: false },
    { name: 'behind a long header', header: `${'x: y\r\n'.repeat(60_000)}TLS-Required: No\r\n`, no: false },
  ]
  test.each(cases)('$name: $no', ({ header, no }) => {
    expect(sink(`${header}\r\nbody\r\n.\r\n`).sunk.tlsRequiredNo).toBe(no)
  })
})
