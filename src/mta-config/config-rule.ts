import type { Finding } from '../judge/finding.ts'
import type { ConfigCode } from './config-codes.ts'

/** How much a finding matters, in the same words as those of an audit. */
export type ConfigSeverity = Finding['severity']

/** Mail servers whose settings are understood. */
export type ConfigSoftware = 'postfix' | 'exim' | 'exchange'

/** Where a rule comes from. The compiler refuses a rule that cites nothing. */
export type ConfigCitation =
  | `RFC ${number}`
  | `RFC ${number} section ${string}`
  | `Postfix: ${string}`
  | `Exim: ${string}`
  | `Microsoft: ${string}`
  | 'measured with Postfix 3.7.11'
  | 'this product'

/** What a rule tells about itself; what it looks at is a function of each software, which names the code. */
export interface ConfigRule {
  readonly code: ConfigCode
  readonly severity: ConfigSeverity
  /** When a finding weighs otherwise, in words. */
  readonly cases?: readonly { readonly severity: ConfigSeverity; readonly when: string }[]
  readonly software: readonly [ConfigSoftware, ...ConfigSoftware[]]
  /** The finding in a few words. */
  readonly title: string
  /** What it is, who is affected, how much it matters: a paragraph for people. */
  readonly explain: string
  /** What to do, as a sentence. */
  readonly fix: string
  readonly source: readonly [ConfigCitation, ...ConfigCitation[]]
}
