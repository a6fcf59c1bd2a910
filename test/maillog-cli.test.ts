import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { postfixBlock } from '../bench/log-lines.ts'
import { rotationOrder } from '../src/apps/cli/logs/rotation-order.ts'
import { LogReader } from '../src/maillog/log-reader.ts'
import { renderLogsCsv } from '../src/report/logs-csv.ts'
import { renderLogsHtml } from '../src/report/logs-html.ts'
import { renderLogsText } from '../src/report/logs-text.ts'
import { percent } from '../src/report/logs-wording.ts'
import { logsSchema } from '../src/report/schema/logs-schema.ts'
import { runCli } from './support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'wiretight-logs-'))
afterAll(() => rmSync(folder, { recursive: true }))

const [today, yesterday] = [0, 86_400_000].map((ago) => {
  const date = new Date(Date.now() - ago)
  const month = date.toLocaleString('en', { month: 'short', timeZone: 'UTC' })
  return { iso: date.toISOString().slice(0, 10), classic: `${month} ${String(date.getUTCDate()).padStart(2)}` }
}) as [{ iso: string; classic: string }, { iso: string; classic: string }]

const blocks = [
  { file: 'mail.log.3.zst', block: postfixBlock(yesterday.classic, 100, 1) },
  { file: 'mail.log.2.gz', block: postfixBlock(yesterday.classic, 200, 2) },
  { file: 'mail.log.1', block: postfixBlock(today.classic, 300, 3) },
  { file: 'mail.log', block: postfixBlock(today.classic, 50, 4) },
]
for (const { file, block } of blocks) {
  const octets = Buffer.from(block.text)
  const packed = file.endsWith('gz') ? gzipSync(octets) : file.endsWith('zst') ? zstdCompressSync(octets) : octets
  writeFileSync(join(folder, file), packed)
}
const files = blocks.map(({ file }) => join(folder, file)).toSorted()
const total = {
  encrypted: blocks.reduce((sum, { block }) => sum + block.out.encrypted, 0),
  clear: blocks.reduce((sum, { block }) => sum + block.out.clear, 0),
}

const facts = (() => {
  const reader = new LogReader()
  for (const { block } of blocks) reader.write(Buffer.from(block.text))
  reader.endFile(new Date())
  return reader.facts()
})()

describe('wiretight logs', () => {
  test('reads a rotated set, compressed or not, in any order', async () => {
    const { code, stdout, stderr } = await runCli(['logs', ...files, '--json'])
    const document = logsSchema.parse(JSON.parse(stdout))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(document.in).toMatchObject(total)
    expect(document.out).toMatchObject(total)
    expect(document.input).toMatchObject({ files: 4, linesUnreadable: 0 })
    expect(document.days.map(({ day }) => day)).toEqual([yesterday.iso, today.iso])
  })

  test('reads standard input, and writes a file', async () => {
    const output = join(folder, 'report.csv')
    const run = await runCli(['logs', '-', '--format', 'csv', '-o', output], { stdin: blocks[0]?.block.text ?? '' })
    expect(run).toMatchObject({ code: 0, stdout: '', stderr: '' })
  })

  test('goes on behind a damaged file, and says so', async () => {
    const cut = join(folder, 'cut.gz')
    writeFileSync(cut, gzipSync(Buffer.from(blocks[2]?.block.text ?? '')).subarray(0, 5_000))
    const { code, stdout, stderr } = await runCli(['logs', cut, files[0] ?? '', '--json'])
    expect(code).toBe(0)
    expect(stderr).toMatch(/^wiretight: warning: .*cut\.gz is damaged \(Z_BUF_ERROR\)/)
    expect(logsSchema.parse(JSON.parse(stdout)).out.messages).toBeGreaterThan(50)
  })

  test('prints what there is when it is interrupted', async () => {
    // Standard input stays open for a while, which `cat` would wait for.
    const { spawn } = await import('node:child_process')
    const entry = join(import.meta.dirname, 'support/cli-entry.ts')
    const child = spawn(process.execPath, [entry, 'logs', '-', '--json'], { stdio: ['pipe', 'pipe', 'pipe'] })
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stdin.on('error', () => {})
    child.stdin.write(blocks[3]?.block.text ?? '')
    setTimeout(() => child.kill('SIGINT'), 1_500)
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect(code).toBe(130)
    const document = logsSchema.parse(JSON.parse(stdout))
    expect(document).toMatchObject({ interrupted: true, out: { messages: 50 } })
  })

  const wrong = [
    { name: 'a file that is not there', words: ['/nonexistent'], code: 2, stderr: '[file-unreadable]' },
    { name: 'a folder', words: [folder], code: 2, stderr: 'EISDIR' },
    {
      name: 'a form that does not exist',
      words: [files[0] ?? '', '--format', 'yaml'],
      code: 2,
      stderr: '[option-invalid]',
    },
  ]

  test.each(wrong)('refuses $name', async ({ words, code, stderr }) => {
    const run = await runCli(['logs', ...words])
    expect(run).toMatchObject({ code, stdout: '' })
    expect(run.stderr).toContain(stderr)
  })

  test('ends with 3 when there is no mail in it', async () => {
    const { code, stdout } = await runCli(['logs', '-'], { stdin: 'Nov 24 08:00:00 host cron[1]: hello\n' })
    expect({ code, stdout }).toMatchObject({ code: 3, stdout: expect.stringContaining('No mail between machines') })
  })
})

