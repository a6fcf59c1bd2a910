import { type Authority, createAuthority, type IssuedCertificate } from '../../lab/certificate-authority.ts'
import type { CertificateKind, TlsKind } from './case-spec.ts'
import type { Post } from './placement.ts'

/** A certificate with its key, as a server needs it. */
export interface Identity {
  /** PEM, the server's own certificate first. */
  readonly chainPem: string
  readonly keyPem: string
  /** DER as sent, leaf first. */
  readonly chainDer: readonly Uint8Array[]
}

const DAY_MILLISECONDS = 86_400_000

/** A name that no exchanger of a test has (RFC 2606 section 2). */
const OTHER_NAME = 'somebody-else.invalid'

/** The service's own authority, whose certificates last as long as nobody restarts the service. */
export function createTestAuthority(zone: string, now: Date): Authority {
  return createAuthority({ name: `Sender test of ${zone}`, now })
}

/** The certificate that a post shows. A static RSA key exchange needs an RSA key; everything else has P-256. */
export async function issueFor(
  authority: Authority,
  { behaviour, cases }: Post,
  hostOf: (id: Post['cases'][number]['id']) => string,
  now: Date,
): Promise<Identity> {
  const names = cases.map(({ id }) => hostOf(id))
  const day = (offset: number): Date => new Date(now.getTime() + offset * DAY_MILLISECONDS)
  return identityOf(
    await authority.issue({
      names,
      notAfter: day(LASTS_DAYS),
      ...KEYS[behaviour.tls],
      ...changes(behaviour.certificate, day),
    }),
  )
}

/** Longer than a service runs without a restart. */
const LASTS_DAYS = 730

const KEYS: Readonly<Record<TlsKind, { readonly key?: 'rsa-2048' }>> = {
  modern: {},
  tls10: {},
  anonymous: {},
  weak: { key: 'rsa-2048' },
  'post-quantum': {},
}

function changes(kind: CertificateKind, day: (offset: number) => Date): Partial<Parameters<Authority['issue']>[0]> {
  switch (kind) {
    case 'good':
      return {}
    case 'expired':
      return { notBefore: day(-120), notAfter: day(-30) }
    case 'self-signed':
      return { selfSigned: true }
    case 'wrong-name':
      return { names: [OTHER_NAME] }
    default:
      return kind satisfies never
  }
}

/** A certificate of an authority as an identity. */
export function identityOf({ chainPem, privateKeyPem, chainDer }: IssuedCertificate): Identity {
  return { chainPem, keyPem: privateKeyPem ?? '', chainDer }
}
