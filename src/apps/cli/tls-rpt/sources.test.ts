import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sourcesOf } from './sources.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wiretight-sources-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** What is found, as `file` or `file: reason`, without the folder. */
async function found(...files: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = []
  for await (const source of sourcesOf(files)) {
    const failure = 'failure' in source ? source.failure : null
    const reason = failure === null ? '' : `: ${'reason' in failure ? failure.reason : failure.code}`
    lines.push(`${source.file.slice(folder.length + 1)}${reason}`)
  }
  return lines
}

test('a link that leads nowhere keeps the other files of its folder from nothing', async () => {
  const reports = join(folder, 'reports')
  await mkdir(join(reports, 'below'), { recursive: true })
  await symlink('/nowhere', join(reports, 'a.json'))
  await writeFile(join(reports, 'b.json'), '{}')
  await writeFile(join(reports, '.hidden'), '')
  expect(await found(reports)).toEqual(['reports/a.json: ENOENT', 'reports/b.json'])
})

test('a Maildir stands for its messages, and an empty folder for nothing', async () => {
  const mail = join(folder, 'mail')
  for (const name of ['cur', 'new', 'tmp']) await mkdir(join(mail, name), { recursive: true })
  for (const name of ['cur/2', 'new/1', 'tmp/3']) await writeFile(join(mail, name), '')
  const empty = join(folder, 'empty')
  await mkdir(empty)
  expect(await found(mail, empty, join(folder, 'gone'))).toEqual([
    'mail/new/1',
    'mail/cur/2',
    'empty: the folder has no files',
    'gone: ENOENT',
  ])
})
