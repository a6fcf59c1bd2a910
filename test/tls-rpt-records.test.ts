import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attemptSync } from '../src/base/failure.ts'
import { parseRecord } from '../src/tlsrpt/record.ts'
import { selectRecord } from '../src/tlsrpt/select-record.ts'
import { writeRecord } from '../src/tlsrpt/write-record.ts'

/* The record of TLS reporting: the third-party cases, and the sentences of RFC 8460 section 3 that are checked. */

interface Vector {
  readonly txt: string
  readonly verdict: 'valid' | 'invalid'
  readonly rua?: readonly string[]
}

const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL('./vectors/tls-rpt/records.json', import.meta.url), 'utf8'),
)

describe('records of test/vectors/tls-rpt', () => {
  // Two of these fit the grammar only with good will, and get a warning: white space at the end, and, for whoever goes by
  // the text rather than the grammar, white space behind the version.
  test.each(vectors.map((vector) => ({ ...vector, name: JSON.stringify(vector.txt) })))(
    '$name: $verdict',
    ({ txt, verdict, rua = [] }) => {
      const record = parseRecord(txt)
      expect(record.verdict).toBe(verdict)
      expect(record.destinations.map(({ uri }) => uri)).toEqual(rua)
      expect(record.errors.length > 0).toBe(verdict === 'invalid')
    },
  )

  test('there are twenty of them', () => expect(vectors).toHaveLength(20))
})

