import { attemptSync } from '../base/failure.ts'
import { Reader } from '../base/reader.ts'
import { contextTag, DerReader, TAG } from '../x509/der-reader.ts'

/** The field of OpenSSL's SSL_SESSION that holds max_early_data_size (`ssl/ssl_asn1.c` of OpenSSL 1.1.1 and later). */
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
    const fields = new DerReader(unwrap(session), 'SSL_SESSION').enter(TAG.sequence)
    while (fields.more) {
      const { tag, content } = fields.next()
      if (tag === MAX_EARLY_DATA) return unsigned(new DerReader(content, 'max_early_data').integer())
    }
    return 0
  })
  return read.ok ? read.value : null
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
