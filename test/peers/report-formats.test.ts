import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { renderCsv } from '../../src/report/csv.ts'
import { renderJunit } from '../../src/report/junit.ts'
import { SAMPLE_NAMES, sampleReport } from '../report-samples.ts'
import { isMissing, peerPath } from './harness/require-peer.ts'

/* Reports as other programs read them. */

const XSD = join(import.meta.dirname, '../vectors/junit/junit.xsd')
const samples = SAMPLE_NAMES.map((name) => ({ name, report: sampleReport(name) }))

describe.skipIf(isMissing('xmllint'))('JUnit, read by libxml2', () => {
  const lint = (xml: string) =>
    spawnSync(peerPath('xmllint'), ['--nonet', '--noout', '--schema', XSD, '-'], { input: xml })

  test.each(samples)('$name is valid', ({ report }) => {
    const { status, stderr } = lint(renderJunit([report]))
    expect(stderr.toString()).toBe('- validates\n')
    expect(status).toBe(0)
  })

  test('all targets in one file, and none', () => {
    // The same target twice has the same test cases twice, which the schema forbids; these differ.
    expect(lint(renderJunit([sampleReport('mixed'), sampleReport('target')])).status).toBe(0)
    expect(lint(renderJunit([])).status).toBe(0)
  })

  test('the schema refuses what is wrong', () => {
    const xml = renderJunit([sampleReport('mixed')])
    const spoilt = [
      xml.replace('<skipped', '<omitted'),
      xml.replace('type="high"', 'type="bad"'),
      xml.replace(/ failures="\d+"/, ''),
      xml.replace('&apos;', "'").replace('message="', 'message="<'),
    ]
    for (const text of spoilt) expect(lint(text).status).not.toBe(0)
  })
})

const READ_CSV = `
import csv, json, sys
text = sys.stdin.buffer.read().decode('utf-8')
json.dump(list(csv.reader(text.splitlines(keepends=True), strict=True)), sys.stdout)
`

describe.skipIf(isMissing('python3'))('CSV, read by Python', () => {
  test.each(samples)('$name', ({ report }) => {
    const json = execFileSync(peerPath('python3'), ['-c', READ_CSV], { input: renderCsv([report]) })
    const [titles = [], ...rows]: string[][] = JSON.parse(json.toString())
    const column = (title: string) => rows.map((row) => row[titles.indexOf(title)])
    expect(rows.every((row) => row.length === titles.length)).toBe(true)
    expect(column('code')).toEqual(report.findings.map(({ code }) => code))
    expect(column('severity')).toEqual(report.findings.map(({ severity }) => severity))
    const details = report.findings.map(({ detail }) => (/^\s*[=+\-@]/.test(detail) ? `'${detail}` : detail))
    expect(column('detail')).toEqual(details)
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^\s*[=+@\t\r]/)
  })
})
