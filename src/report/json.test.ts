import { describe, expect, test } from 'vitest'
import { sampleReport } from '../../test/report-samples.ts'
import { renderJson, renderNdjson } from './json.ts'

const [good, hostile] = [sampleReport('good'), sampleReport('hostile')]

describe('renderJson', () => {
  test('one report is an object, several are an array, none is an empty one', () => {
    expect(JSON.parse(renderJson([good]))).toEqual(good)
    expect(JSON.parse(renderJson([good, hostile]))).toEqual([good, hostile])
    expect(renderJson([])).toBe('[]\n')
  })

  test('only printable ASCII and line ends are written', () => {
    expect(renderJson([hostile])).toMatch(/^[\n\x20-\x7e]*$/)
    expect(renderNdjson([hostile])).toMatch(/^[\x20-\x7e]*\n$/)
  })
})

test('NDJSON has a line for each report', () => {
  const lines = renderNdjson([good, hostile]).trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual([good, hostile])
})
