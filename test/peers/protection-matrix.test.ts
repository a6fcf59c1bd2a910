import { beforeAll, describe, expect, test } from 'vitest'
import { DIFFERENCES, matrixDocument, storedMatrix } from '../../scripts/generate-protection-matrix.ts'
import { SENDER_KINDS } from '../../src/lab/senders/sender-kind.ts'
import { MATRIX_CASES } from './harness/matrix-cases.ts'
import { type Matrix, type MatrixCell, measureMatrix } from './harness/protection-matrix.ts'
import { isMissing } from './harness/require-peer.ts'

/*
 * Real Postfix and real Exim send to the lab, and somebody interferes: each cell is compared with what was measured in another
 * laboratory before, with what the simulation of senders predicts from an audit of the same domain, and with the documented run.
 */

const names = MATRIX_CASES.map(({ domain }) => domain.domain.replace('.lab', ''))

/** Levels of the columns below. */
const LEVELS = ['may', 'encrypt', 'dane', 'dane-only', 'secure'] as const

/**
 * What Postfix 3.7 did before, elsewhere: S delivered over TLS, V verified, C in clear; otherwise it waited, and its log said
 * this. A dash was not measured.
 */
const MEASURED_BEFORE: Readonly<Record<string, readonly string[]>> = {
  'dane-311': ['S', 'S', 'V', 'V', 'V'],
  'dane-wrong': ['S', 'S', 'dsn=4.7.5', 'dsn=4.7.5', 'V'],
  'strip-dane': ['C', 'dsn=4.7.4', 'dsn=4.7.4', 'dsn=4.7.4', 'dsn=4.7.4'],
  'r454-dane': ['C', 'dsn=4.7.0', 'dsn=4.7.0', 'dsn=4.7.0', 'dsn=4.7.0'],
  'expired-311': ['S', 'S', 'V', 'V', 'dsn=4.7.5'],
  'expired-211': ['S', 'S', 'dsn=4.7.5', 'dsn=4.7.5', 'dsn=4.7.5'],
  plain: ['S', 'S', 'S', 'no TLSA records found', 'V'],
  'strip-plain': ['C', 'dsn=4.7.4', 'C', 'no TLSA records found', 'dsn=4.7.4'],
  'r454-plain': ['C', 'dsn=4.7.0', 'C', 'no TLSA records found', 'dsn=4.7.0'],
  'dane-loose': ['S', 'S', 'S', 'non DNSSEC destination', 'V'],
  'bogus-mx': ['dsn=4.4.3', 'dsn=4.4.3', 'dsn=4.4.3', 'dsn=4.4.3', 'dsn=4.4.3'],
  'dane-fails': ['S', 'S', 'TLSA lookup error', 'TLSA lookup error', '-'],
  'dane-both': ['S', 'S', 'V', 'V', 'V'],
  'dane-001': ['S', 'S', 'S', 'TLSA records unusable', 'V'],
}

/** Where Exim does the same as Postfix at the level `dane`. */
const EXIM_LIKE_DANE = ['dane-311', 'dane-wrong', 'strip-dane', 'r454-dane', 'expired-311', 'expired-211']

const DELIVERED: Readonly<Record<string, MatrixCell['delivery']>> = {
  S: 'encrypted',
  V: 'authenticated',
  C: 'plaintext',
}

describe.skipIf(isMissing('unshare', 'unbound', 'postfix'))('real senders', () => {
  let matrix: Matrix = { schema: 'wiretight/protection-matrix@1', senders: {}, rows: [] }

  beforeAll(async () => {
    matrix = await measureMatrix()
  }, 220_000)

  function cell(row: string, sender: string): MatrixCell {
    const found = matrix.rows.find(({ name }) => name === row)?.cells[sender]
    if (found === undefined) throw new Error(`${sender} sent nothing to ${row}`)
    return found
  }

  const kinds = SENDER_KINDS.filter(({ program }) => program === 'postfix' || !isMissing('exim'))

  test.each(Object.entries(MEASURED_BEFORE))('did so before: %s', (row, outcomes) => {
    for (const [at, outcome] of outcomes.entries()) {
      if (outcome === '-') continue
      const { delivery, evidence } = cell(row, `postfix-${LEVELS[at]}`)
      const expected = DELIVERED[outcome]
      expect(delivery, `${LEVELS[at]}: ${evidence.join('\n')}`).toBe(expected ?? 'deferred')
      if (expected === undefined) expect(evidence.join('\n'), LEVELS[at]).toContain(outcome)
    }
  })

  describe.skipIf(isMissing('exim'))('Exim', () => {
    test.each(EXIM_LIKE_DANE)('is like Postfix with DANE: %s', (row) => {
      expect(cell(row, 'exim').delivery).toBe(cell(row, 'postfix-dane').delivery)
    })

    test('looks for DANE without being told to', () => {
      for (const row of names) expect(cell(row, 'exim').delivery, row).toBe(cell(row, 'exim-try-dane').delivery)
    })

    test('that requires DANE returns mail where there is none, and delivers where it is of no use', () => {
      for (const row of ['plain', 'dane-loose']) expect(cell(row, 'exim-require-dane').delivery).toBe('bounced')
      expect(cell('dane-001', 'exim-require-dane').delivery).toBe('encrypted')
    })
  })

  describe.each(kinds)('$name', ({ id }) => {
    test.each(names)('%s: as predicted, as documented, and as the servers saw it', (row) => {
      const { delivery, evidence, arrived, read } = cell(row, id)
      const predicted = matrix.rows.find(({ name }) => name === row)?.predicted?.[id === 'exim-try-dane' ? 'exim' : id]
      const differs = DIFFERENCES.some((one) => one.row === row && one.sender === id)
      if (predicted !== undefined && !differs) expect(delivery, evidence.join('\n')).toBe(predicted.delivery)

      const stored = storedMatrix().rows.find(({ name }) => name === row)?.cells[id]
      expect({ delivery, read }).toEqual({ delivery: stored?.delivery, read: stored?.read })
      expect(evidence.length).toBeGreaterThan(0)

      const isOverTls = delivery === 'encrypted' || delivery === 'authenticated'
      expect(arrived).toBe(delivery === 'plaintext' ? 'clear' : isOverTls ? 'tls' : null)
    })
  })

  test('nothing of the document has become untrue', () => {
    if (isMissing('exim')) return
    expect(() => matrixDocument(matrix)).not.toThrow()
  })

  test('no difference is excused that there is not', () => {
    for (const { row, sender } of DIFFERENCES) {
      const predicted = matrix.rows.find(({ name }) => name === row)?.predicted?.[sender]
      expect(predicted?.delivery).not.toBe(cell(row, sender).delivery)
    }
  })
})
