import { describe, expect, test } from 'vitest'
import { guide2026 } from '../../judge/profiles/guide-2026.ts'
import { nearestTables, REFERENCE_TABLES, tableByName } from './reference-tables.ts'
import { renderTable } from './table-render.ts'

const all = REFERENCE_TABLES.map((table) => ({ name: table.name, table }))
const rows = (name: string) => tableByName(name)?.rows ?? []

describe.each(all)('$name', ({ table }) => {
  test('has a cell for each column, a source, and no empty title', () => {
    expect(table.source).not.toBe('')
    const keys = table.columns.map(({ key }) => key)
    for (const row of table.rows) expect(Object.keys(row).toSorted()).toEqual(keys.toSorted())
    for (const { title } of table.columns) expect(title).not.toBe('')
    expect(table.rows.length).toBeGreaterThan(3)
    expect(new Set(table.rows.map((row) => row[table.columns[0]?.key ?? ''])).size).toBe(table.rows.length)
  })

  test.each([40, 60, 80, 100, 120])('as text within %i columns', (width) => {
    for (const ascii of [false, true]) {
      const lines = renderTable(table, 'text', { width, ascii }).split('\n')
      expect(lines.filter((line) => line.length > width)).toEqual([])
      expect(lines.filter((line) => line.endsWith(' '))).toEqual([])
      if (ascii) expect(lines.join('')).toMatch(/^[\x20-\x7e]*$/)
    }
  })

  test('says everything in every form and width', () => {
    const words = table.rows.flatMap((row) => Object.values(row).flatMap((cell) => cell.split(' ')))
    for (const width of [40, 100]) {
      const text = renderTable(table, 'text', { width }).replace(/\s+/g, ' ')
      // A word that is longer than a line is broken, so that its beginning is what can be looked for.
      for (const word of words) expect(text).toContain(word.slice(0, 12))
    }
    const json = JSON.parse(renderTable(table, 'json'))
    expect(json).toMatchObject({ schema: 'wiretight/table@1', name: table.name, rows: table.rows })
  })

  test('as CSV and Markdown: a line for each row', () => {
    expect(renderTable(table, 'csv').split('\r\n')).toHaveLength(table.rows.length + 2)
    const lines = renderTable(table, 'markdown')
      .split('\n')
      .filter((line) => line.startsWith('|'))
    expect(lines).toHaveLength(table.rows.length + 2)
    for (const line of lines) expect(line.match(/(?<!\\)\|/g)).toHaveLength(table.columns.length + 1)
  })
})

test('the history of the protocol is what the RFCs say', () => {
  expect(rows('protocols').map(({ version, year, status, ended }) => [version, year, status, ended])).toEqual([
    ['SSL 2.0', '1995', 'prohibited', 'RFC 6176'],
    ['SSL 3.0', '1996', 'prohibited', 'RFC 7568'],
    ['TLS 1.0', '1999', 'deprecated', 'RFC 8996'],
    ['TLS 1.1', '2006', 'deprecated', 'RFC 8996'],
    ['TLS 1.2', '2008', 'acceptable', ''],
    ['TLS 1.3', '2018', 'recommended', ''],
  ])
})

test('the recommended suites are those of the default profile, with OpenSSL’s names', () => {
  expect(rows('recommended-suites').map(({ suite }) => suite)).toEqual(guide2026.recommendedSuites)
  expect(rows('recommended-suites')).toContainEqual({
    suite: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    openssl: 'ECDHE-RSA-AES256-GCM-SHA384',
    id: '0xc030',
    version: 'TLS 1.2',
  })
})

test('what is banned is what the rules ban', () => {
  const banned = rows('banned-suites')
  expect(banned.map(({ exclude }) => exclude).join(' ')).toBe(
    'eNULL aNULL EXPORT RC4 DES 3DES MD5 IDEA, SEED, RC2 kRSA',
  )
  for (const { suites } of banned) expect(Number(suites)).toBeGreaterThan(0)
})

test('what Postfix did', () => {
  const by = (receiver: string) => rows('postfix-measured').find((row) => row['receiver'] === receiver)
  expect(by('TLSA, STARTTLS stripped')).toMatchObject({ may: 'in clear', encrypt: 'deferred', dane: 'deferred' })
  expect(by('no TLSA, stripped or 454')).toMatchObject({ may: 'in clear', dane: 'in clear', daneOnly: 'deferred' })
  expect(by('TLSA does not match, valid certificate')).toMatchObject({ dane: 'deferred', secure: 'delivered' })
  expect(rows('postfix-levels').map((row) => row['level'])).toEqual(
    expect.arrayContaining(['none', 'may', 'encrypt', 'dane', 'dane-only', 'verify', 'secure']),
  )
})

test('names that were mistyped lead to the nearest', () => {
  expect(nearestTables('protocol')).toEqual(['protocols'])
  expect(nearestTables('postfix')).toEqual(['postfix-levels', 'postfix-measured'])
  expect(nearestTables('mechanism')).toEqual(['mechanisms'])
  expect(nearestTables('xyzzy')).toEqual([])
  expect(tableByName('constructor')).toBeUndefined()
})
