import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fail } from '../../../base/failure.ts'

/** Files of a running lab. */
export interface LabFiles {
  /** The socket through which other processes speak to it. */
  readonly socket: string
  readonly trustAnchor: string
  readonly root: string
}

/** Where a user's lab keeps its files: below `XDG_RUNTIME_DIR`, which is private, else in a folder of the user's own. */
export function labFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const runtime = environment['XDG_RUNTIME_DIR'] ?? ''
  return runtime === ''
    ? join(tmpdir(), `wiretight-lab-${process.getuid?.() ?? 'user'}`)
    : join(runtime, 'wiretight-lab')
}

/** The files in a folder. */
export function labFiles(folder: string): LabFiles {
  return { socket: join(folder, 'control'), trustAnchor: join(folder, 'root.ds'), root: join(folder, 'root.pem') }
}

/**
 * Makes the folder, so that nobody else can enter it.
 *
 * @throws ProbeError `file-unwritable` when it cannot be made, or is somebody else's or open to others
 */
export function makeLabFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (isPrivate(folder)) chmodSync(folder, 0o700)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    fail({ code: 'file-unwritable', file: folder, reason })
  }
  if (!isPrivate(folder))
    fail({ code: 'file-unwritable', file: folder, reason: 'it is not a folder of this user alone' })
}

/** True for a folder, not a link to one, that belongs to this user and that others may not write to. */
export function isPrivate(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found === undefined || !found.isDirectory()) return false
  return process.getuid === undefined || (found.uid === process.getuid() && (found.mode & 0o022) === 0)
}
