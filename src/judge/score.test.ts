import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RULE_CODES } from './codes.ts'
import type { Finding } from './finding.ts'
import { GRADES, gradeOf, scoreOf, worseGrade } from './score.ts'
import { SEVERITIES, type Severity } from './severity.ts'

const subject = { domain: 'example.lab', mx: 'mx1.example.lab', address: '203.0.113.10', port: 25 }

function finding(code: Finding['code'], severity: Severity): Finding {
  return { code, severity, scope: 'address', subject, evidence: [] }
}

const anyFinding = fc
  .record({ code: fc.constantFrom(...RULE_CODES), severity: fc.constantFrom(...SEVERITIES) })
  .map(({ code, severity }) => finding(code, severity))
const anyFindings = fc.array(anyFinding, { maxLength: 30 })

describe('scoreOf', () => {
  const table: readonly { name: string; findings: readonly Finding[]; score: number; grade: string }[] = [
    { name: 'nothing found', findings: [], score: 100, grade: 'A' },
    { name: 'info costs nothing', findings: [finding('mx-no-ipv6', 'info')], score: 100, grade: 'A' },
    { name: 'one low', findings: [finding('tls-version-13-missing', 'low')], score: 96, grade: 'A' },
    { name: 'one medium', findings: [finding('cipher-3des', 'medium')], score: 90, grade: 'A' },
    {
      name: 'a medium and a low',
      findings: [finding('cipher-3des', 'medium'), finding('vuln-beast', 'low')],
      score: 86,
      grade: 'B',
    },
    { name: 'one high is capped at C', findings: [finding('cipher-rc4', 'high')], score: 80, grade: 'C' },
    { name: 'one critical is an F', findings: [finding('starttls-missing', 'critical')], score: 60, grade: 'F' },
    {
      name: 'a code counts once, by its worst finding',
      findings: [
        finding('tls-version-obsolete', 'medium'),
        finding('tls-version-obsolete', 'high'),
        finding('tls-version-obsolete', 'medium'),
      ],
      score: 80,
      grade: 'C',
    },
    {
      name: 'never below 0',
      findings: RULE_CODES.map((code) => finding(code, 'critical')),
      score: 0,
      grade: 'F',
    },
  ]

  test.each(table)('$name', ({ findings, score, grade }) => {
    expect(scoreOf(findings)).toMatchObject({ score, grade })
  })

  test('begins with the score and the cap of a worse part', () => {
    expect(scoreOf([finding('mx-cname', 'medium')], 70, 'F')).toMatchObject({
      score: 60,
      grade: 'F',
      from: 70,
      cap: 'F',
    })
  })

  test('the sum explains the score', () => {
    fc.assert(
      fc.property(anyFindings, (findings) => {
        const { score, from, sum } = scoreOf(findings)
        expect(score).toBe(Math.max(0, from - sum.reduce((total, { points }) => total + points, 0)))
        expect(new Set(sum.map(({ code }) => code)).size).toBe(sum.length)
      }),
    )
  })

  test('removing a finding never lowers a score, nor a grade', () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { minLength: 1, maxLength: 30 }), fc.nat(), (findings, pick) => {
        const at = pick % findings.length
        const all = scoreOf(findings)
        const fewer = scoreOf(findings.filter((_, place) => place !== at))
        expect(fewer.score).toBeGreaterThanOrEqual(all.score)
        expect(GRADES.indexOf(fewer.grade)).toBeLessThanOrEqual(GRADES.indexOf(all.grade))
      }),
    )
  })

  test('the order of findings does not matter', () => {
    fc.assert(
      fc.property(anyFindings, (findings) => {
        expect(scoreOf(findings.toReversed())).toEqual(scoreOf(findings))
      }),
    )
  })
})

test('grades go down with the score', () => {
  expect([100, 90, 89, 75, 74, 60, 59, 40, 39, 0].map(gradeOf)).toEqual([
    'A',
    'A',
    'B',
    'B',
    'C',
    'C',
    'D',
    'D',
    'F',
    'F',
  ])
  expect(worseGrade('A', 'F')).toBe('F')
  expect(worseGrade('C', 'A+')).toBe('C')
})
