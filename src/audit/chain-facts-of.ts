import { attemptSync } from '../base/failure.ts'
import { STAPLES } from '../base/limits.ts'
import type { ChainFact, StapleFact } from '../facts/server-facts.ts'
import type { Knowledge } from '../tls/planner/knowledge.ts'
import { readCertificate } from '../x509/certificate.ts'
import { OCSP_RESPONSE_BYTES } from '../x509/ocsp-response.ts'
import type { NumberedHandshake } from './numbered-handshake.ts'

/** Every different chain once; that of a whole handshake stands for itself, because OpenSSL's verdict is about it. */
export function chainFacts(knowledge: Knowledge, handshakes: readonly NumberedHandshake[]): readonly ChainFact[] {
  const sources = [
    ...handshakes.map(({ by, done }) => ({ by, version: done.version, certificates: done.certificates })),
    ...knowledge.choices.map(({ by, selected }) => ({ ...selected, by })),
  ]
  const chains = new Map<string, ChainFact>()
  for (const { by, version, certificates } of sources) {
    const [leaf] = certificates
    if (leaf === undefined) continue
    const encoded = certificates.map((certificate) => Buffer.from(certificate).toString('base64'))
    const key = encoded.join(' ')
    if (chains.has(key)) continue
    const read = attemptSync(() => readCertificate(leaf))
    chains.set(key, { version, keyType: read.ok ? read.value.key.algorithm : 'unreadable', certificates: encoded, by })
  }
  return [...chains.values()]
}

/** Every different OCSP response that was stapled, once; one that is larger than any that is read is left out. */
export function stapleFacts(knowledge: Knowledge, handshakes: readonly NumberedHandshake[]): readonly StapleFact[] {
  const sources = [
    ...handshakes.map(({ by, done }) => ({ by, version: done.version, ocspStaple: done.ocspStaple })),
    ...knowledge.choices.map(({ by, selected }) => ({ ...selected, by })),
  ]
  const staples = new Map<string, StapleFact>()
  for (const { by, version, ocspStaple } of sources) {
    if (ocspStaple === null || ocspStaple.length > OCSP_RESPONSE_BYTES || staples.size >= STAPLES) continue
    const response = Buffer.from(ocspStaple).toString('base64')
    if (!staples.has(response)) staples.set(response, { version, response, by })
  }
  return [...staples.values()]
}
