import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Attempt, Failure } from '../base/failure.ts'
import { TEXT_CHARACTERS } from '../base/limits.ts'
import { printable } from '../base/printable.ts'
import { isPolicyMediaType } from './media-type.ts'
import type { PolicyResponse } from './policy-fetch.ts'

/** Where every policy is (RFC 8461 section 3.3). */
export const POLICY_PATH = '/.well-known/mta-sts.txt'

/** Octets of a response's head. Policy hosts behind content delivery networks send 1 to 3 KiB. */
const HEAD_BYTES = 16_384

/** What a request needs. */
export interface GetPolicyOptions {
  readonly host: string
  /** The largest body that is taken. */
  readonly bodyBytes: number
  /** Ends the request when it fires. */
  readonly signal: AbortSignal
}

/** A response, and why it is no policy; at least one of them is there. */
export interface PolicyAnswer {
  readonly response: PolicyResponse | null
  readonly failure: Failure | null
}

/**
 * Asks for a policy over a stream whose other end is known to be the policy host: one request, no redirect, no cache.
 * Nothing but 200 is a policy (RFC 8461 section 3.3), and nothing but text/plain (section 3.2). The stream ends with it.
 *
 * `cancelled` is the failure when the signal fires.
 */
export async function getPolicy(stream: Duplex, options: GetPolicyOptions): Promise<PolicyAnswer> {
  const sent = await head(stream, options)
  if (!sent.ok) {
    stream.destroy()
    return { response: null, failure: sent.failure }
  }
  const message = sent.value
  const status = message.statusCode ?? 0
  const contentType = field(message.headers['content-type'])
  const location = field(message.headers.location)
  const objection = objectionTo(status, contentType, location, message.headers['content-encoding'])
  const { body, failure } = status === 200 ? await readBody(message, options) : { body: null, failure: null }
  stream.destroy()
  return { response: { status, contentType, location, body }, failure: objection ?? failure }
}

/** Sends the request and waits for the head of the response. */
function head(stream: Duplex, { host, signal }: GetPolicyOptions): Promise<Attempt<IncomingMessage>> {
  return new Promise((resolve) => {
    const give = (failure: Failure): void => resolve({ ok: false, failure })
    // Got when there is a policy to ask for: few domains have one, and an import of names loads a fetch and a WebSocket, too.
    const asking = process.getBuiltinModule('node:http').request({
      // With a stream of our own no agent takes part, so nothing is kept alive, cached or sent elsewhere.
      createConnection: () => stream,
      method: 'GET',
      path: POLICY_PATH,
      headers: { Host: host, 'User-Agent': 'wiretight', Accept: 'text/plain', Connection: 'close' },
      maxHeaderSize: HEAD_BYTES,
      signal,
    })
    asking.on('response', (message) => resolve({ ok: true, value: message }))
    asking.on('error', (error: NodeJS.ErrnoException) => give(failureOf(error, signal)))
    asking.on('upgrade', () => give({ code: 'http-malformed', reason: '101 without having been asked' }))
    asking.on('close', () => give({ code: 'stream-closed', during: 'policy' }))
    asking.end()
  })
}

/** Why a response is no policy, whatever its body is. */
function objectionTo(
  status: number,
  contentType: string | null,
  location: string | null,
  encoding: string | undefined,
): Failure | null {
  if (status >= 300 && status < 400) return { code: 'http-redirect', status, location }
  if (status !== 200) return { code: 'http-status', status }
  if (!isPolicyMediaType(contentType)) return { code: 'http-media-type', mediaType: contentType }
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return {
      code: 'http-malformed',
      reason: `the body is encoded as ${printable(encoding, 40)} without having been asked`,
    }
  }
  return null
}

/** Reads the body to its end or its limit; what came of it is kept in any case. */
async function readBody(
  message: IncomingMessage,
  { bodyBytes, signal }: GetPolicyOptions,
): Promise<{ readonly body: PolicyResponse['body']; readonly failure: Failure | null }> {
  const chunks: Buffer[] = []
  let bytes = 0
  const failure = await new Promise<Failure | null>((resolve) => {
    message.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > bodyBytes) resolve({ code: 'stream-too-long', during: 'policy', limitBytes: bodyBytes })
    })
    message.on('end', () => resolve(null))
    message.on('error', (error: NodeJS.ErrnoException) => resolve(failureOf(error, signal)))
    message.on('close', () => resolve({ code: 'stream-closed', during: 'policy' }))
  })
  message.destroy()
  const kept = Buffer.concat(chunks).subarray(0, bodyBytes)
  // The mark is kept, because the grammar does not know it: the text is parsed as it is.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(kept)
  return { body: { text, bytes: kept.length, isWhole: failure === null }, failure }
}

function failureOf(error: NodeJS.ErrnoException, signal: AbortSignal): Failure {
  if (signal.aborted) return { code: 'cancelled' }
  const code = error.code ?? 'unknown'
  if (code.startsWith('HPE_')) return { code: 'http-malformed', reason: printable(code, 80) }
  // Node says ECONNRESET of its own accord, without the kernel's number, where the stream just ended.
  const isReset = (code === 'ECONNRESET' && error.errno !== undefined) || code === 'EPIPE'
  if (isReset) return { code: 'stream-reset', during: 'policy' }
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') return { code: 'stream-closed', during: 'policy' }
  if (code.startsWith('ERR_SSL')) return { code: 'tls-handshake-failed', reason: printable(code, 80) }
  return { code: 'http-malformed', reason: printable(code, 80) }
}

function field(value: string | undefined): string | null {
  return value === undefined ? null : printable(Buffer.from(value, 'latin1'), TEXT_CHARACTERS)
}