describe('RFC 8460 line 1: v=TLSRPTv1 first, rua with mailto and https, exactly one record', () => {
  const records = [
    { name: 'the least there can be', text: 'v=TLSRPTv1;rua=mailto:a@b.example', verdict: 'valid' },
    {
      name: 'several places in one rua',
      text: 'v=TLSRPTv1; rua=mailto:a@b.example,https://c.example/x',
      verdict: 'valid',
    },
    { name: 'another case of the version', text: 'v=tlsrptv1; rua=mailto:a@b.example', verdict: 'invalid' },
    { name: 'another case of rua', text: 'v=TLSRPTv1; RUA=mailto:a@b.example', verdict: 'invalid' },
    { name: 'rua before the version', text: 'rua=mailto:a@b.example; v=TLSRPTv1', verdict: 'invalid' },
    { name: 'white space before the version', text: ' v=TLSRPTv1; rua=mailto:a@b.example', verdict: 'invalid' },
    { name: 'white space behind the equals sign', text: 'v=TLSRPTv1; rua= mailto:a@b.example', verdict: 'invalid' },
    { name: 'white space around the delimiter', text: 'v=TLSRPTv1 \t ; \t rua=mailto:a@b.example', verdict: 'valid' },
    { name: 'a scheme that nobody knows, alone', text: 'v=TLSRPTv1; rua=ftp://b.example/', verdict: 'invalid' },
    {
      name: 'a scheme that nobody knows, beside one',
      text: 'v=TLSRPTv1; rua=ftp://b.example/,mailto:a@b.example',
      verdict: 'valid',
    },
    { name: 'a scheme in upper case', text: 'v=TLSRPTv1; rua=MAILTO:a@b.example', verdict: 'valid' },
    { name: 'an exclamation mark in the URI', text: 'v=TLSRPTv1; rua=mailto:a@b.example!10m', verdict: 'invalid' },
    { name: 'the same encoded', text: 'v=TLSRPTv1; rua=mailto:a%21@b.example', verdict: 'valid' },
    { name: 'a broken percent code', text: 'v=TLSRPTv1; rua=mailto:a%2@b.example', verdict: 'invalid' },
    { name: 'no address', text: 'v=TLSRPTv1; rua=mailto:', verdict: 'invalid' },
    { name: 'no host', text: 'v=TLSRPTv1; rua=https:///path', verdict: 'invalid' },
    { name: 'http', text: 'v=TLSRPTv1; rua=http://b.example/', verdict: 'invalid' },
    { name: 'a comma at the end', text: 'v=TLSRPTv1; rua=mailto:a@b.example,', verdict: 'invalid' },
    { name: 'nothing', text: '', verdict: 'invalid' },
    { name: 'another record', text: 'v=spf1 -all', verdict: 'invalid' },
  ]
  test.each(records)('$name: $verdict', ({ text, verdict }) => expect(parseRecord(text).verdict).toBe(verdict))

  const codes = [
    { text: 'v=TLSRPTv2; rua=mailto:a@b.example', errors: ['version-invalid'] },
    { text: 'v=TLSRPTv1', errors: ['rua-missing'] },
    { text: 'v=TLSRPTv1;', errors: ['rua-missing'] },
    { text: 'v=TLSRPTv1; x=1', errors: ['rua-missing'] },
    { text: 'v=TLSRPTv1; rua=', errors: ['rua-empty'] },
    { text: 'v=TLSRPTv1; rua=mailto:a@b.example;; x=1', errors: ['field-empty'] },
    { text: 'v=TLSRPTv1; rua=mailto:a@b.example; x', errors: ['field-malformed'] },
    { text: 'v=TLSRPTv1; rua=mailto:a@b.example; _x=1', errors: ['name-invalid'] },
    { text: 'v=TLSRPTv1; rua=mailto:a@b.example; x=a b', errors: ['value-invalid'] },
    { text: 'v=TLSRPTv1; rua=a@b.example', errors: ['uri-invalid'] },
    { text: 'v=TLSRPTv1; rua=mailto:a!b@b.example', errors: ['uri-unencoded'] },
    { text: 'v=TLSRPTv1; rua=http://b.example', errors: ['no-destination'] },
    { text: 'v=TLSRPTv1; rua=,mailto:a@b.example; y=; z', errors: ['rua-empty', 'value-invalid', 'field-malformed'] },
  ]
  test.each(codes)('$text is refused with $errors', ({ text, errors }) => {
    expect(parseRecord(text).errors.map(({ code }) => code)).toEqual(errors)
  })

  const warnings = [
    { text: 'v=TLSRPTv1 ;rua=mailto:a@b.example', codes: ['white-space-behind-version'] },
    { text: 'v=TLSRPTv1;rua=mailto:a@b.example ', codes: ['white-space-at-end'] },
    { text: 'v=TLSRPTv1;rua=mailto:a@b.example; ', codes: [] },
    { text: 'v=TLSRPTv1;rua=mailto:a@b.example;rua=mailto:c@b.example', codes: ['rua-repeated'] },
    { text: 'v=TLSRPTv1;rua=mailto:a@b.example,mailto:a@b.example', codes: ['destination-repeated'] },
    { text: 'v=TLSRPTv1;rua=mailto:a@b.example,ftp://b.example', codes: ['destination-unusable'] },
    { text: 'v=TLSRPTv1;rua=mailto:a@b.example;ruf=x', codes: ['extension-unknown'] },
  ]
  test.each(warnings)('$text is valid and warns of $codes', ({ text, codes: expected }) => {
    const { verdict, warnings: found } = parseRecord(text)
    expect({ verdict, codes: found.map(({ code }) => code) }).toEqual({ verdict: 'valid', codes: expected })
  })

  const one = 'v=TLSRPTv1; rua=mailto:a@b.example'
  const selections = [
    { name: 'no record', texts: [], verdict: 'none', found: 0 },
    { name: 'one', texts: [one], verdict: 'valid', found: 1 },
    { name: 'one among others', texts: ['v=spf1 -all', one, 'v=TLSRPTv2; rua=x'], verdict: 'valid', found: 1 },
    { name: 'two', texts: [one, one], verdict: 'multiple', found: 2 },
    { name: 'one that is invalid', texts: ['v=TLSRPTv1;'], verdict: 'invalid', found: 1 },
    { name: 'a valid and an invalid one', texts: [one, 'v=TLSRPTv1; x'], verdict: 'multiple', found: 2 },
    { name: 'no delimiter', texts: ['v=TLSRPTv1'], verdict: 'none', found: 0 },
  ]
  test.each(selections)('$name: $verdict', ({ texts, verdict, found }) => {
    expect(selectRecord(texts)).toMatchObject({ verdict, found, record: found === 1 ? expect.any(String) : null })
  })

  test('what seems to have been meant is named', () => {
    const meant = ['v=tlsrptv1; rua=mailto:a@b.example', '"v=TLSRPTv1; rua=mailto:a@b.example"', 'v=TLSRPTv1']
    expect(selectRecord([...meant, 'v=spf1 -all']).nearMisses).toEqual(meant)
  })

  test('percent codes of an address are read, and its header fields are none of it', () => {
    const { destinations } = parseRecord('v=TLSRPTv1; rua=mailto:a%2Bb%21%2C@B.example?subject=x')
    expect(destinations).toMatchObject([{ kind: 'mailto', address: 'a+b!,@b.example', domain: 'b.example' }])
  })

  test('hostile octets come back printable and short', () => {
    const { errors } = parseRecord(`v=TLSRPTv1; \x1b[2J\u202e${'x'.repeat(9_000)}`)
    expect(errors).toHaveLength(1)
    expect(errors[0]?.text).toMatch(/^[ -~]{1,120}…$/)
  })
})

