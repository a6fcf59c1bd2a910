import { z } from 'zod'
import type { CaaRecord } from '../../facts/domain-facts.ts'
import type {
  MtaStsFacts,
  PolicyFetch,
  ReverseFacts,
  SrvRecord,
  TlsaFacts,
  TlsaRecord,
  TlsRptFacts,
} from '../../facts/policy-facts.ts'
import { failureSchema } from './failure-schema.ts'
import { count, duration, list, port, text, time } from './limits.ts'
import { lookupSchema } from './lookup-schema.ts'

export const lookupA = lookupSchema('A', text).meta({ id: 'LookupA' })
export const lookupAaaa = lookupSchema('AAAA', text).meta({ id: 'LookupAAAA' })
export const lookupTxt = lookupSchema('TXT', text).meta({ id: 'LookupTXT' })
const lookupCname = lookupSchema('CNAME', text).meta({ id: 'LookupCNAME' })
const lookupPtr = lookupSchema('PTR', text).meta({ id: 'LookupPTR' })

const tlsaRecord: z.ZodType<TlsaRecord> = z
  .object({ usage: count, selector: count, matching: count, data: z.string().max(131_072) })
  .meta({ id: 'TlsaRecord' })
const lookupTlsa = lookupSchema('TLSA', tlsaRecord).meta({ id: 'LookupTLSA' })

/** A certification authority's authorization. */
export const caaRecord: z.ZodType<CaaRecord> = z
  .object({ flags: count, tag: text, value: text })
  .meta({ id: 'CaaRecord' })
export const lookupCaa = lookupSchema('CAA', caaRecord).meta({ id: 'LookupCAA' })

const srvRecord: z.ZodType<SrvRecord> = z.object({ priority: count, weight: count, port, target: text })
export const lookupSrv = lookupSchema('SRV', srvRecord).meta({ id: 'LookupSRV' })

/** The search for the TLSA records of one host and port. */
export const tlsaSchema: z.ZodType<TlsaFacts> = z
  .object({
    port,
    base: text.nullable(),
    tried: list(lookupTlsa, 2),
    alias: lookupCname.nullable(),
    notLookedFor: z
      .enum(['no-address', 'address-failed', 'address-insecure', 'alias-failed', 'alias-insecure'])
      .nullable(),
  })
  .meta({ id: 'TlsaFacts' })

/** The names of an address. */
export const reverseSchema: z.ZodType<ReverseFacts> = z
  .object({ address: text, ptr: lookupPtr, forward: list(z.union([lookupA, lookupAaaa]), 10) })
  .meta({ id: 'ReverseFacts' })

/** What a fetch keeps of a policy (RFC 8461 section 3.3), in characters, of which there are no more than octets. */
const POLICY_CHARACTERS = 65_536

const certificate = z.string().max(131_072)

const fetchSchema: z.ZodType<PolicyFetch> = z
  .object({
    domain: text,
    url: text,
    host: text,
    at: time,
    milliseconds: duration,
    v4: lookupA,
    v6: lookupAaaa,
    attempts: list(z.object({ address: text, failure: failureSchema.nullable() }), 100),
    tls: z
      .object({
        version: z.enum(['ssl2', 'ssl3', 'tls10', 'tls11', 'tls12', 'tls13']),
        certificates: list(certificate, 20),
        verification: z.object({
          state: z.enum(['verified', 'failed']),
          code: count,
          name: text,
          text,
          roots: z.enum(['mozilla', 'system', 'file']),
        }),
        matchedName: text.nullable(),
      })
      .nullable(),
    response: z
      .object({
        status: count,
        contentType: text.nullable(),
        location: text.nullable(),
        body: z.object({ text: z.string().max(POLICY_CHARACTERS), bytes: count, isWhole: z.boolean() }).nullable(),
      })
      .nullable(),
    failure: failureSchema.nullable(),
  })
  .meta({ id: 'PolicyFetch' })

/** What was found of a policy of RFC 8461. */
export const mtaStsSchema: z.ZodType<MtaStsFacts> = z
  .object({
    record: lookupTxt,
    fetch: fetchSchema.nullable(),
    earlier: z
      .object({ at: time, id: text.nullable(), text: z.string().max(POLICY_CHARACTERS), testingSince: time.nullable() })
      .nullable(),
  })
  .meta({ id: 'MtaStsFacts' })

/** What a domain says of TLS reporting. */
export const tlsRptSchema: z.ZodType<TlsRptFacts> = z
  .object({
    lookup: lookupTxt,
    reach: list(
      z.object({
        uri: text,
        kind: z.enum(['mailto', 'https', 'unusable']),
        external: z.boolean(),
        reachable: z.enum(['yes', 'no', 'unknown']),
        because: list(text, 10),
      }),
      100,
    ),
  })
  .meta({ id: 'TlsRptFacts' })
