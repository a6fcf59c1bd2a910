import { type Authority, type CertificateRequest, type IssuedCertificate, toPem } from '../certificate-authority.ts'
import { fixedRsaPublicKey } from '../fixed-rsa-keys.ts'
import type { LabDomain, LabHost, LabServer, LabSetting, LabTls, SmtpBehaviour } from '../lab-domain.ts'
import type { TlsModel } from '../simulator/tls-model.ts'

const DAY_MILLISECONDS = 86_400_000

/** How the certificate of a server differs from a good one. Dates are days from the lab's present. */
export interface CertificateChanges extends Omit<Partial<CertificateRequest>, 'notBefore' | 'notAfter'> {
  readonly fromDay?: number
  readonly toDay?: number
  /** Chain as sent, made from what a good server would send. */
  readonly send?: (issued: IssuedCertificate, authority: Authority) => readonly Uint8Array[]
  /** What the OCSP response that it staples says, or that it said so until the day before yesterday; without it, nothing is stapled. */
  readonly staples?: 'good' | 'revoked' | 'stale'
}

/** What every audit remarks on a domain with a single address of version 4. */
const ONE_ADDRESS = ['mx-no-ipv6', 'mx-single-address']

/** What every audit remarks on a signed domain that publishes nothing to protect its mail. */
export const NO_POLICIES: readonly string[] = ['dane-missing', 'mta-sts-missing', 'protection-none', 'tls-rpt-missing']

/** A domain with one exchanger `mx1`, which has one address. `expects` are the findings beyond those that this brings. */
export function oneServer(
  name: string,
  octet: number,
  teaches: string,
  server: LabServer | null,
  expects: readonly string[],
): LabDomain {
  const domain = `${name}.lab`
  const host: LabHost = { name: `mx1.${domain}`, addresses: [`203.0.113.${octet}`], server }
  const mx = [{ preference: 10, exchange: host.name }]
  return { domain, teaches, mx, hosts: [host], expects: [...expects, ...ONE_ADDRESS, ...NO_POLICIES].toSorted() }
}

/** A server whose whole handshakes are real: it has an ECDSA key and a certificate from the lab's authority. */
export function realServer(model: TlsModel, certificate: CertificateChanges = {}, smtp: SmtpBehaviour = {}): LabServer {
  return { smtp, tls: (setting) => realTls(setting, model, certificate) }
}

/** A server that exists on the wire only: an RSA certificate whose private key nobody has. */
export function simulatedServer(
  model: TlsModel,
  certificate: Partial<CertificateRequest> = {},
  smtp: SmtpBehaviour = {},
): LabServer {
  return {
    smtp,
    tls: async ({ authority, host }) => {
      const key = certificate.key ?? { publicKeySpkiDer: fixedRsaPublicKey(2048) }
      const issued = await authority.issue({ names: [host], issuer: 'intermediate', ...certificate, key })
      return { model: { ...model, chains: { rsa: issued.chainDer } }, identities: [] }
    },
  }
}

/** A server that never comes to TLS. */
export function clearServer(smtp: SmtpBehaviour): LabServer {
  return { smtp, tls: null }
}

/** A server with two keys, RSA and ECDSA, whose whole handshakes are real. The RSA certificate is good but for the changes. */
export function dualServer(model: TlsModel, rsaChanges: CertificateChanges = {}): LabServer {
  return {
    smtp: {},
    tls: async (setting) => {
      const identities = [
        await issueWith({ key: 'ec-p256' })(setting),
        await issueWith({ ...rsaChanges, key: 'rsa-2048' })(setting),
      ]
      const [ecdsa, rsa] = identities.map(({ chainDer }) => chainDer)
      return { model: { ...model, chains: { ...(ecdsa && { ecdsa }), ...(rsa && { rsa }) } }, identities }
    },
  }
}

/** Issues a certificate for a host, good but for the changes. */
export function issueWith({
  fromDay,
  toDay,
  send,
  ...request
}: Omit<CertificateChanges, 'staples'>): (setting: LabSetting) => Promise<IssuedCertificate> {
  return async ({ authority, host, now }) => {
    const day = (offset: number): Date => new Date(now.getTime() + offset * DAY_MILLISECONDS)
    const issued = await authority.issue({
      names: [host],
      issuer: 'intermediate',
      ...request,
      ...(fromDay === undefined ? {} : { notBefore: day(fromDay) }),
      ...(toDay === undefined ? {} : { notAfter: day(toDay) }),
    })
    const chainDer = send?.(issued, authority) ?? issued.chainDer
    return { ...issued, chainDer, chainPem: toPem(...chainDer) }
  }
}

async function realTls(setting: LabSetting, model: TlsModel, changes: CertificateChanges): Promise<LabTls> {
  const issued = await issueWith(changes)(setting)
  const chains = issued.keyType === 'rsa' ? { rsa: issued.chainDer } : { ecdsa: issued.chainDer }
  return { model: { ...model, chains, ...stapling(setting, model, issued, changes) }, identities: [issued] }
}

function stapling(
  { authority, now }: LabSetting,
  { features }: TlsModel,
  { der }: IssuedCertificate,
  { staples }: CertificateChanges,
): Partial<TlsModel> {
  if (staples === undefined) return {}
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * DAY_MILLISECONDS)
  const status =
    staples === 'revoked'
      ? ({ kind: 'revoked', at: daysAgo(20), reason: KEY_COMPROMISE } as const)
      : { kind: 'good' as const }
  // Responses of the lab's authority are valid for a week.
  const thisUpdate = daysAgo(staples === 'stale' ? 9 : 1)
  return {
    staple: authority.answerOcsp({ certificate: der, status, thisUpdate }),
    features: new Set([...features, 'ocspStaple']),
  }
}

/** CRLReason keyCompromise (RFC 5280 section 5.3.1). */
const KEY_COMPROMISE = 1
