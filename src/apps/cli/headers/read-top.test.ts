import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attempt } from '../../../base/failure.ts'
import { readTop } from './read-top.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wiretight-read-top-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('a file, and no more of it than a mebibyte', async () => {
  const file = join(folder, 'long.eml')
  await writeFile(file, 'x'.repeat(1_500_000))
  expect(await readTop(file)).toHaveLength(1_048_576)
})

// A shell gives such a name for `<(…)`, and a pipe hands out 64 KiB at a time.
test('a pipe with a name, to its end', async () => {
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const [text] = await Promise.all([readTop(pipe), writeFile(pipe, 'y'.repeat(200_000))])
  expect(text).toHaveLength(200_000)
})

test('what cannot be read', async () => {
  const failures = [join(folder, 'nowhere'), folder].map((file) => attempt(() => readTop(file)))
  expect(await Promise.all(failures)).toMatchObject([
    { failure: { code: 'file-unreadable', reason: 'ENOENT' } },
    { failure: { code: 'file-unreadable', reason: 'EISDIR' } },
  ])
})
