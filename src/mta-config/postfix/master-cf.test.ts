import { describe, expect, test } from 'vitest'
import { textDocument } from '../text-document.ts'
import { parseMasterCf } from './master-cf.ts'

const HEAD = 'smtp inet n - y - - smtpd'
const parse = (text: string): ReturnType<typeof parseMasterCf> => parseMasterCf(textDocument('master.cf', text))

describe('parseMasterCf', () => {
  const overrides = [
    { name: 'an option', text: `${HEAD}\n  -o a=b\n`, expected: [['a', 'b']] },
    {
      name: 'several on one line',
      text: `${HEAD} -v -o a=b -oc=d\n`,
      expected: [
        ['a', 'b'],
        ['c', 'd'],
      ],
    },
    { name: 'braces with blanks', text: `${HEAD}\n  -o { a = b, c d }\n`, expected: [['a', 'b, c d']] },
    {
      name: 'braces in braces',
      text: `${HEAD}\n  -o { a = inline:{ { x = y } } }\n`,
      expected: [['a', 'inline:{ { x = y } }']],
    },
    {
      name: 'comments between',
      text: `${HEAD}\n  -o a=b\n  # -o c=d\n  -o e=\n`,
      expected: [
        ['a', 'b'],
        ['e', ''],
      ],
    },
    {
      name: 'arguments of a command',
      text: 'm unix - n n - - pipe\n  flags=R user=v argv=/bin/x -o not=this\n',
      expected: [],
    },
  ]

  test.each(overrides)('reads $name', ({ text, expected }) => {
    const { services, document } = parse(text)
    const found = services[0]?.overrides ?? []
    expect(found.map(({ name, value }) => [name.text, value])).toEqual(expected)
    for (const { name, value, start, end, option } of found) {
      expect(document.text.startsWith(name.text, name.offset)).toBe(true)
      expect(document.text.slice(start, end)).toBe(value)
      expect(document.text.startsWith('-o', option)).toBe(true)
    }
  })

  test('keeps name, kind and program', () => {
    expect(parse(`# x\n[::1]:587 inet n - n - - /usr/lib/postfix/smtpd\n`).services[0]).toMatchObject({
      name: { text: '[::1]:587', offset: 4 },
      type: 'inet',
      command: 'smtpd',
    })
  })

  test.each([
    { name: 'too few fields', text: 'smtp inet n - y\n' },
    { name: 'an unknown kind', text: 'smtp tcp n - y - - smtpd\n' },
    { name: 'an open brace', text: `${HEAD} -o { a = b\n` },
    { name: 'a continuation of nothing', text: '  -o a=b\n' },
  ])('lists a line with $name', ({ text }) => {
    expect(parse(text).malformed).toHaveLength(1)
  })
})
