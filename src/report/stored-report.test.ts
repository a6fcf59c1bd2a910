import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SAMPLE_NAMES, SAMPLES, sampleReport } from '../../test/report-samples.ts'
import { runs } from '../../test/support/runs.ts'
import { attemptSync } from '../base/failure.ts'
import { judge } from '../judge/judge.ts'
import { renderJson } from './json.ts'
import { reportOf } from './report.ts'
import { reportSchema } from './schema/report-schema.ts'
import { factsOfReport, factsOfReports, pointer } from './stored-report.ts'

const TEXTS = new Map(SAMPLE_NAMES.map((name) => [name, renderJson([sampleReport(name)])]))
const stored = (name: (typeof SAMPLE_NAMES)[number]): unknown => JSON.parse(TEXTS.get(name) ?? '')

/** A copy of a report with one value replaced, or removed. */
function changed(path: readonly (string | number)[], value?: unknown): unknown {
  const copy = stored('mixed')
  const parent = path.slice(0, -1).reduce<unknown>((node, key) => Reflect.get(Object(node), key), copy)
  const last = path.at(-1) ?? ''
  if (value === undefined) Reflect.deleteProperty(Object(parent), last)
  else Reflect.set(Object(parent), last, value)
  return copy
}

describe('factsOfReport', () => {
  test.each(SAMPLE_NAMES.map((name) => ({ name })))(
    'the facts of $name come back, and are judged the same',
    ({ name }) => {
      const facts = factsOfReport(stored(name))
      expect(facts).toEqual(SAMPLES[name])
      expect(reportOf(facts, judge(facts))).toEqual(sampleReport(name))
    },
  )

  test('what an earlier judgement said is not believed', () => {
    const forged = changed(['grade'], 'A+')
    expect(factsOfReport(forged)).toEqual(SAMPLES.mixed)
    expect(factsOfReport(changed(['findings'], [{ code: 'a-code-of-later-rules' }]))).toEqual(SAMPLES.mixed)
  })

  const invalid = [
    { name: 'another schema', value: changed(['schema'], 'wiretight/report@2'), at: '/schema' },
    { name: 'no time', value: changed(['startedAt']), at: '/startedAt' },
    { name: 'a time that is none', value: changed(['startedAt'], 'yesterday'), at: '/startedAt' },
    {
      name: 'an answer of two kinds',
      value: changed(['mx', 0, 'addresses', 0, 'facts', 'versions', 'tls12', 'state'], 'perhaps'),
      at: '/mx/0/addresses/0/facts/versions/tls12/state',
    },
    {
      name: 'a version left out',
      value: changed(['mx', 0, 'addresses', 0, 'facts', 'versions', 'ssl2']),
      at: '/mx/0/addresses/0/facts/versions/ssl2',
    },
    {
      name: 'a certificate that is no base64',
      value: changed(['mx', 0, 'addresses', 0, 'facts', 'chains', 0, 'certificates', 0], '<b>'),
      at: '/mx/0/addresses/0/facts/chains/0/certificates/0',
    },
    {
      name: 'a certificate that is too long',
      value: changed(['mx', 0, 'addresses', 0, 'facts', 'chains', 0, 'certificates', 0], 'A'.repeat(200_000)),
      at: '/mx/0/addresses/0/facts/chains/0/certificates/0',
    },
    {
      name: 'the facts of another address',
      value: changed(['mx', 0, 'addresses', 0, 'ip'], '203.0.113.77'),
      at: '/mx/0/addresses/0/facts',
    },
    {
      name: 'neither facts nor a reason',
      value: changed(['mx', 0, 'addresses', 0, 'facts'], null),
      at: '/mx/0/addresses/0',
    },
    {
      name: 'a list that is too long',
      value: changed(
        ['mx'],
        Array.from({ length: 501 }, () => null),
      ),
      at: '/mx',
    },
    { name: 'no object', value: 7, at: '' },
    { name: 'nothing', value: null, at: '' },
  ]
  test.each(invalid)('$name is a coded error with its place', ({ value, at }) => {
    expect(attemptSync(() => factsOfReport(value, 'old.json'))).toMatchObject({
      ok: false,
      failure: { code: 'document-invalid', document: 'old.json', at },
    })
  })

  test('whatever is in the place of a part, there are facts or a coded error', () => {
    const paths: readonly (readonly (string | number)[])[] = [
      ['mx'],
      ['mx', 0],
      ['mx', 0, 'lookups'],
      ['mx', 0, 'addresses', 0, 'facts'],
      ['mx', 0, 'addresses', 0, 'facts', 'smtp'],
      ['mx', 0, 'addresses', 0, 'facts', 'suites', 'tls12', 0],
      ['mx', 2, 'addresses', 0, 'facts', 'smtp', 'failure'],
      ['domain'],
      ['vantage'],
    ]
    const valueAt = (node: unknown, path: readonly (string | number)[]): unknown =>
      path.reduce((inner, key) => Reflect.get(Object(inner), key), node)
    const change = fc.constantFrom(...paths).chain((path) => {
      const others = SAMPLE_NAMES.map((name) => valueAt(stored(name), path))
      return fc.tuple(fc.constant(path), fc.oneof(fc.jsonValue(), fc.constantFrom(...others)))
    })
    let judged = 0
    fc.assert(
      fc.property(change, ([path, value]) => {
        const result = attemptSync(() => factsOfReport(changed(path, value)))
        if (!result.ok) expect(result.failure.code).toBe('document-invalid')
        else {
          expect(() => judge(result.value)).not.toThrow()
          judged += 1
        }
      }),
      { numRuns: runs(60, 150) },
    )
    expect(judged).toBeGreaterThan(0)
  })

  test('several reports, and their limit', () => {
    expect(factsOfReports([stored('good'), stored('plain')])).toEqual([SAMPLES.good, SAMPLES.plain])
    expect(factsOfReports(stored('good'))).toEqual([SAMPLES.good])
    expect(attemptSync(() => factsOfReports([stored('good'), {}], 'r.json'))).toMatchObject({
      ok: false,
      failure: { code: 'document-invalid', document: 'r.json 1' },
    })
    expect(attemptSync(() => factsOfReports(Array.from({ length: 10_001 }, () => null)))).toMatchObject({ ok: false })
  })
})

test('JSON Pointers', () => {
  expect(pointer([])).toBe('')
  expect(pointer(['a/b', 0, '~', '\u001b'])).toBe('/a~1b/0/~0/\\u{1b}')
})

test.each(SAMPLE_NAMES.map((name) => ({ name })))(
  'the report of $name is what the published schema says',
  ({ name }) => {
    expect(reportSchema.safeParse(stored(name)).error?.issues).toBeUndefined()
  },
)
