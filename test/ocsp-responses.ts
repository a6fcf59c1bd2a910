import { readFileSync } from 'node:fs'

/* What `openssl ocsp` answered, and the certificates it is about: test/vectors/ocsp. */

interface Recorded {
  readonly at: string
  readonly certificates: Readonly<Record<string, string>>
  readonly responses: Readonly<Record<string, string>>
}

const file = new URL('vectors/ocsp/responses.json', import.meta.url)
const recorded = JSON.parse(readFileSync(file, 'utf8')) as Recorded

/** When the responses were made, in milliseconds since 1970. */
export const OCSP_AT: number = Date.parse(recorded.at)

/** A response in DER. */
export function ocspResponse(name: string): Uint8Array {
  return derOf(recorded.responses, name)
}

/** All of them by name. */
export const OCSP_RESPONSES: readonly string[] = Object.keys(recorded.responses)

/** A certificate in DER. */
export function ocspCertificate(name: string): Uint8Array {
  return derOf(recorded.certificates, name)
}

function derOf(table: Readonly<Record<string, string>>, name: string): Uint8Array {
  const base64 = table[name]
  if (base64 === undefined) throw new Error(`no ${name} in test/vectors/ocsp`)
  return Buffer.from(base64, 'base64')
}
