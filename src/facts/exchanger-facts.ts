import type { Failure } from '../base/failure.ts'
import type { TlsaFacts } from '../dane/lookup-tlsa.ts'
import type { Lookup } from '../dns/lookup.ts'

/** One mail exchanger of the domain. */
export interface ExchangerFacts {
  readonly host: string
  readonly preference: number
  readonly v4: Lookup<string> | null
  readonly v6: Lookup<string> | null
  /** The search for TLSA records, one for each port; empty when nobody looked. */
  readonly tlsa: readonly TlsaFacts[]
  readonly servers: readonly ServerRef[]
}

/** Points from an exchanger to the survey of one of its addresses, or says why there is none. */
export type ServerRef =
  | { readonly address: string; readonly port: number; readonly surveyed: true }
  | {
      readonly address: string
      readonly port: number
      readonly surveyed: false
      /** `special`: a private, loopback or otherwise special address; `limit`: more addresses than one audit surveys. */
      readonly why: 'special' | 'limit' | 'cancelled' | 'local'
      readonly failure: Failure | null
    }
