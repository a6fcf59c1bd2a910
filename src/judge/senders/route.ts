import type { TlsVersion } from '../../base/answer.ts'

/** What DANE asks of one server, as a validating sender sees it. */
export type DaneView = 'matches' | 'mismatch' | 'unusable' | 'none' | 'lookup-failed' | 'unknown'

/** One exchanger of a domain as senders meet it; what is not known is null, never a guess. */
export interface Hop {
  readonly host: string
  /** False where STARTTLS is not offered, mangled or broken for every version. */
  readonly starttls: boolean | null
  /** The server answers STARTTLS with a refusal. */
  readonly refusesStarttls: boolean | null
  /** Accepted versions, and those that are refused; the others are not known. */
  readonly versions: Readonly<Record<TlsVersion, boolean | null>>
  /** Accepted suites by version in the order of the server where it has one. */
  readonly suites: Readonly<Partial<Record<TlsVersion, readonly number[]>>>
  readonly serverPreference: Readonly<Partial<Record<TlsVersion, boolean | null>>>
  /** Trusted by the public authorities, in date, for the name of the exchanger. */
  readonly trustedForHost: boolean | null
  /** The same for the domain or a name below it. */
  readonly trustedForDomain: boolean | null
  readonly dane: DaneView
  /** The exchanger matches a pattern of the MTA-STS policy; null without a policy. */
  readonly inPolicy: boolean | null
}

/** How mail to a domain goes, as the simulation needs it. */
export interface Route {
  /** In the order in which a sender tries them. */
  readonly hops: readonly Hop[]
  /** What DNSSEC says of the MX records. */
  readonly mx: 'secure' | 'insecure' | 'bogus' | 'unknown'
  /** The mode of a valid MTA-STS policy; null where there is none, undefined where it is not known. */
  readonly policy: 'enforce' | 'testing' | 'none' | null | undefined
}
