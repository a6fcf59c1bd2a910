import { Reader } from '../../base/reader.ts'
import { Writer } from '../../base/writer.ts'

/** CertificateStatusType; 2 was a list of responses (RFC 6961), which RFC 8446 took away again. */
const OCSP = 1

/**
 * Reads a CertificateStatus: the body of that message in TLS 1.2, and of the extension `status_request` beside a certificate
 * in TLS 1.3.
 *
 * @returns the OCSP response in DER, unread; null for a status of another type, and for an empty message
 * @see RFC 6066 section 8, RFC 8446 section 4.4.2.1
 * @throws ProbeError `wire-malformed`
 */
export function readCertificateStatus(body: Uint8Array): Uint8Array | null {
  if (body.length === 0) return null
  const status = new Reader(body, 'CertificateStatus')
  if (status.uint(1) !== OCSP) return null
  const response = status.vector(3)
  status.end()
  return response.length > 0 ? response : null
}

/** Writes a CertificateStatus around an OCSP response. */
export function writeCertificateStatus(response: Uint8Array): Uint8Array {
  return new Writer()
    .uint(1, OCSP)
    .vector(3, (writer) => writer.bytes(response))
    .finish()
}
