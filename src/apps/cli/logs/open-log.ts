import { createReadStream } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { fail } from '../../../base/failure.ts'
import { printable } from '../../../base/printable.ts'

/** Octets that are read at once: enough for speed, little enough for the memory. */
const PIECE_BYTES = 262_144

/** A log that can be read. */
export interface OpenLog {
  /** The name as it was given. */
  readonly name: string
  /** Octets of the file as it lies there; null for a stream. */
  readonly size: number | null
  /** When it was written last; the present, for a stream. */
  readonly written: Date
  /** The octets of the log, each piece valid until the next is asked for. `progress` gets octets of the file as they are read. */
  readonly pieces: (progress: (octets: number) => void, signal: AbortSignal) => AsyncIterable<Buffer>
}

/**
 * Opens a log, or standard input for `-`; gzip and Zstandard are recognised by their first octets.
 *
 * @throws ProbeError `file-unreadable`, also for compression that Node.js does not know
 */
export async function openLog(name: string): Promise<OpenLog> {
  if (name === '-') {
    return {
      name,
      size: null,
      written: new Date(),
      pieces: (progress, signal) => streamPieces(process.stdin, progress, signal),
    }
  }
  try {
    const stats = await stat(name)
    if (stats.isDirectory()) return unreadable(name, 'EISDIR')
    // A pipe is opened once, when it is read: whoever writes into it would take a look for the end.
    if (!stats.isFile()) return openPipe(name)
    await using handle = await open(name)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(6), 0, 6, 0)
    const kind = compressionOf(buffer.subarray(0, bytesRead))
    if (kind === 'xz' || kind === 'bzip2') return notKnown(name, kind)
    const pieces: OpenLog['pieces'] = (progress, signal) =>
      kind === 'none' ? filePieces(name, progress) : unpackedPieces(name, kind, progress, signal)
    return { name, size: stats.size, written: stats.mtime, pieces }
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'syscall' in error) return unreadable(name, String(error.code))
    throw error
  }
}

/** A pipe with a name, such as a shell's `<(xz -dc FILE)`. */
function openPipe(name: string): OpenLog {
  const pieces: OpenLog['pieces'] = (progress, signal) => streamPieces(createReadStream(name), progress, signal)
  return { name, size: null, written: new Date(), pieces }
}

type Compression = 'none' | 'gzip' | 'zstd' | 'xz' | 'bzip2'

function compressionOf(start: Buffer): Compression {
  const hex = start.toString('hex')
  if (hex.startsWith('1f8b')) return 'gzip'
  if (hex.startsWith('28b52ffd')) return 'zstd'
  if (hex.startsWith('fd377a585a00')) return 'xz'
  return hex.startsWith('425a68') ? 'bzip2' : 'none'
}

function notKnown(name: string, kind: 'xz' | 'bzip2'): never {
  const reason = `it is compressed by ${kind}; read it by: ${kind} -dc FILE | wiretight logs -`
  return unreadable(name, reason)
}

function unreadable(name: string, reason: string): never {
  return fail({ code: 'file-unreadable', file: printable(name, 200), reason })
}

async function* filePieces(name: string, progress: (octets: number) => void): AsyncGenerator<Buffer> {
  await using handle = await reopen(name)
  const buffer = Buffer.alloc(PIECE_BYTES)
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, PIECE_BYTES)
    if (bytesRead === 0) return
    progress(bytesRead)
    yield buffer.subarray(0, bytesRead)
  }
}

async function reopen(name: string): Promise<FileHandle> {
  try {
    return await open(name)
  } catch (error) {
    return unreadable(name, error instanceof Error && 'code' in error ? String(error.code) : 'unknown')
  }
}

async function* unpackedPieces(
  name: string,
  kind: 'gzip' | 'zstd',
  progress: (octets: number) => void,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const file = createReadStream(name, { highWaterMark: PIECE_BYTES })
  file.on('data', (chunk) => progress(chunk.length))
  const unpack =
    kind === 'gzip' ? createGunzip({ chunkSize: PIECE_BYTES }) : createZstdDecompress({ chunkSize: PIECE_BYTES })
  // Errors come out of the iteration below; the callback only keeps them from being thrown elsewhere.
  pipeline(file, unpack, () => {})
  yield* streamPieces(unpack, () => {}, signal)
}

/** An interrupt ends the waiting for a stream that is silent; what it has brought until then counts. */
async function* streamPieces(
  stream: Readable,
  progress: (octets: number) => void,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const stop = (): void => void stream.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const chunk of stream) {
      const piece = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
      progress(piece.length)
      yield piece
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
