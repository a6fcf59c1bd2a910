import { createGunzip, type Gunzip } from 'node:zlib'
import { fail, ProbeError } from '../base/failure.ts'
import { concatBytes } from '../base/hex.ts'
import { printable } from '../base/printable.ts'

/** How much may come out of compressed data. */
export interface UnpackLimits {
  readonly maxBytes: number
  /** Octets out for each octet in. */
  readonly maxRatio: number
}

/** RFC 8460 section 5.2 expects receivers to limit reports at about 10 MB. JSON of real reports shrinks to a tenth or twentieth. */
export const UNPACK_LIMITS: UnpackLimits = { maxBytes: 10 * 1_024 * 1_024, maxRatio: 200 }

/** Less than this harms nobody, however small it was packed. */
const RATIO_COUNTS_FROM_BYTES = 65_536

/** Octets that are handed to the decompressor at a time, so that its own output stays small while it is watched. */
const INPUT_BYTES = 16_384

/** True for the first octets of gzip data (RFC 1952 section 2.3.1), whatever the file or part is called. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/**
 * Unpacks gzip data as a stream, and gives up as soon as more comes out than the limits allow. What is held in memory is
 * the input, and output up to the limit.
 *
 * @param document how to call it in a failure
 * @throws ProbeError `gzip-malformed`, `gzip-ratio`, `content-too-large`
 */
export async function unpack(bytes: Uint8Array, document: string, limits = UNPACK_LIMITS): Promise<Uint8Array> {
  const gunzip = createGunzip()
  const chunks: Uint8Array[] = []
  let length = 0
  // The listener is there before the first octet is written, or an error of the decompressor would be nobody's.
  const reading = (async () => {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      length += chunk.length
      const { maxBytes, maxRatio } = limits
      if (length > maxBytes) fail({ code: 'content-too-large', document, limitBytes: maxBytes })
      if (length > Math.max(RATIO_COUNTS_FROM_BYTES, gunzip.bytesWritten * maxRatio)) {
        fail({ code: 'gzip-ratio', document, limitRatio: maxRatio })
      }
      chunks.push(chunk)
    }
  })()
  const writing = feed(gunzip, bytes)
  try {
    await reading
    return concatBytes(chunks)
  } catch (error) {
    if (error instanceof ProbeError) throw error
    const reason = error instanceof Error ? printable(error.message, 100) : 'it cannot be unpacked'
    return fail({ code: 'gzip-malformed', document, reason })
  } finally {
    gunzip.destroy()
    await writing
  }
}

async function feed(gunzip: Gunzip, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length && !gunzip.destroyed; at += INPUT_BYTES) {
    const wantsMore = gunzip.write(bytes.subarray(at, at + INPUT_BYTES))
    if (!wantsMore) await drained(gunzip)
  }
  if (!gunzip.destroyed) gunzip.end()
}

function drained(gunzip: Gunzip): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['drain', 'close', 'error']) gunzip.once(event, () => resolve())
  })
}
