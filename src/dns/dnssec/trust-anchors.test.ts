import { describe, expect, it } from 'vitest'
import { attemptSync } from '../../base/failure.ts'
import { parseName, ROOT } from '../wire/name.ts'
import { readRdata } from '../wire/rdata.ts'
import { anchorAbove, parseTrustAnchors, ROOT_ANCHORS } from './trust-anchors.ts'

/** The root's key of 2017, as the root publishes it; its DS record must be the built-in one. */
const KSK_2017 =
  '. 172800 IN DNSKEY 257 3 8 AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/4RgWOq7HrxRixHlFlExOLAJr5emLvN7SWXgnLh4+B5xQlNVz8Og8kvArMtNROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8efS3rCj/EWgvIWgb9tarpVUDK/b58Da+sqqls3eNbuv7pr+eoZG+SrDK6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLYA4/ilBmSVIzuDWfdRUfhHdY6+cn8HFRm+2hM8AnXGXws9555KrUB5qihylGa8subX2Nn6UwNR1AkUTV74bU='

describe('trust anchors', () => {
  it('are built in for the keys 20326 and 38696', () => {
    const tags = ROOT_ANCHORS.flatMap((anchor) => anchor.ds.map((ds) => readRdata('DS', ds).keyTag))
    expect(tags).toEqual([20_326, 38_696])
    expect(parseTrustAnchors(KSK_2017)[0]?.ds[0]).toEqual(ROOT_ANCHORS[0]?.ds[0])
  })

  it('are read from DS and DNSKEY lines, with comments, several zones in one file', () => {
    const text = `; anchors\n. DS 20326 8 2 ${'ab'.repeat(32)} ; first\n. 3600 IN DS 1 13 2 ${'cd'.repeat(32)}\nLab. IN DS 2 13 2 ( ${'ef'.repeat(16)}\n ${'ef'.repeat(16)} )\n`
    const anchors = parseTrustAnchors(text)
    expect(anchors.map((anchor) => [anchor.zone, anchor.ds.length])).toEqual([
      [ROOT, 2],
      [parseName('lab.'), 1],
    ])
    expect(anchorAbove(anchors, parseName('a.lab.'))?.zone).toBe(parseName('lab.'))
    expect(anchorAbove(anchors, parseName('a.test.'))?.zone).toBe(ROOT)
    expect(anchorAbove(anchors.slice(1), parseName('a.test.'))).toBeNull()
  })

  it('may be indented and in small letters, but no owner is taken from the line before', () => {
    const digest = 'ab'.repeat(32)
    const [one, two] = parseTrustAnchors(`  . ds 20326 8 2 ${digest}\n\tin. in dnskey 257 3 15 ${'A'.repeat(43)}=\n`)
    expect([one?.zone, two?.zone]).toEqual([ROOT, parseName('in.')])
  })

  it('are not made of a revoked key', () => {
    const text = `lab. DNSKEY 385 3 15 ${'A'.repeat(43)}=\nlab. DNSKEY 257 3 15 ${'B'.repeat(43)}=`
    expect(parseTrustAnchors(text).map(({ ds }) => ds.length)).toEqual([1])
  })

  it.each([
    { name: 'nothing', text: '; only a comment', line: 1, reason: 'there is no DS or DNSKEY record' },
    { name: 'a revoked key alone', text: `. DNSKEY 385 3 15 ${'A'.repeat(43)}=`, line: 1, reason: /no DS or DNSKEY/ },
    { name: 'another type', text: '\n. A 192.0.2.1', line: 2, reason: /DS or DNSKEY record is expected/ },
    { name: 'a short DS record', text: '. DS 1', line: 1, reason: /field is missing/ },
    { name: 'a DS record that is not hexadecimal', text: '\n\n. DS 1 8 2 zz', line: 3, reason: /hexadecimal/ },
    { name: 'no owner', text: 'DS 1 8 2 00', line: 1, reason: /with its owner/ },
    { name: 'no owner, but a class', text: ' IN DS 1 8 2 00 00', line: 1, reason: /with its owner/ },
    { name: 'two owners', text: 'a b DS 1 8 2 00', line: 1, reason: /with its owner/ },
    { name: 'what is no name', text: '\na..b DS 1 8 2 00', line: 2, reason: 'a label is empty' },
    { name: 'an open quote', text: '. DS "1', line: 1, reason: /quote/ },
  ])('refuse $name', ({ text, line, reason }) => {
    expect(attemptSync(() => parseTrustAnchors(text))).toMatchObject({
      ok: false,
      failure: {
        code: 'document-invalid',
        document: 'trust anchor file',
        at: `line ${line}`,
        reason: expect.stringMatching(reason),
      },
    })
  })
})
