import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'

const SCRIPT = join(import.meta.dirname, '../scripts/generate-registry.ts')

function generate(...options: readonly string[]): { readonly status: number | null; readonly stderr: string } {
  return spawnSync(process.execPath, [SCRIPT, ...options], { encoding: 'utf8' })
}

describe('the tables of src/registry', () => {
  test('are what data/registry says', () => {
    expect(generate('--check')).toMatchObject({ status: 0, stderr: '' })
  })

  test('would be noticed if one were edited or missing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'registry-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    expect(generate('--out', folder).status).toBe(0)
    expect(readdirSync(folder)).toHaveLength(8)
    expect(generate('--check', '--out', folder).status).toBe(0)

    appendFileSync(join(folder, 'alerts.ts'), '\n')
    rmSync(join(folder, 'groups.ts'))
    const checked = generate('--check', '--out', folder)
    expect(checked.status).toBe(1)
    expect(checked.stderr).toContain('alerts.ts differs')
    expect(checked.stderr).toContain('groups.ts differs')
    expect(checked.stderr.trim().split('\n')).toHaveLength(2)
  })
})
