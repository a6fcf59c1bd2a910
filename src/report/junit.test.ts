import { describe, expect, test } from 'vitest'
import { SAMPLE_NAMES, SAMPLES, sampleReport } from '../../test/report-samples.ts'
import { judge } from '../judge/judge.ts'
import { renderJunit } from './junit.ts'

const cases = (xml: string) => [...xml.matchAll(/<testcase classname="([^"]*)" name="([^"]*)" time="0"(\/>|>)/g)]
const elements = (xml: string, name: string) => [...xml.matchAll(new RegExp(`<${name}[ />]`, 'g'))].length

describe('renderJunit', () => {
  test.each(SAMPLE_NAMES.map((name) => ({ name })))(
    '$name: a test case for each rule and subject, once',
    ({ name }) => {
      const judgement = judge(SAMPLES[name])
      const subjects = [...judgement.findings, ...judgement.undetermined, ...judgement.cleared].map(
        ({ code, subject: { mx, address, port } }) => `${code} ${mx} ${address} ${port}`,
      )
      const xml = renderJunit([sampleReport(name)])
      const keys = cases(xml).map(([, classname, code]) => `${classname} ${code}`)
      expect(keys).toHaveLength(new Set(subjects).size)
      expect(new Set(keys).size).toBe(keys.length)
    },
  )

  test('found is a failure, unknown is skipped with its reason, clear passes', () => {
    const report = sampleReport('mixed')
    const xml = renderJunit([report])
    expect(xml).toMatch(
      /<testcase classname="example\.lab\/mx2\.example\.lab\/203\.0\.113\.20:25" name="cert-expired" time="0">\n +<failure type="high" message="A certificate has expired: expired 2026-11-12, 12 days ago">/,
    )
    expect(xml).toMatch(
      /203\.0\.113\.30:25" name="cert-expired" time="0">\n +<skipped message="the server did not answer in time\. Try again/,
    )
    expect(xml).toContain(
      '<testcase classname="example.lab/mx1.example.lab/203.0.113.10:25" name="cert-expired" time="0"/>',
    )
  })

  test('the totals are those of the test cases', () => {
    const xml = renderJunit([sampleReport('mixed'), sampleReport('plain'), sampleReport('none')])
    const [, tests, failures, skipped] =
      /<testsuites name="wiretight" tests="(\d+)" failures="(\d+)" skipped="(\d+)"/.exec(xml) ?? []
    expect([tests, failures, skipped].map(Number)).toEqual([
      cases(xml).length,
      elements(xml, 'failure'),
      elements(xml, 'skipped'),
    ])
    expect(elements(xml, 'testsuite')).toBe(3)
    expect(Number(failures)).toBeGreaterThan(5)
    expect(Number(skipped)).toBeGreaterThan(5)
  })

  test('several findings of one rule are one failure with the worst severity', () => {
    const report = sampleReport('mixed')
    const [finding] = report.findings.filter(({ code }) => code === 'tls-version-obsolete')
    if (finding === undefined) throw new Error('no finding')
    const xml = renderJunit([
      { ...report, findings: [finding, { ...finding, severity: 'critical', detail: 'SSL 2.0 accepted' }] },
    ])
    expect(
      xml.match(
        /name="tls-version-obsolete"[^>]*>\n +<failure type="critical" message="[^"]*SSL 2\.0 accepted; TLS 1\.0/,
      ),
    ).not.toBeNull()
  })
})
