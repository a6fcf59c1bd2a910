import type { TlsVersion } from '../base/answer.ts'
import type { Feature } from '../facts/server-facts.ts'
import type { CipherSuite } from '../registry/cipher-suite.ts'
import type { NamedGroup } from '../registry/group.ts'
import type { RuleCode } from './codes.ts'
import type { Severity } from './severity.ts'

/** The name of a published set of lists. */
export type ProfileName = 'guide-2026' | 'rfc9325' | 'ncsc-nl-2025'

/** How a profile files something, from the best to the worst. Each source has words of its own for them. */
export type Class = 'recommended' | 'acceptable' | 'deprecated' | 'prohibited'

/** All classes, the best first. */
export const CLASSES: readonly Class[] = ['recommended', 'acceptable', 'deprecated', 'prohibited']

/** What a profile can be asked about. */
export type Item =
  | { readonly kind: 'version'; readonly version: TlsVersion }
  | { readonly kind: 'suite'; readonly suite: CipherSuite }
  | { readonly kind: 'group'; readonly group: NamedGroup }
  /** Finite-field parameters as sent; `prime` is the name of a well-known one, `generator` in hexadecimal. */
  | { readonly kind: 'dh'; readonly bits: number; readonly prime: string | null; readonly generator: string }
  | { readonly kind: 'key'; readonly algorithm: string; readonly bits: number | null; readonly curve: string | null }
  /** A hash below a signature, such as `sha256`. */
  | { readonly kind: 'hash'; readonly hash: string }
  | { readonly kind: 'feature'; readonly feature: Feature; readonly present: boolean }

/**
 * A published opinion as data: which versions, suites, groups and keys are good enough. The same facts can be judged by
 * another profile; rules read these lists and hold none of their own where opinions differ.
 */
export interface Profile {
  readonly name: ProfileName
  readonly title: string
  /** Where the lists come from. */
  readonly source: string
  /** What the source calls each class. */
  readonly words: Readonly<Record<Class, string>>
  /** How the source files something; null for what it says nothing about. Pure. */
  readonly classify: (item: Item) => Class | null
  readonly versions: Readonly<Record<TlsVersion, Class>>
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
  /**
   * For sources that tell what is to be phased out from what fails: how much a finding weighs by the worst class of what
   * proves it. What is deprecated weighs exactly so much, what is prohibited at least so much; null leaves it to the rules.
   */
  readonly weights: { readonly deprecated: Severity; readonly prohibited: Severity } | null
}

/** True for what a profile's source would have phased out or never allows; false for what it says nothing about. */
export function isUnwanted({ classify }: Profile, item: Item): boolean {
  const found = classify(item)
  return found === 'deprecated' || found === 'prohibited'
}

/** What the source of a profile calls something; null for what it says nothing about. */
export function wordOf(profile: Profile, item: Item): string | null {
  const found = profile.classify(item)
  return found === null ? null : profile.words[found]
}

/** The worst of some classes; null of none. */
export function worstClass(classes: readonly Class[]): Class | null {
  return CLASSES.findLast((each) => classes.includes(each)) ?? null
}
