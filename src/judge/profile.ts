import type { TlsVersion } from '../base/answer.ts'
import type { RuleCode } from './codes.ts'
import type { Severity } from './severity.ts'

/** The name of a published set of lists. */
export type ProfileName = 'guide-2026'

/** How a profile classes a protocol version. */
export type VersionClass = 'recommended' | 'acceptable' | 'deprecated' | 'prohibited'

/**
 * A published opinion as data: which versions, suites, groups and keys are good enough. The same facts can be judged by
 * another profile; rules read these lists and hold none of their own where opinions differ.
 */
export interface Profile {
  readonly name: ProfileName
  readonly title: string
  /** Where the lists come from. */
  readonly source: string
  readonly versions: Readonly<Record<TlsVersion, VersionClass>>
  /** Suites to offer, by IANA name. All others are either banned by a rule of their own or not recommended. */
  readonly recommendedSuites: readonly string[]
  /** The least security of a key-exchange group, in bits as NIST rates it. */
  readonly groupSecurityBits: number
  /** The smallest finite-field Diffie-Hellman prime, in bits. */
  readonly dhBits: number
  /** The smallest keys in a certificate, in bits. */
  readonly keyBits: { readonly rsa: number; readonly ec: number }
  /** Days before its end at which a certificate is reported. */
  readonly expirySoonDays: number
  /** A greeting that takes longer is reported, in milliseconds. */
  readonly greetingMilliseconds: number
  /** Severities that this profile sets otherwise than the rule. */
  readonly severities: Readonly<Partial<Record<RuleCode, Severity>>>
}
