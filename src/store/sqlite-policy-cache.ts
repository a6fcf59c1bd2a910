import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import { fail } from '../base/failure.ts'
import { printable } from '../base/printable.ts'
import type { CacheEntry, PolicyCache, StoredPolicy } from '../facts/mta-sts-facts.ts'

/** Another process may write at the same moment; it is waited for. */
const BUSY_MILLISECONDS = 5_000

/** The layout of the file that this code reads and writes. */
const LAYOUT = 1

const SCHEMA = `
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS policy (
    domain TEXT PRIMARY KEY,
    id TEXT,
    text TEXT,
    fetched_at INTEGER,
    refresh_at INTEGER,
    expires_at INTEGER,
    failure_id TEXT,
    failure_at INTEGER,
    failure_code TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS policy_by_refresh ON policy (refresh_at) WHERE refresh_at IS NOT NULL;
  PRAGMA user_version = ${LAYOUT};
  COMMIT;
`

/**
 * Keeps MTA-STS policies in a SQLite file, a row for each domain. Several processes may use it at once. What was put is
 * there after the process is killed; a crash of the whole machine may lose the last moments, but never the file (WAL).
 *
 * @param file a path; `:memory:` for none
 * @throws ProbeError `file-unreadable` when the file is no such cache, or of a later version
 */
export function openSqlitePolicyCache(file: string): PolicyCache {
  const database = openDatabase(file)
  const select = database.prepare('SELECT * FROM policy WHERE domain = ?')
  const upsert = database.prepare('INSERT OR REPLACE INTO policy VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const remove = database.prepare('DELETE FROM policy WHERE domain = ?')
  const due = database.prepare('SELECT domain FROM policy WHERE refresh_at < ? ORDER BY refresh_at LIMIT ?')
  return {
    get: async (domain) => entryOf(select.get(domain)),
    put: async ({ domain, policy, failure }) => {
      const kept = policy === null ? NOTHING : valuesOf(policy)
      const failed = failure === null ? [null, null, null] : [failure.id, failure.at, failure.code]
      upsert.run(domain, ...kept, ...failed)
    },
    delete: async (domain) => {
      remove.run(domain)
    },
    dueBefore: async (time, limit) => due.all(time, limit).map((row) => String(row['domain'])),
    close: async () => database.close(),
  }
}

const NOTHING: readonly null[] = [null, null, null, null, null]

function valuesOf({ id, text, fetchedAt, refreshAt, expiresAt }: StoredPolicy): readonly (string | number)[] {
  return [id, text, fetchedAt, refreshAt, expiresAt]
}

function openDatabase(file: string): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(file, { timeout: BUSY_MILLISECONDS })
    const { layout, tables } = contentOf(database)
    if (layout > LAYOUT) throw new Error(`it is of layout ${layout}, and this program knows up to ${LAYOUT}`)
    // A new file has no tables; where there are some without a layout of ours, somebody else made them.
    if (layout === 0 && tables > 0) throw new Error('it is the database of another program')
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;')
    database.exec(SCHEMA)
    return database
  } catch (error) {
    database?.close()
    const reason = error instanceof Error ? error.message : String(error)
    return fail({ code: 'file-unreadable', file: printable(file, 200), reason: printable(reason, 200) })
  }
}

/** Both at one moment: another process may be making the same file. */
function contentOf(database: DatabaseSync): { readonly layout: number; readonly tables: number } {
  const row = database
    .prepare('SELECT user_version AS layout, (SELECT count(*) FROM sqlite_schema) AS tables FROM pragma_user_version')
    .get()
  return { layout: Number(row?.['layout']), tables: Number(row?.['tables']) }
}

type Row = Readonly<Record<string, SQLOutputValue>>

function entryOf(row: Row | undefined): CacheEntry | null {
  if (row === undefined) return null
  const { id, failure_id: failureId } = row
  return {
    domain: String(row['domain']),
    policy:
      id == null
        ? null
        : {
            id: String(id),
            text: String(row['text']),
            fetchedAt: Number(row['fetched_at']),
            refreshAt: Number(row['refresh_at']),
            expiresAt: Number(row['expires_at']),
          },
    failure:
      failureId == null
        ? null
        : { id: String(failureId), at: Number(row['failure_at']), code: String(row['failure_code']) },
  }
}
