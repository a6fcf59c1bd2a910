import { z } from 'zod'
import type { MxRecord, ServerRef, Vantage } from '../../facts/domain-facts.ts'
import { RULE_CODES, type RuleCode } from '../../judge/codes.ts'
import type { Fix } from '../../judge/rule.ts'
import type { Grade } from '../../judge/score.ts'
import type { Severity } from '../../judge/severity.ts'
import type { SubjectRef } from '../../judge/subject.ts'
import type { Report, ReportedExchanger } from '../report.ts'
import { unknownSchema } from './answer-schema.ts'
import { evidenceSchema } from './evidence-schema.ts'
import { failureSchema } from './failure-schema.ts'
import { count, duration, exactly, list, port, text, time } from './limits.ts'
import { dnssecStatusSchema, lookupSchema } from './lookup-schema.ts'
import { changeSchema, planStepSchema, softwareSchema, systemSchema } from './plan-schema.ts'
import {
  lookupA,
  lookupAaaa,
  lookupCaa,
  lookupSrv,
  mtaStsSchema,
  reverseSchema,
  tlsaSchema,
  tlsRptSchema,
} from './policy-schema.ts'
import { protectionSchema } from './protection-schema.ts'
import { serverSchema } from './server-schema.ts'

const mxRecordSchema: z.ZodType<MxRecord> = z.object({ preference: count, exchange: text })

const vantageSchema: z.ZodType<Vantage> = z.object({
  version: text,
  node: text,
  openssl: text,
  resolver: text,
  ehlo: text,
  plan: z.enum(['quick', 'default', 'full']),
  authorities: list(z.object({ organization: text, caaDomains: list(text, 100) }), 1_000).exactOptional(),
})

const unsurveyedSchema: z.ZodType<Omit<ServerRef & { readonly surveyed: false }, 'address' | 'port' | 'surveyed'>> =
  z.object({
    why: z.enum(['special', 'limit', 'cancelled', 'local']),
    failure: failureSchema.nullable(),
  })

/** Ports of one exchanger. */
const PORTS = 100

/** The part of an exchanger's entry that holds facts. */
const storedAddress = { ip: text, port, facts: serverSchema.nullable(), unsurveyed: unsurveyedSchema.nullable() }
const storedExchanger = {
  host: text,
  preference: count,
  lookups: z.object({ v4: lookupA.nullable(), v6: lookupAaaa.nullable() }),
  tlsa: list(tlsaSchema, PORTS),
}
const storedReport = {
  schema: z.literal('wiretight/report@1'),
  target: text,
  kind: z.enum(['domain', 'server']),
  startedAt: time,
  finishedAt: time,
  vantage: vantageSchema,
}
const storedDomain = {
  route: z.enum(['mx', 'implicit', 'target', 'null-mx', 'none', 'unknown']),
  mx: lookupSchema('MX', mxRecordSchema).meta({ id: 'LookupMX' }).nullable(),
  mtaSts: mtaStsSchema.nullable(),
  tlsRpt: tlsRptSchema.nullable(),
  reverse: list(reverseSchema, 5_000),
  caa: list(lookupCaa, 5_000),
}
const service = z.enum(['_submissions._tcp', '_submission._tcp'])

/** Exchangers of one report. An audit surveys fewer; the others are listed. */
const EXCHANGERS = 500

/** What a report must hold to be judged again: its facts. The rest is derived from them and is not read. */
export type StoredReport = Pick<Report, 'schema' | 'target' | 'kind' | 'startedAt' | 'finishedAt' | 'vantage'> & {
  readonly mx: readonly StoredExchanger[]
  readonly domain: Pick<Report['domain'], 'route' | 'mx' | 'mtaSts' | 'tlsRpt' | 'reverse' | 'caa'> & {
    readonly submission: readonly (Pick<Report['domain']['submission'][number], 'service' | 'lookup'> & {
      readonly hosts: readonly StoredExchanger[]
    })[]
  }
}

/** The facts in an exchanger's entry. */
export type StoredExchanger = Pick<Report['mx'][number], 'host' | 'preference' | 'lookups' | 'tlsa'> & {
  readonly addresses: readonly Pick<Report['mx'][number]['addresses'][number], 'ip' | 'port' | 'facts' | 'unsurveyed'>[]
}

