import { type ClientHttp2Session, connect, constants } from 'node:http2'
import { isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { type Failure, ProbeError } from '../../base/failure.ts'
import type { Message } from '../wire/message.ts'
import { plainName } from '../wire/name.ts'
import { PADDING_BLOCK } from './dot.ts'
import { type PreparedQuery, prepareQuery, type Query } from './query.ts'
import type { Upstream } from './upstream.ts'

/** A message has at most 65,535 octets, over whatever transport. */
const MESSAGE_BYTES = 65_535

/** A session without open queries is closed after this time; it does not keep the process alive for that. */
const IDLE_MILLISECONDS = 2_000

const HTTPS_PORT = 443

/** The media type of RFC 8484 section 6. */
const MEDIA_TYPE = 'application/dns-message'

/** How a DoH server is reached. */
export interface DohOptions {
  /** Milliseconds for one exchange, the handshake included. */
  readonly timeoutMilliseconds: number
  /** The address of the URL's host, so that no name has to be looked up to look up names. Default: the system's answer. */
  readonly address?: string
  /** Trusted certificates in PEM, instead of those that Node brings. */
  readonly ca?: string
}

/**
 * A server over DNS over HTTPS (RFC 8484): POST over HTTP/2, one session for all queries, the id zero (section 4.1), the
 * certificate verified for the URL's host.
 *
 * @param url `https://host/path`, without a template
 */
export function createDohUpstream(url: string, options: DohOptions): Upstream {
  const { origin, pathname, hostname: bracketed, port } = new URL(url)
  const hostname = bracketed.replace(/^\[|\]$/g, '')
  let session: ClientHttp2Session | null = null
  let open = 0
  let idle: ReturnType<typeof setTimeout> | undefined

  function currentSession(): ClientHttp2Session {
    if (session !== null && !session.closed && !session.destroyed) return session
    const made = connect(origin, {
      createConnection: () =>
        connectTls({
          host: options.address ?? hostname,
          port: port === '' ? HTTPS_PORT : Number(port),
          ALPNProtocols: ['h2'],
          minVersion: 'TLSv1.2',
          ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
          ...(options.ca === undefined ? {} : { ca: options.ca }),
        }),
    })
    // What goes wrong reaches every stream of the session; here it only must not crash.
    made.on('error', () => {})
    made.on('close', () => {
      if (session === made) session = null
    })
    session = made
    return made
  }

  function rest(): void {
    session?.unref()
    idle = setTimeout(() => session?.close(), IDLE_MILLISECONDS).unref()
  }

  function ask(query: Query, signal?: AbortSignal): Promise<Message> {
    const where = { server: url, name: plainName(query.name) }
    const prepared = prepareQuery(query, 0, { edns: true, mixCase: false, padTo: PADDING_BLOCK })
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(new ProbeError({ code: 'cancelled' }))
      clearTimeout(idle)
      open += 1
      const current = currentSession()
      current.ref()
      const stream = current.request({
        [constants.HTTP2_HEADER_METHOD]: 'POST',
        [constants.HTTP2_HEADER_PATH]: pathname,
        [constants.HTTP2_HEADER_CONTENT_TYPE]: MEDIA_TYPE,
        [constants.HTTP2_HEADER_ACCEPT]: MEDIA_TYPE,
      })
      let done = false
      const settle = (result: Message | Failure): void => {
        if (done) return
        done = true
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        stream.close(constants.NGHTTP2_CANCEL)
        open -= 1
        if (open === 0) rest()
        if ('code' in result) reject(new ProbeError(result))
        else resolve(result)
      }
      const onAbort = (): void => settle({ code: 'cancelled' })
      const timer = setTimeout(() => {
        settle({ code: 'dns-timeout', ...where })
        // A session that does not answer in time is not given the next query.
        session?.destroy()
      }, options.timeoutMilliseconds)
      signal?.addEventListener('abort', onAbort, { once: true })

      let status = 0
      let type = ''
      const chunks: Uint8Array[] = []
      let received = 0
      stream.on('response', (headers) => {
        status = Number(headers[constants.HTTP2_HEADER_STATUS] ?? 0)
        type = String(headers[constants.HTTP2_HEADER_CONTENT_TYPE] ?? '')
      })
      stream.on('data', (chunk: Uint8Array) => {
        received += chunk.length
        chunks.push(chunk)
        if (received > MESSAGE_BYTES) settle({ code: 'dns-mismatch', ...where, reason: 'the answer is too long' })
      })
      stream.on('error', (error) => settle({ code: 'dns-unreachable', ...where, reason: reasonOf(error) }))
      stream.on('close', () => settle({ code: 'dns-unreachable', ...where, reason: 'closed' }))
      stream.on('end', () => settle(readReply(prepared, status, type, Buffer.concat(chunks), where)))
      stream.end(prepared.bytes)
    })
  }

  return { ask, description: options.address === undefined ? url : `${url} at ${options.address}` }
}

/** What ended a stream. A stream that goes down with its session only says so; the session's own error is the cause. */
function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'ERR_HTTP2_STREAM_CANCEL' && error.cause instanceof Error) return reasonOf(error.cause)
  return error.code ?? error.message
}

function readReply(
  prepared: PreparedQuery,
  status: number,
  type: string,
  body: Uint8Array,
  where: { readonly server: string; readonly name: string },
): Message | Failure {
  if (status !== 200) return { code: 'dns-unreachable', ...where, reason: `HTTP ${status}` }
  if (type.split(';')[0]?.trim().toLowerCase() !== MEDIA_TYPE) {
    return { code: 'dns-mismatch', ...where, reason: 'the answer is not a DNS message' }
  }
  const reply = prepared.check(body)
  return typeof reply === 'string'
    ? { code: 'dns-mismatch', ...where, reason: 'the reply answers another question' }
    : reply
}
