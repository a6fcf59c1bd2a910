import { open } from 'node:fs/promises'
import { fail } from '../../../base/failure.ts'
import { printable } from '../../../base/printable.ts'

/** Bytes of a message that are read: header sections are far smaller, whatever is attached below. */
const TOP_BYTES = 1_048_576

/**
 * The first mebibyte of a file, or of standard input for `-`, as text. Octets that are no UTF-8 become replacement characters.
 *
 * @throws ProbeError `file-unreadable`
 */
export async function readTop(file: string): Promise<string> {
  const bytes = file === '-' ? await topOfStdin() : await topOfFile(file)
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

async function topOfFile(file: string): Promise<Uint8Array> {
  try {
    await using handle = await open(file)
    const buffer = Buffer.alloc(TOP_BYTES)
    let length = 0
    // Without a place to read at, for pipes have none; and again, for they give little at a time.
    for (let read = 1; read > 0 && length < TOP_BYTES; length += read) {
      read = (await handle.read(buffer, length, TOP_BYTES - length, null)).bytesRead
    }
    return buffer.subarray(0, length)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return fail({ code: 'file-unreadable', file: printable(file, 200), reason })
  }
}

async function topOfStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk)
    chunks.push(bytes)
    length += bytes.length
    if (length >= TOP_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, TOP_BYTES)
}
