import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COVERAGE_FILE, checksOf, coverageDocument, labChecks, realServers } from '../scripts/generate-coverage.ts'
import { LAB_DOMAINS } from '../src/lab/domains/lab-domains.ts'
import { SHOWN } from './peers/shown.ts'
import { CHECKS, checkEntry } from './shown/checks.ts'
import { LAB_FACTS } from './shown/lab.ts'

const root = join(import.meta.dirname, '..')
const servers = realServers()

describe('docs/coverage.md', () => {
  test('is what the tables of the tests say', () => {
    expect(readFileSync(join(root, COVERAGE_FILE), 'utf8')).toBe(coverageDocument())
  })

  test('has a row or a mention for every check', () => {
    const text = coverageDocument()
    expect(CHECKS.filter(({ title }) => !text.includes(title))).toEqual([])
    expect(new Set(CHECKS.map(({ check }) => check)).size).toBe(CHECKS.length)
  })
})

describe('the tables of what is shown', () => {
  test('name only checks that there are', () => {
    const named = [...servers.flatMap(checksOf), ...[...labChecks().values()].flat()]
    expect(named.filter((check) => checkEntry(check) === undefined)).toEqual([])
  })

  test('name only domains that the lab has', () => {
    const domains = new Set(LAB_DOMAINS.map(({ domain }) => domain))
    expect(Object.keys(LAB_FACTS).filter((domain) => !domains.has(domain))).toEqual([])
  })

  test('list each server once', () => {
    expect(new Set(servers.map(({ peer }) => peer)).size).toBe(servers.length)
  })

  test.each(Object.keys(SHOWN))('are asserted by test/peers/%s.test.ts', (name) => {
    const file = join(root, 'test/peers', `${name}.test.ts`)
    expect(existsSync(file)).toBe(true)
    const text = readFileSync(file, 'utf8')
    expect(text).toContain(`SHOWN['${name}']`)
    expect(text).toMatch(/expectShown(Of)?\(/)
  })

  test('cover most of what there is', () => {
    const shown = new Set<string>([...servers.flatMap(checksOf), ...[...labChecks().values()].flat()])
    const codes = CHECKS.filter(({ check }) => check.startsWith('finding '))
    expect(codes.filter(({ check }) => shown.has(check)).length).toBeGreaterThan(codes.length * 0.85)
  })
})
