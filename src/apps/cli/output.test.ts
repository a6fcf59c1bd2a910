import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { sampleReport } from '../../../test/report-samples.ts'
import { writeReports } from './output.ts'

test('a file gets no colour and a hundred columns, even when standard output is a narrow terminal', async () => {
  const file = join(tmpdir(), `wiretight-output-${process.pid}.txt`)
  const terminal = { isTTY: process.stdout.isTTY, columns: process.stdout.columns }
  const written: string[] = []
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text, ...rest) => {
    written.push(String(text))
    const done = rest.at(-1)
    if (typeof done === 'function') done()
    return true
  })
  try {
    vi.stubEnv('NO_COLOR', '').stubEnv('FORCE_COLOR', '').stubEnv('TERM', 'xterm')
    Object.assign(process.stdout, { isTTY: true, columns: 80 })
    const twice = [
      { format: 'text', file },
      { format: 'text', file: undefined },
    ] as const
    await writeReports([sampleReport('mixed')], twice, { color: true })
    const text = await readFile(file, 'utf8')
    expect(text).not.toContain('\u001b[')
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeGreaterThan(80)
    expect(written.join('')).toContain('\u001b[')
    expect(
      Math.max(
        ...written
          .join('')
          .replace(/\u001b\[[\d;]*m/g, '')
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80)
  } finally {
    Object.assign(process.stdout, terminal)
    write.mockRestore()
    vi.unstubAllEnvs()
    await rm(file, { force: true })
  }
})
