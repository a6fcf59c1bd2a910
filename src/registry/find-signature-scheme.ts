import type { SignatureScheme } from './signature-scheme.ts'
import { SIGNATURE_SCHEMES } from './signature-schemes.ts'

const byId = new Map(SIGNATURE_SCHEMES.map((scheme) => [scheme.id, scheme]))

/** The signature scheme of two bytes on the wire; undefined for GREASE and numbers that nobody defined. */
export function signatureSchemeById(id: number): SignatureScheme | undefined {
  return byId.get(id)
}
