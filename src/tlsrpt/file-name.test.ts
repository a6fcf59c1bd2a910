import { describe, expect, test } from 'vitest'
import { parseFileName, writeFileName } from './file-name.ts'

describe('RFC 8460 line 4: <sender>!<domain>!<begin>!<end>[!<id>].json[.gz]', () => {
  const names = [
    { name: 'google.com!test.xmox.nl!1663200000!1663286399!001.json.gz', id: '001', compressed: true },
    {
      name: 'microsoft.com!test.xmox.nl!1673308800!1673395199!133198585438131172.json.gz',
      id: '133198585438131172',
      compressed: true,
    },
    { name: 'mail.sender.example!example.net!1470013207!1470186007.json', id: null, compressed: false },
  ]
  test.each(names)('$name is read, and written as it was', ({ name, id, compressed }) => {
    const read = parseFileName(name)
    expect(read).toMatchObject({ id, compressed })
    expect(read === null ? null : writeFileName(read)).toBe(name)
  })

  test('all parts', () => {
    expect(parseFileName('A.example!B.example!1!2!x9.JSON')).toEqual({
      sender: 'a.example',
      domain: 'b.example',
      begin: 1,
      end: 2,
      id: 'x9',
      compressed: false,
    })
  })

  const others = [
    'report.json',
    'a.example!b.example!1.json',
    'a.example!b.example!1!2!3!4.json',
    'a.example!b.example!x!2.json',
    'a.example!b.example!1!2.xml',
    'a.example!b.example!1!2!a-b.json',
    'a..example!b.example!1!2.json',
    'a.example!../b!1!2.json',
    'a.example!b.example!1!999999999999.json',
    '!!1!2.json',
    '',
  ]
  test.each(others)('%j is no such name', (name) => expect(parseFileName(name)).toBeNull())
})
