import { attemptSync, fail } from '../base/failure.ts'
import { DerReader, TAG } from './der-reader.ts'

/** One block of a PEM text. */
export interface PemBlock {
  /** What stands behind `BEGIN`, such as `CERTIFICATE` or `PUBLIC KEY`. */
  readonly label: string
  readonly der: Uint8Array
  /** The block as it was written, for libraries that read PEM themselves. */
  readonly text: string
}

/** Blocks of one text that are read. A chain has five, a file of all the roots of the web two hundred. */
const BLOCKS = 1_000

const BEGIN = /-----BEGIN ([A-Z0-9 ]{1,64})-----/g

/** Characters of base64 with their padding, where it belongs. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/**
 * Reads the blocks of a PEM text; what stands around them is passed over, as RFC 7468 section 5.2 allows it. A block with
 * header lines (an encrypted key of old) has no octets here and is left to whoever reads its text.
 *
 * @throws ProbeError `document-invalid` for a block that is not base64, and for more than a thousand of them
 */
export function parsePem(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = []
  for (const { 0: begin, 1: label = '', index } of text.matchAll(BEGIN)) {
    const bodyStart = index + begin.length
    const bodyEnd = text.indexOf('-----END ', bodyStart)
    if (bodyEnd < 0) break
    const end = `-----END ${label}-----`
    if (!text.startsWith(end, bodyEnd)) continue
    if (blocks.length >= BLOCKS) return refuse('end', `more than ${BLOCKS} blocks`)
    const der = decode(text.slice(bodyStart, bodyEnd), label)
    blocks.push({ label, der, text: text.slice(index, bodyEnd + end.length) })
  }
  return blocks
}

/**
 * The certificates of a PEM text, in its order.
 *
 * @throws ProbeError `document-invalid`, also when there is none
 */
export function parsePemCertificates(text: string): readonly Uint8Array[] {
  const certificates = parsePem(text).flatMap(({ label, der }) => {
    if (label === 'TRUSTED CERTIFICATE') return [withoutTrust(der)]
    return label === 'CERTIFICATE' || label === 'X509 CERTIFICATE' ? [der] : []
  })
  return certificates.length > 0 ? certificates : refuse('', 'it holds no certificate (no BEGIN CERTIFICATE)')
}

/** What OpenSSL trusts a certificate for stands behind it in the same block, as a value of its own. */
function withoutTrust(der: Uint8Array): Uint8Array {
  const certificate = attemptSync(() => new DerReader(der, 'Certificate').next(TAG.sequence).encoded)
  return certificate.ok ? certificate.value : der
}

function decode(body: string, label: string): Uint8Array {
  if (body.includes(':')) return new Uint8Array(0)
  const base64 = body.replace(/\s/g, '')
  return BASE64.test(base64) ? new Uint8Array(Buffer.from(base64, 'base64')) : refuse(label, 'not base64')
}

function refuse(at: string, reason: string): never {
  return fail({ code: 'document-invalid', document: 'PEM', at, reason })
}
