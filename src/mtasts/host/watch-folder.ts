import { type FSWatcher, watch } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** How a folder is watched. */
export interface WatchOptions {
  /** Between two looks at the files themselves; notifications are lost on network file systems. */
  readonly pollMilliseconds: number
  /** Changes come in bunches: a certificate and then its key. */
  readonly settleMilliseconds: number
}

const DEFAULTS: WatchOptions = { pollMilliseconds: 5_000, settleMilliseconds: 200 }

/** Ends the watching. */
export type StopWatching = () => void

/**
 * Calls when files of a folder, or of the folders in it, change, appear or go: by the system's notifications, and by looking
 * at size, time and inode of each file now and then. Links are followed, as certbot replaces what they lead to. What
 * changes once the promise is fulfilled is noticed.
 */
export async function watchFolder(
  folder: string,
  onChange: () => void,
  options: Partial<WatchOptions> = {},
): Promise<StopWatching> {
  const { pollMilliseconds, settleMilliseconds } = { ...DEFAULTS, ...options }
  let settling: NodeJS.Timeout | undefined
  let last: string | null = null
  let isLooking = false
  let isStopped = false

  const look = async (): Promise<void> => {
    if (isLooking || isStopped) return
    isLooking = true
    const now = await signatureOf(folder)
    isLooking = false
    if (last !== null && now !== last && !isStopped) onChange()
    last = now
  }
  const notice = (): void => {
    clearTimeout(settling)
    settling = setTimeout(() => void look(), settleMilliseconds)
  }
  const polling = setInterval(() => void look(), pollMilliseconds)
  const watcher = startWatcher(folder, notice)
  await look()
  return () => {
    isStopped = true
    clearTimeout(settling)
    clearInterval(polling)
    watcher?.close()
  }
}

/** The system's notifications; null where it has none for this folder, and then the looks must do. */
function startWatcher(folder: string, notice: () => void): FSWatcher | null {
  try {
    const watcher = watch(folder, { recursive: true }, notice)
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return null
  }
}

/** Everything by which a change of the files shows. */
async function signatureOf(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const lines: string[] = []
  for (const name of names.toSorted()) {
    const found = await stat(join(folder, name), { bigint: true }).catch(() => null)
    if (found !== null && !found.isDirectory())
      lines.push(`${name} ${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`)
  }
  return lines.join('\n')
}
