import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attemptSync } from '../src/base/failure.ts'
import { type CacheEntry, createMemoryPolicyCache, type PolicyCache } from '../src/mtasts/policy-cache.ts'
import { openSqlitePolicyCache } from '../src/store/sqlite-policy-cache.ts'

let folder = ''
let files = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wiretight-policies-'))
})
afterAll(() => rm(folder, { recursive: true }))

function newFile(): string {
  files += 1
  return join(folder, `${files}.sqlite`)
}

function entry(domain: string, refreshAt: number, failedAt: number | null = null): CacheEntry {
  return {
    domain,
    policy: { id: 'a1', text: 'version: STSv1\r\n…\u0000"\'', fetchedAt: 10, refreshAt, expiresAt: 31_557_600_000_000 },
    failure: failedAt === null ? null : { id: 'b2', at: failedAt, code: 'http-status' },
  }
}

const kinds: readonly { readonly name: string; readonly make: () => PolicyCache }[] = [
  { name: 'in memory', make: () => createMemoryPolicyCache() },
  { name: 'in a file', make: () => openSqlitePolicyCache(newFile()) },
]

describe.each(kinds)('a cache $name', ({ make }) => {
  test('gives back what was put, and nothing else', async () => {
    const cache = make()
    await cache.put(entry('example.com', 5, 7))
    expect(await cache.get('example.com')).toEqual(entry('example.com', 5, 7))
    expect(await cache.get('sub.example.com')).toBeNull()
    await cache.put({ domain: 'example.com', policy: null, failure: { id: 'c', at: 9, code: 'cancelled' } })
    expect(await cache.get('example.com')).toMatchObject({ policy: null, failure: { id: 'c' } })
    await cache.delete('example.com')
    expect(await cache.get('example.com')).toBeNull()
    await cache.close()
  })

  test('names the domains that wait for a refresh, the longest waiting first', async () => {
    const cache = make()
    for (const [domain, at] of [
      ['c.example', 30],
      ['a.example', 10],
      ['b.example', 20],
    ] as const) {
      await cache.put(entry(domain, at))
    }
    await cache.put({ domain: 'd.example', policy: null, failure: { id: 'x', at: 1, code: 'y' } })
    expect(await cache.dueBefore(30, 10)).toEqual(['a.example', 'b.example'])
    expect(await cache.dueBefore(100, 2)).toEqual(['a.example', 'b.example'])
    await cache.close()
  })
})

test('a full cache in memory keeps the policies that last, whatever floods it', async () => {
  const cache = createMemoryPolicyCache(3)
  await cache.put(entry('kept.example', 1))
  for (let at = 0; at < 50; at += 1) {
    await cache.put({ domain: `flood${at}.example`, policy: null, failure: { id: 'x', at, code: 'y' } })
  }
  expect(await cache.get('kept.example')).not.toBeNull()
})

test('two connections to one file see each other', async () => {
  const file = newFile()
  const [one, other] = [openSqlitePolicyCache(file), openSqlitePolicyCache(file)]
  await one.put(entry('example.com', 1))
  expect(await other.get('example.com')).toEqual(entry('example.com', 1))
  await Promise.all([one.close(), other.close()])
})

test('what was put survives kill -9', async () => {
  const file = newFile()
  const script = `
    const { openSqlitePolicyCache } = await import(${JSON.stringify(join(import.meta.dirname, '../src/store/sqlite-policy-cache.ts'))})
    const cache = openSqlitePolicyCache(${JSON.stringify(file)})
    for (let at = 0; ; at += 1) {
      await cache.put({ domain: 'd' + at + '.example', policy: { id: 'a', text: 't', fetchedAt: at, refreshAt: at, expiresAt: at }, failure: null })
      process.stdout.write(at + '\\n')
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  await new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.length > 2_000) child.kill('SIGKILL')
    })
    child.once('close', () => resolve())
  })
  const last = Number(said.trimEnd().split('\n').slice(0, -1).at(-1))
  expect(last).toBeGreaterThan(100)
  const cache = openSqlitePolicyCache(file)
  for (let at = 0; at <= last; at += 1) {
    expect((await cache.get(`d${at}.example`))?.policy?.fetchedAt).toBe(at)
  }
  await cache.close()
})

test('a file of something else, or of a later version, is refused with its reason', async () => {
  const [alien, later] = [newFile(), newFile()]
  await writeFile(alien, 'this is no database, but a letter that somebody wrote'.repeat(40))
  const database = new DatabaseSync(later)
  database.exec('PRAGMA user_version = 99')
  database.close()
  for (const [file, reason] of [
    [alien, /not a database/],
    [later, /layout 99/],
    [join(folder, 'no/such/folder'), /open/],
  ] as const) {
    expect(attemptSync(() => openSqlitePolicyCache(file))).toMatchObject({
      ok: false,
      failure: { code: 'file-unreadable', reason: expect.stringMatching(reason) },
    })
  }
})

test('the database of another program is refused and left as it was', () => {
  const file = newFile()
  const theirs = new DatabaseSync(file)
  theirs.exec('CREATE TABLE policy (name TEXT, holder TEXT); INSERT INTO policy VALUES (1, 2);')
  theirs.close()
  expect(attemptSync(() => openSqlitePolicyCache(file))).toMatchObject({
    ok: false,
    failure: { code: 'file-unreadable', reason: expect.stringMatching(/another program/) },
  })
  const again = new DatabaseSync(file)
  expect(again.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'delete' })
  expect(again.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'policy' }])
  again.close()
})
