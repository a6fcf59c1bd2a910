import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tellGuardian } from './guardian.ts'

/** A server that runs until it is closed. `await using` closes it at the end of its block. */
export interface RunningPeer extends AsyncDisposable {
  /** An address of this machine, as text. */
  readonly address: string
  readonly port: number
  /** Ends the server and all it started, removes its files, and resolves when they are gone. A second call does nothing. */
  close(): Promise<void>
  /** What the server has written to its log so far; the newest {@link LOG_CHARACTERS} of it. */
  log(): string
}

/** Where a server shall listen. */
export interface Place {
  /** An address of 127.0.0.0/8; by default 127.0.0.1. */
  readonly address?: string
  /** By default a port that is free. */
  readonly port?: number
}

/** A log is cut to this many characters, from its start. */
export const LOG_CHARACTERS = 1_000_000

/** Makes a {@link RunningPeer} of its parts; `end` runs once, whoever asks. */
export function runningPeer(
  place: { readonly address: string; readonly port: number },
  log: () => string,
  end: () => Promise<void>,
): RunningPeer {
  let ending: Promise<void> | undefined
  const close = (): Promise<void> => {
    ending ??= end()
    return ending
  }
  return { address: place.address, port: place.port, log, close, [Symbol.asyncDispose]: close }
}

/** Reads a daemon's log file; once the file is gone, what was last read of it. */
export function logOfFile(file: string): () => string {
  let last = ''
  return () => {
    try {
      last = readFileSync(file, 'latin1').slice(-LOG_CHARACTERS)
    } catch {
      // not written yet, or removed with its server
    }
    return last
  }
}

/** Fills in what a {@link Place} leaves open. */
export async function settlePlace(place: Place): Promise<{ address: string; port: number }> {
  const address = place.address ?? '127.0.0.1'
  return { address, port: place.port ?? (await freePort(address)) }
}

/**
 * A port that nothing listens on, below the range from which the kernel takes the ports of outgoing connections
 * (32768 upwards), so that none of those can take it before the server does.
 */
export async function freePort(address = '127.0.0.1'): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT))
    if (!given.has(port) && (await isFree(address, port))) {
      given.add(port)
      return port
    }
  }
  throw new Error(`no free port found on ${address}`)
}

const FIRST_PORT = 20_000
const LAST_PORT = 32_000

/** Ports that this process gave away; their servers may not listen yet. */
const given = new Set<number>()

function isFree(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, address, () => server.close(() => resolve(true)))
  })
}

/** A new folder, and the way to remove it; it does not outlive the process in any case. */
export function temporaryFolder(purpose: string): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `wiretight-${purpose}-`))
  tellGuardian('folder', path)
  const remove = (): void => {
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
    tellGuardian('no-folder', path)
  }
  return { path, remove }
}
