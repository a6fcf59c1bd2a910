import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { manual } from '../scripts/generate-manual.ts'

test('man/wiretight.1 is what the command line says of itself', () => {
  expect(readFileSync(join(import.meta.dirname, '../man/wiretight.1'), 'utf8')).toBe(manual())
})
