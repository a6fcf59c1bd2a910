import { describe, expect, test } from 'vitest'
import { renderSarif, type SarifResult, type SarifRule } from './sarif.ts'

const TOOL = { name: 'wiretight', version: '0.1.0' }
const RULES: readonly SarifRule[] = [
  { id: 'a-rule', severity: 'high', title: 'A title', explain: 'Why.', fix: 'Do this.' },
  { id: 'b-rule', severity: 'info', title: 'Another', explain: 'So what.', fix: 'Nothing.' },
]

function run(results: readonly SarifResult[]) {
  const log = JSON.parse(renderSarif(TOOL, RULES, results))
  expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-schema-2.1.0') })
  expect(log.runs).toHaveLength(1)
  return log.runs[0]
}

describe('renderSarif', () => {
  test('describes every rule, and refers to it by its index', () => {
    const { tool, results } = run([
      { rule: 'b-rule', severity: 'info', message: 'm', location: { file: 'f', line: 1, column: 2 } },
    ])
    expect(tool.driver).toMatchObject({ name: 'wiretight', version: '0.1.0' })
    expect(tool.driver.rules).toHaveLength(2)
    expect(tool.driver.rules[results[0].ruleIndex].id).toBe(results[0].ruleId)
    expect(tool.driver.rules[0]).toMatchObject({
      shortDescription: { text: 'A title' },
      fullDescription: { text: 'Why.' },
      help: { text: 'Do this.' },
    })
  })

  test.each([
    { severity: 'critical', level: 'error' },
    { severity: 'high', level: 'error' },
    { severity: 'medium', level: 'warning' },
    { severity: 'low', level: 'note' },
    { severity: 'info', level: 'note' },
  ] as const)('$severity is $level', ({ severity, level }) => {
    expect(run([{ rule: 'a-rule', severity, message: 'm', location: { subject: 's' } }]).results[0]).toMatchObject({
      level,
      properties: { severity },
    })
  })

  test.each([
    { file: 'etc/main.cf', uri: 'etc/main.cf' },
    { file: '/etc/postfix/main.cf', uri: 'file:///etc/postfix/main.cf' },
    { file: 'a b/ü#1.cf', uri: 'a%20b/%C3%BC%231.cf' },
    { file: 'C:\\exim\\exim.conf', uri: 'file:///C:/exim/exim.conf' },
  ])('the file $file is $uri', ({ file, uri }) => {
    const [result] = run([
      { rule: 'a-rule', severity: 'low', message: 'm', location: { file, line: 3, column: 5 } },
    ]).results
    expect(result.locations).toEqual([
      { physicalLocation: { artifactLocation: { uri }, region: { startLine: 3, startColumn: 5 } } },
    ])
  })

  test('a finding about a server has a logical location', () => {
    const [result] = run([
      { rule: 'a-rule', severity: 'low', message: 'm', location: { subject: 'mx.example [192.0.2.1]:25' } },
    ]).results
    expect(result.locations).toEqual([
      { logicalLocations: [{ fullyQualifiedName: 'mx.example [192.0.2.1]:25', kind: 'resource' }] },
    ])
  })

  test('an unknown rule goes without its index, and nothing but ASCII is written', () => {
    const text = renderSarif(TOOL, RULES, [
      { rule: 'c', severity: 'low', message: '\u001b[31m ü \u202e', location: { subject: 's' } },
    ])
    expect(JSON.parse(text).runs[0].results[0]).not.toHaveProperty('ruleIndex')
    expect(text).toMatch(/^[\n\x20-\x7e]*$/)
  })

  test('no findings are an empty list, not none', () => {
    expect(run([]).results).toEqual([])
  })
})
