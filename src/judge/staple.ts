import { openCertificate } from '../x509/certification-path.ts'
import { type OcspStatus, ocspStatusOf } from '../x509/ocsp-status.ts'
import type { PresentedChain } from './presented-chain.ts'
import type { AddressSubject } from './subject.ts'

/** What one stapled response says of one of the server's certificates. */
export interface StapleView {
  readonly chain: PresentedChain
  /** Which of the server's staples it is. */
  readonly staple: number
  readonly status: OcspStatus
}

const known = new WeakMap<AddressSubject, readonly StapleView[]>()

/** Every stapled response held against every certificate of the server, for whose sake it may have been sent. */
export function stapleViews(subject: AddressSubject): readonly StapleView[] {
  const views = known.get(subject) ?? viewsOf(subject)
  known.set(subject, views)
  return views
}

function viewsOf({ server: { staples }, chains, at }: AddressSubject): readonly StapleView[] {
  return chains.flatMap((chain) => {
    const [leaf, issuer] = chain.path.map(({ depth }) => openCertificate(fromBase64(chain.encoded[depth] ?? '')))
    if (leaf === undefined || !leaf.ok) return []
    const above = issuer?.ok ? issuer.value : null
    return staples.map(({ response }, staple) => {
      return { chain, staple, status: ocspStatusOf(fromBase64(response), leaf.value, above, at) }
    })
  })
}

function fromBase64(text: string): Uint8Array {
  return Buffer.from(text, 'base64')
}