describe('the forms', () => {
  test.each([60, 80, 100, 120])('text keeps to %d columns', (width) => {
    const text = renderLogsText(facts, { width })
    expect(text.split('\n').filter((line) => line.length > width)).toEqual([])
    expect(text).toContain('If you require encryption on the way out')
  })

  test('text is ASCII where it must', () => {
    expect(/[^\x20-\x7e\n]/.exec(renderLogsText(facts, { ascii: true }))).toBeNull()
  })

  test('CSV has the numbers of the facts, and no formula', () => {
    const hostile = structuredClone(facts)
    Object.assign(hostile.out, { inClear: [{ name: '=cmd|x,"y"', messages: 1, of: 1 }] })
    const rows = renderLogsCsv(hostile).split('\r\n')
    expect(rows[0]).toBe('direction,kind,name,messages,of')
    expect(rows).toContain(`out,total,encrypted,${total.encrypted},${total.encrypted + total.clear}`)
    expect(rows).toContain(`out,clear,"'=cmd|x,""y""",1,1`)
  })

  test('HTML loads nothing and shows names as text', () => {
    const hostile = structuredClone(facts)
    Object.assign(hostile.out, { inClear: [{ name: '<script>alert(1)</script>', messages: 1, of: 1 }] })
    const page = renderLogsHtml(hostile, true)
    expect(page).not.toMatch(/<script|src=|href=|url\(|https?:\/\//)
    expect(page).toContain('&lt;script&gt;')
    expect(page).toContain('<svg')
    expect(page).toContain('interrupted')
  })

  test('a share is never rounded to all or nothing', () => {
    expect([
      percent(9_999_999, 10_000_000),
      percent(1, 10_000_000),
      percent(5, 5),
      percent(0, 5),
      percent(0, 0),
    ]).toEqual(['99.9 %', '<0.1 %', '100 %', '0 %', '–'])
  })
})

describe('rotationOrder', () => {
  const cases = [
    {
      given: ['m.log', 'm.log.1', 'm.log.2.gz', 'm.log.10.gz'],
      order: ['m.log.10.gz', 'm.log.2.gz', 'm.log.1', 'm.log'],
    },
    {
      given: ['m-20261123', 'm', 'm-20261122.gz', 'm-20261122-1200.gz'],
      order: ['m-20261122.gz', 'm-20261122-1200.gz', 'm-20261123', 'm'],
    },
    { given: ['b', 'a.1', 'a', '-'], order: ['b', 'a.1', 'a', '-'] },
  ]

  test.each(cases)('$given', ({ given, order }) => {
    expect(rotationOrder(given)).toEqual(order)
  })
})
