import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attempt } from '../../../base/failure.ts'
import { openLog } from './open-log.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wiretight-open-log-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function textOf(name: string): Promise<string> {
  const log = await openLog(name)
  const pieces: string[] = []
  for await (const piece of log.pieces(() => {}, new AbortController().signal)) pieces.push(piece.toString())
  return pieces.join('')
}

test('a file, plain and packed', async () => {
  const [plain, packed] = [join(folder, 'mail.log'), join(folder, 'mail.log.1')]
  await Promise.all([writeFile(plain, 'a line\n'), writeFile(packed, gzipSync('another line\n'))])
  expect([await textOf(plain), await textOf(packed)]).toEqual(['a line\n', 'another line\n'])
})

test('a pipe with a name is opened once, so that its writer is heard to the end', { timeout: 5_000 }, async () => {
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const [text] = await Promise.all([textOf(pipe), writeFile(pipe, 'x'.repeat(200_000))])
  expect(text).toHaveLength(200_000)
})

test('a folder, nothing at all, and what Node.js cannot unpack', async () => {
  const xz = join(folder, 'mail.log.2.xz')
  await writeFile(xz, Buffer.from('fd377a585a000004', 'hex'))
  const failures = [folder, join(folder, 'nowhere'), xz].map((name) => attempt(() => openLog(name)))
  expect(await Promise.all(failures)).toMatchObject([
    { failure: { code: 'file-unreadable', reason: 'EISDIR' } },
    { failure: { code: 'file-unreadable', reason: 'ENOENT' } },
    { failure: { code: 'file-unreadable', reason: expect.stringContaining('xz -dc') } },
  ])
})
