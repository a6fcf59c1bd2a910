import { attemptSync } from '../base/failure.ts'
import { Reader } from '../base/reader.ts'
import { contextTag, DerReader, TAG } from '../x509/der-reader.ts'

/** Fields of OpenSSL's SSL_SESSION: the ticket, and since 1.1.1 the server's max_early_data_size. */
const TICKET = contextTag(10, 'constructed')
const MAX_EARLY_DATA = contextTag(15, 'constructed')

/**
 * How many bytes of early data a TLS 1.3 session of the local OpenSSL allows: the server's `max_early_data_size` in its
 * NewSessionTicket, 0 when the extension was absent.
 *
 * @returns null when the bytes are no session that this code can read
 * @see RFC 8446 section 4.2.10
 */
export function maxEarlyDataOf(session: Uint8Array): number | null {
  const read = attemptSync(() => {
    const content = fieldOf(session, MAX_EARLY_DATA)
    return content === null ? 0 : unsigned(new DerReader(content, 'max_early_data').integer())
  })
  return read.ok ? read.value : null
}

/** The ticket of a session, as the server wrote it (RFC 5077 section 3.3); null when it has none or cannot be read. */
export function ticketOf(session: Uint8Array): Uint8Array | null {
  const read = attemptSync(() => {
    const content = fieldOf(session, TICKET)
    return content === null ? null : new DerReader(content, 'ticket').next(TAG.octetString).content
  })
  return read.ok ? read.value : null
}

function fieldOf(session: Uint8Array, wanted: number): Uint8Array | null {
  const fields = new DerReader(unwrap(session), 'SSL_SESSION').enter(TAG.sequence)
  while (fields.more) {
    const { tag, content } = fields.next()
    if (tag === wanted) return content
  }
  return null
}

/** Newer Nodes put a mark and the server's name, with two bytes of length, in front of OpenSSL's bytes. */
const NODE_MARK = Buffer.from('\0nodejs:tls:session:1\0', 'latin1')

function unwrap(session: Uint8Array): Uint8Array {
  if (!Buffer.from(session.subarray(0, NODE_MARK.length)).equals(NODE_MARK)) return session
  const wrapped = new Reader(session.subarray(NODE_MARK.length), 'nodejs:tls:session')
  wrapped.vector(2)
  return wrapped.rest()
}

/** A uint32 may exceed what a small integer holds. */
function unsigned(octets: Uint8Array): number {
  return octets.reduce((sum, octet) => sum * 256 + octet, 0)
}
