import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Failure, fail, ProbeError } from '../../../base/failure.ts'
import { printable } from '../../../base/printable.ts'

/** Something to read reports from. */
export type Source =
  | {
      readonly file: string
      /** The last part of the path; null for standard input. */
      readonly name: string | null
      /** Octets; null when they cannot be told before reading. */
      readonly size: number | null
      readonly open: () => AsyncIterable<Uint8Array> & { destroy(): unknown }
    }
  | { readonly file: string; readonly failure: Failure }

/** Octets that are read from a file at a time. */
const CHUNK_BYTES = 65_536

/**
 * The files that are named, in order: `-` is standard input, a folder stands for its files, a Maildir for its messages. What
 * cannot be read is a source with a failure, so that the others are read all the same.
 */
export async function* sourcesOf(files: readonly string[]): AsyncGenerator<Source> {
  for (const file of files) {
    if (file === '-') {
      yield { file, name: null, size: null, open: () => process.stdin }
      continue
    }
    yield* sourcesAt(file)
  }
}

async function* sourcesAt(file: string): AsyncGenerator<Source> {
  try {
    const found = await stat(file)
    if (found.isDirectory()) yield* sourcesIn(file)
    else if (found.isFile()) yield fileSource(file, found.size)
    else fail({ code: 'file-unreadable', file: shown(file), reason: 'neither a file nor a folder' })
  } catch (error) {
    yield { file: shown(file), failure: failureOf(error, file) }
  }
}

async function* sourcesIn(folder: string): AsyncGenerator<Source> {
  const entries = await readdir(folder, { withFileTypes: true })
  // A Maildir has its messages in `new` and `cur`; `tmp` holds those that are still being delivered.
  const isMaildir = ['cur', 'new'].every((name) => entries.some((entry) => entry.name === name && entry.isDirectory()))
  const folders = isMaildir ? [join(folder, 'new'), join(folder, 'cur')] : [folder]
  let count = 0
  for (const each of folders) {
    const inside = isMaildir ? await readdir(each, { withFileTypes: true }) : entries
    const names = inside.flatMap(({ name }) => (name.startsWith('.') ? [] : [name])).toSorted()
    for (const name of names) {
      const source = await sourceInside(join(each, name))
      if (source === null) continue
      count += 1
      yield source
    }
  }
  if (count === 0) fail({ code: 'report-missing', document: shown(folder), reason: 'the folder has no files' })
}

/** A file of a folder; null for what is none. One that went in between, or a link that leads nowhere, is a failure of its own. */
async function sourceInside(path: string): Promise<Source | null> {
  try {
    const found = await stat(path)
    return found.isFile() ? fileSource(path, found.size) : null
  } catch (error) {
    return { file: shown(path), failure: failureOf(error, path) }
  }
}

function fileSource(path: string, size: number): Source {
  const open = () => createReadStream(path, { highWaterMark: CHUNK_BYTES })
  return { file: shown(path), name: basename(path), size, open }
}

/** The failure that an error of the file system stands for. */
export function failureOf(error: unknown, file: string): Failure {
  if (error instanceof ProbeError) return error.failure
  if (!(error instanceof Error && 'code' in error)) throw error
  return { code: 'file-unreadable', file: shown(file), reason: String(error.code) }
}

function shown(file: string): string {
  return printable(file, 500)
}