/** Reads the facts in a report; reports of newer rules, with codes that are not known here, pass. */
export const storedReportSchema: z.ZodType<StoredReport> = z.object({
  ...storedReport,
  mx: list(storedHost(), EXCHANGERS),
  domain: z.object({
    ...storedDomain,
    submission: list(z.object({ service, lookup: lookupSrv, hosts: list(storedHost(), EXCHANGERS) }), 2),
  }),
})

function storedHost(): z.ZodType<StoredExchanger> {
  return z.object({ ...storedExchanger, addresses: list(z.object(storedAddress), 100) })
}

const gradeSchema: z.ZodType<Grade> = exactly<Grade>()(z.enum(['A+', 'A', 'B', 'C', 'D', 'F'])).meta({ id: 'Grade' })
const severitySchema: z.ZodType<Severity> = z
  .enum(['critical', 'high', 'medium', 'low', 'info'])
  .meta({ id: 'Severity' })
const codeSchema: z.ZodType<RuleCode> = z.enum(RULE_CODES).meta({ id: 'RuleCode' })
const scopeSchema = z.enum(['domain', 'mx', 'address'])

const subjectSchema: z.ZodType<SubjectRef> = z
  .object({ domain: text, mx: text.nullable(), address: text.nullable(), port: port.nullable() })
  .meta({ id: 'Subject' })

const card = {
  score: z.number().min(0).max(100).nullable().meta({ description: 'Null when too little could be determined.' }),
  grade: gradeSchema.nullable(),
  sum: z
    .object({
      score: z.number().min(0).max(100),
      grade: gradeSchema,
      cap: gradeSchema,
      from: z.number().min(0).max(100),
      sum: list(z.object({ code: codeSchema, severity: severitySchema, points: count })),
    })
    .meta({ id: 'Sum', description: 'How the score comes about: `from` minus all points, not below 0.' })
    .nullable(),
  coverage: z.number().min(0).max(1).meta({ description: 'The share of questions that were answered.' }),
  provisional: z.boolean().meta({ description: 'True while questions are open.' }),
}

const fixSchema: z.ZodType<Fix> = z
  .object({
    any: text,
    change: changeSchema.exactOptional(),
    excludes: list(text).exactOptional(),
    postfix: text.exactOptional(),
    exim: text.exactOptional(),
    exchange: text.exactOptional(),
    sendmail: text.exactOptional(),
    opensmtpd: text.exactOptional(),
  })
  .meta({ id: 'Fix' })

const exchangerSchema: z.ZodType<ReportedExchanger> = z
  .object({
    ...storedExchanger,
    ...card,
    dnssec: dnssecStatusSchema.nullable(),
    cleared: list(codeSchema),
    addresses: list(
      z.object({
        ...storedAddress,
        ...card,
        software: softwareSchema.nullable(),
        system: systemSchema.nullable(),
        cleared: list(codeSchema),
      }),
      100,
    ),
  })
  .meta({ id: 'Exchanger' })

/** The whole report; the published JSON Schema is made of this. */
export const reportSchema: z.ZodType<Report> = z
  .object({
    ...storedReport,
    headline: text,
    profile: text,
    rulesVersion: text,
    ...card,
    mx: list(exchangerSchema, EXCHANGERS),
    domain: z.object({
      ...storedDomain,
      dnssec: dnssecStatusSchema.nullable(),
      cleared: list(codeSchema),
      submission: list(z.object({ service, lookup: lookupSrv, hosts: list(exchangerSchema, EXCHANGERS) }), 2),
    }),
    findings: list(
      z.object({
        code: codeSchema,
        severity: severitySchema,
        scope: scopeSchema,
        subject: subjectSchema,
        evidence: list(evidenceSchema),
        title: text,
        detail: text,
        fix: fixSchema,
        verify: text,
      }),
      50_000,
    ),
    plan: list(planStepSchema(codeSchema)),
    undetermined: list(
      z.object({ code: codeSchema, scope: scopeSchema, subject: subjectSchema, why: unknownSchema }),
      50_000,
    ),
    protection: protectionSchema.nullable(),
    budget: z.object({
      connections: count,
      perAddress: z.record(z.string(), count).meta({ description: 'By `address:port`, IPv6 addresses in brackets.' }),
      bytes: count,
      seconds: duration,
    }),
  })
  .meta({ title: 'Report of wiretight', description: 'What `wiretight check --json` prints for one target.' })
