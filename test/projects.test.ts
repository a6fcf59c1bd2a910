import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { THOROUGH, WHOLE } from '../vitest.config.ts'

/* What `vitest.config.ts` says of the projects is held to the tests. */

const root = join(import.meta.dirname, '..')
const files = globSync('{src,test}/**/*.ts', { cwd: root }).map((path) => path.replaceAll('\\', '/'))
const tests = files.filter((path) => path.endsWith('.test.ts'))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('the projects', () => {
  test('`whole` runs again what `unit` tries a few times only', () => {
    const asking = tests.filter((path) => /^import .*\/support\/runs\.ts'$/m.test(read(path)))
    const everywhere = globSync(THOROUGH, { cwd: root }).map((path) => path.replaceAll('\\', '/'))
    expect(everywhere).toHaveLength(THOROUGH.length)
    expect(everywhere.toSorted()).toEqual(asking.toSorted())
  })

  test.each(WHOLE)('%s is there', (pattern) => {
    expect(globSync(pattern, { cwd: root })).not.toEqual([])
  })

  // Files of `unit` share the modules that they load: such a hook would belong to the first of them alone.
  test('no module that tests load sets hooks by itself', () => {
    const modules = files.filter((path) => !tests.includes(path))
    expect(modules.length).toBeGreaterThan(300)
    expect(modules.filter((path) => /^(?:before|after)(?:Each|All)\(/m.test(read(path)))).toEqual([])
  })
})
