import { describe, expect, it } from 'vitest'
import type { ResourceRecord } from '../wire/message.ts'
import { formatName, parseName } from '../wire/name.ts'
import { formatRdata } from '../wire/presentation.ts'
import { parseRrType, rcodeName, rrTypeName } from '../wire/rr-type.ts'
import { answerFromZones } from './answer.ts'
import { parseZone } from './parse-zone.ts'

const example = parseZone(
  `@ SOA ns h 1 2 3 4 300
   @ NS ns
   @ MX 10 mail
   ns A 192.0.2.53
   mail A 192.0.2.25
   alias CNAME mail
   outside CNAME mail.test.
   elsewhere CNAME www.invalid.
   loop1 CNAME loop2
   loop2 CNAME loop1
   *.wild TXT anything
   *.walias CNAME mail
   deep.ent.wild A 192.0.2.1
   renamed DNAME test.
   a.b.c A 192.0.2.1
   sub NS ns.sub
   sub NS ns.test.
   sub DS 1 13 2 00
   ns.sub A 192.0.2.54`.replace(/^ +/gm, ''),
  'example.',
)
const test = parseZone('@ SOA ns h 1 2 3 4 60\nmail A 192.0.2.26\nx A 192.0.2.27', 'test.')
const sub = parseZone('@ SOA ns h 1 2 3 4 60\n@ NS ns\nns A 192.0.2.54', 'sub.example.')

function show(records: readonly ResourceRecord[]): string[] {
  return records.map((one) => `${formatName(one.owner)} ${rrTypeName(one.type)} ${formatRdata(one.type, one.rdata)}`)
}

const SOA = ['example. SOA ns.example. h.example. 1 2 3 4 300']
const cases = [
  { name: 'example.', type: 'MX', rcode: 'NOERROR', answer: ['example. MX 10 mail.example.'], authority: [] },
  { name: 'mail.example.', type: 'AAAA', rcode: 'NOERROR', answer: [], authority: SOA },
  { name: 'none.example.', type: 'A', rcode: 'NXDOMAIN', answer: [], authority: SOA },
  { name: 'b.c.example.', type: 'A', rcode: 'NOERROR', answer: [], authority: SOA },
  {
    name: 'alias.example.',
    type: 'A',
    rcode: 'NOERROR',
    answer: ['alias.example. CNAME mail.example.', 'mail.example. A 192.0.2.25'],
    authority: [],
  },
  {
    name: 'alias.example.',
    type: 'CNAME',
    rcode: 'NOERROR',
    answer: ['alias.example. CNAME mail.example.'],
    authority: [],
  },
  {
    name: 'outside.example.',
    type: 'A',
    rcode: 'NOERROR',
    answer: ['outside.example. CNAME mail.test.', 'mail.test. A 192.0.2.26'],
    authority: [],
  },
  {
    name: 'elsewhere.example.',
    type: 'A',
    rcode: 'NOERROR',
    answer: ['elsewhere.example. CNAME www.invalid.'],
    authority: [],
  },
  { name: 'x.wild.example.', type: 'TXT', rcode: 'NOERROR', answer: ['x.wild.example. TXT "anything"'], authority: [] },
  {
    name: 'x.y.wild.example.',
    type: 'TXT',
    rcode: 'NOERROR',
    answer: ['x.y.wild.example. TXT "anything"'],
    authority: [],
  },
  { name: 'x.wild.example.', type: 'A', rcode: 'NOERROR', answer: [], authority: SOA },
  { name: 'wild.example.', type: 'TXT', rcode: 'NOERROR', answer: [], authority: SOA },
  { name: 'ent.wild.example.', type: 'TXT', rcode: 'NOERROR', answer: [], authority: SOA },
  { name: 'x.ent.wild.example.', type: 'TXT', rcode: 'NXDOMAIN', answer: [], authority: SOA },
  {
    name: 'x.walias.example.',
    type: 'A',
    rcode: 'NOERROR',
    answer: ['x.walias.example. CNAME mail.example.', 'mail.example. A 192.0.2.25'],
    authority: [],
  },
  {
    name: 'x.renamed.example.',
    type: 'A',
    rcode: 'NOERROR',
    answer: ['renamed.example. DNAME test.', 'x.renamed.example. CNAME x.test.', 'x.test. A 192.0.2.27'],
    authority: [],
  },
  { name: 'renamed.example.', type: 'A', rcode: 'NOERROR', answer: [], authority: SOA },
  { name: 'sub.example.', type: 'DS', rcode: 'NOERROR', answer: ['sub.example. DS 1 13 2 00'], authority: [] },
] as const

describe('answerFromZones', () => {
  it.each(cases)('$name $type is $rcode', ({ name, type, rcode, answer, authority }) => {
    const found = answerFromZones([example, test], parseName(name), parseRrType(type) ?? 0, false)
    expect(found).not.toBeNull()
    expect(rcodeName(found?.rcode ?? -1)).toBe(rcode)
    expect(show(found?.answer ?? [])).toEqual(answer)
    expect(show(found?.authority ?? [])).toEqual(authority)
    expect(found?.authoritative).toBe(true)
  })

  it('refers below a delegation, with glue', () => {
    const found = answerFromZones([example, test], parseName('www.sub.example.'), 1, false)
    expect(found).toMatchObject({ rcode: 0, authoritative: false, answer: [] })
    expect(show(found?.authority ?? [])).toEqual(['sub.example. NS ns.sub.example.', 'sub.example. NS ns.test.'])
    expect(show(found?.additional ?? [])).toEqual(['ns.sub.example. A 192.0.2.54'])
  })

  it('answers from the child zone when it holds it too, but DS from the parent', () => {
    expect(show(answerFromZones([example, sub], parseName('ns.sub.example.'), 1, false)?.answer ?? [])).toEqual([
      'ns.sub.example. A 192.0.2.54',
    ])
    expect(show(answerFromZones([example, sub], parseName('sub.example.'), 43, false)?.answer ?? [])).toEqual([
      'sub.example. DS 1 13 2 00',
    ])
  })

  it('ends a loop of aliases as a server failure', () => {
    expect(answerFromZones([example], parseName('loop1.example.'), 1, false)?.rcode).toBe(2)
  })

  it('knows nothing of other names', () => {
    expect(answerFromZones([example], parseName('invalid.'), 1, false)).toBeNull()
  })
})