describe('writeRecord', () => {
  const cases = [
    { name: 'an address', rua: ['tls@b.example'], text: 'v=TLSRPTv1; rua=mailto:tls@b.example' },
    { name: 'a URI', rua: ['https://b.example/a;b,c!'], text: 'v=TLSRPTv1; rua=https://b.example/a%3Bb%2Cc%21' },
    { name: 'an odd address', rua: ['a%b!c,d@b.example'], text: 'v=TLSRPTv1; rua=mailto:a%25b%21c%2Cd@b.example' },
    {
      name: 'two',
      rua: ['a@b.example', 'https://c.example'],
      text: 'v=TLSRPTv1; rua=mailto:a@b.example,https://c.example',
    },
  ]
  test.each(cases)('$name', ({ rua, text }) => expect(writeRecord(rua)).toBe(text))

  test.each([[], [''], ['http://b.example'], ['mailto:'], ['a b@c.example'], ['https://'], ['x']])(
    'refuses %j',
    (...rua) => {
      const result = attemptSync(() => writeRecord(rua))
      expect(result).toMatchObject({ ok: false, failure: { code: 'option-invalid', option: '--rua' } })
    },
  )

  test('whatever is written is read again as it was', () => {
    const local = fc.string({ unit: fc.constantFrom(...'abz09.+-_%!,;/?#=&"<>[]^`{|}~'), minLength: 1, maxLength: 20 })
    const address = fc.tuple(local, fc.domain()).map(([left, domain]) => `${left}@${domain}`)
    fc.assert(
      fc.property(fc.uniqueArray(address, { minLength: 1, maxLength: 5 }), (addresses) => {
        const record = parseRecord(writeRecord(addresses))
        expect(record).toMatchObject({ verdict: 'valid', errors: [] })
        const read = record.destinations.map((each) => (each.kind === 'mailto' ? each.address : ''))
        expect(read).toEqual(addresses)
      }),
    )
  })

  test('anything at all is valid or invalid, never a crash', () => {
    const noise = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'v=TLSRPTv1; rua=mailto:,!%@/') }))
    fc.assert(
      fc.property(noise, (tail) => {
        const record = parseRecord(`v=TLSRPTv1;${tail}`)
        expect(record.verdict === 'valid').toBe(record.errors.length === 0)
        expect(record.destinations.length > 0).toBe(record.verdict === 'valid')
      }),
    )
  })
})
