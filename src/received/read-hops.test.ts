import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { HOPS, readHops } from './read-hops.ts'

const field = (by: string, date: string): string =>
  `Received: from a (a [192.0.2.1]) by ${by} (Postfix) with ESMTPS id 1; ${date}\n`

describe('readHops', () => {
  test('puts the newest first and counts from hop to hop', () => {
    const hops = readHops(
      field('c', 'Tue, 24 Nov 2026 09:00:05 +0100') +
        'Subject: in between\n' +
        field('b', 'Tue, 24 Nov 2026 08:00:07 +0000') +
        field('a', 'no date at all') +
        field('z', 'Tue, 24 Nov 2026 07:59:00 +0000'),
    )
    expect(hops.map(({ by, delaySeconds }) => [by, delaySeconds])).toEqual([
      ['c', -2],
      ['b', null],
      ['a', null],
      ['z', null],
    ])
  })

  test('knows the field by its name in any case, and no other field', () => {
    expect(readHops('RECEIVED: by a; x\nX-Received: by b; x\nReceived-SPF: pass')).toHaveLength(1)
  })

  test('reads a bounded number', () => {
    expect(readHops(field('a', 'x').repeat(HOPS + 10))).toHaveLength(HOPS)
  })

  test('does not throw for anything', () => {
    const word = fc.constantFrom(
      'Received:',
      'from',
      'by',
      'with',
      'id',
      ';',
      '(',
      ')',
      '\\',
      '=',
      '=3D',
      '\n',
      '\n ',
      'ESMTPS',
      'TLS',
      '&#',
      '> ',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(word, anyText(20)), { maxLength: 80 }), (words) => {
        for (const { tls } of readHops(`Received: ${words.join(' ')}`)) {
          expect(['encrypted', 'plaintext', 'unknown']).toContain(tls.state)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
