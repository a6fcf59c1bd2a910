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

  it.each([
    { name: 'nothing', text: '; only a comment' },
    { name: 'another type', text: '. A 192.0.2.1' },
    { name: 'a short DS record', text: '. DS 1' },
    { name: 'no owner', text: 'DS 1 8 2 00' },
  ])('refuse $name', ({ text }) => {
    expect(attemptSync(() => parseTrustAnchors(text))).toMatchObject({
      ok: false,
      failure: { code: 'document-invalid' },
    })
  })
})
