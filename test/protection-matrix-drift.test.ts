import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DIFFERENCES, MATRIX_DOCUMENT, matrixDocument, storedMatrix } from '../scripts/generate-protection-matrix.ts'
import { SENDERS } from '../src/judge/senders/sender-list.ts'
import { SENDER_KINDS } from '../src/lab/senders/sender-kind.ts'
import { LEVEL_SITUATIONS } from '../src/mta-config/postfix/levels.ts'
import { MATRIX_CASES } from './peers/harness/matrix-cases.ts'

/* The matrix that was measured last, on machines without mail servers, too. They themselves are in test/peers. */

const matrix = storedMatrix()

describe('docs/protection-matrix.md', () => {
  test('is what the script makes of the data', () => {
    expect(readFileSync(join(import.meta.dirname, '..', MATRIX_DOCUMENT), 'utf8')).toBe(matrixDocument(matrix))
  })

  test('has a row for each case and a cell for each sender', () => {
    expect(matrix.rows.map(({ title }) => title)).toEqual(MATRIX_CASES.map(({ title }) => title))
    for (const { cells } of matrix.rows) expect(Object.keys(cells)).toEqual(SENDER_KINDS.map(({ id }) => id))
  })

  test('says nothing that was not measured', () => {
    const rows = matrix.rows.map((row) => {
      const cell = row.cells['postfix-may']
      return row.name === 'strip-plain' && cell
        ? { ...row, cells: { ...row.cells, 'postfix-may': { ...cell, read: false } } }
        : row
    })
    expect(() => matrixDocument({ ...matrix, rows })).toThrow('not what was measured')
  })
})

test('senders that were measured have the ids of those that are simulated, and are marked as such', () => {
  const measured = SENDERS.filter(({ measured: isMeasured }) => isMeasured).map(({ id }) => id)
  const ids = SENDER_KINDS.map(({ id }) => id).filter((id) => id !== 'exim-try-dane')
  expect(ids.toSorted()).toEqual(measured.toSorted())
})

describe('the simulation of senders predicts what each sender did', () => {
  const rows = matrix.rows.filter(({ predicted }) => predicted !== null)

  test.each(rows)('$title', ({ name, cells, predicted }) => {
    const differing = Object.entries(predicted ?? {}).filter(([id, { delivery }]) => cells[id]?.delivery !== delivery)
    expect(differing.map(([id]) => id)).toEqual(
      DIFFERENCES.filter(({ row }) => row === name).map(({ sender }) => sender),
    )
  })
})

/** Rows of the matrix for what `wiretight config explain postfix` tells of each level. */
const ROWS_OF_SITUATIONS: Readonly<Record<string, readonly string[]>> = {
  'TLSA record that matches': ['dane-311'],
  'TLSA record that does not match': ['dane-wrong'],
  'STARTTLS stripped; the domain has TLSA': ['strip-dane'],
  '454 forged; the domain has TLSA': ['r454-dane'],
  'expired certificate; TLSA 3 1 1 matches': ['expired-311'],
  'expired certificate; TLSA 2 1 1': ['expired-211'],
  'no TLSA record': ['plain'],
  'no TLSA record; STARTTLS stripped or 454 forged': ['strip-plain', 'r454-plain'],
  'wrong TLSA in a zone without DNSSEC': ['dane-loose'],
  'DNSSEC of the zone is bogus': ['bogus-mx'],
  'the lookup of TLSA fails': ['dane-fails'],
  'one TLSA record matches, one does not': ['dane-both'],
  'TLSA record that cannot be used (0 0 1)': ['dane-001'],
}

describe('what `config explain` tells of the levels of Postfix is in the matrix', () => {
  test.each(LEVEL_SITUATIONS)('$situation', ({ situation, outcomes }) => {
    const rows = ROWS_OF_SITUATIONS[situation] ?? []
    expect(rows).not.toEqual([])
    for (const row of rows) {
      for (const [level, outcome] of Object.entries(outcomes)) {
        if (outcome.result === 'not-measured') continue
        const cell = matrix.rows.find(({ name }) => name === row)?.cells[`postfix-${level}`]
        expect(cell?.delivery, `${row} ${level}`).toBe(outcome.result)
        const status = outcome.result === 'deferred' ? outcome.status : null
        if (status !== null) expect(cell?.evidence.join(' ')).toContain(`dsn=${status}`)
      }
    }
  })
})
