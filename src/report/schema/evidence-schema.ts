import { z } from 'zod'
import type { CertificateRef, Evidence } from '../../judge/evidence.ts'
import { versionSchema } from './answer-schema.ts'
import { failureSchema } from './failure-schema.ts'
import { count, duration, exactly, list, port, text } from './limits.ts'
import { dnssecStatusSchema } from './lookup-schema.ts'
import { caaRecord } from './policy-schema.ts'
import { featureSchema, vulnerabilitySchema } from './server-schema.ts'

const certificate: z.ZodType<CertificateRef> = z
  .object({ depth: count, subject: text, sha256: text })
  .meta({ id: 'CertificateRef' })

const groupVersion = z.enum(['tls12', 'tls13'])

const stapleFault = z.enum([
  'absent',
  'unreadable',
  'unsuccessful',
  'other-certificate',
  'issuer-absent',
  'responder',
  'signature',
  'not-yet-valid',
  'expired',
])

/** What proves a finding. */
export const evidenceSchema: z.ZodType<Evidence> = exactly<Evidence>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('lookup'), name: text, type: text, outcome: text }),
    z.object({ kind: z.literal('lookup-failure'), name: text, type: text, failure: failureSchema.nullable() }),
    z.object({
      kind: z.literal('dnssec'),
      name: text,
      type: text,
      status: dnssecStatusSchema,
      at: text.nullable(),
      ede: count.nullable(),
      reason: text,
      reach: z.enum(['all', 'part']),
    }),
    z.object({ kind: z.literal('zone-algorithm'), zone: text, algorithm: count }),
    z.object({ kind: z.literal('zone-digest'), zone: text, digest: count }),
    z.object({ kind: z.literal('zone-key'), zone: text, bits: count }),
    z.object({ kind: z.literal('signature-end'), name: text, type: text, ends: text, days: z.int() }),
    z.object({ kind: z.literal('exchangers'), exchangers: list(text) }),
    z.object({ kind: z.literal('alias'), name: text, targets: list(text) }),
    z.object({ kind: z.literal('reverse-names'), address: text, names: list(text) }),
    z.object({ kind: z.literal('addresses'), addresses: list(text) }),
    z.object({ kind: z.literal('failure'), failure: failureSchema }),
    z.object({ kind: z.literal('reply'), code: count, text }),
    z.object({ kind: z.literal('delay'), milliseconds: duration }),
    z.object({ kind: z.literal('extension'), keyword: text, parameters: list(text) }),
    z.object({ kind: z.literal('no-extension'), keyword: text, greeting: z.enum(['ehlo', 'helo']).nullable() }),
    z.object({
      kind: z.literal('starttls-tally'),
      accepted: count,
      missing: count,
      mangled: count,
      refusedTemporarily: count,
      refused: count,
    }),
    z.object({ kind: z.literal('relay'), from: text, to: text, code: count, text }),
    z.object({ kind: z.literal('greeting-name'), name: text, expected: text }),
    z.object({ kind: z.literal('version'), version: versionSchema, suite: text.nullable() }),
    z.object({ kind: z.literal('version-refused'), version: versionSchema }),
    z.object({ kind: z.literal('versions-refused'), versions: list(versionSchema) }),
    z.object({ kind: z.literal('suites'), version: versionSchema, suites: list(text) }),
    z.object({
      kind: z.literal('preferred'),
      version: versionSchema,
      suite: text,
      position: count,
      better: text,
    }),
    z.object({ kind: z.literal('signatures'), version: z.literal('tls12'), schemes: list(text) }),
    z.object({ kind: z.literal('groups'), version: groupVersion, groups: list(text) }),
    z.object({ kind: z.literal('groups-refused'), version: groupVersion, groups: list(text) }),
    z.object({
      kind: z.literal('dh'),
      version: versionSchema,
      suite: text,
      bits: count,
      generator: text,
      primeSha256: text,
      knownPrime: text.nullable(),
    }),
    z.object({ kind: z.literal('feature'), feature: featureSchema, present: z.boolean() }),
    z.object({ kind: z.literal('early-data'), maxBytes: count }),
    z.object({ kind: z.literal('vulnerability'), vulnerability: vulnerabilitySchema }),
    z.object({
      kind: z.literal('validity'),
      certificate,
      notBefore: text,
      notAfter: text,
      days: z.int(),
    }),
    z.object({ kind: z.literal('names'), certificate, host: text, names: list(text) }),
    z.object({ kind: z.literal('verification'), code: count, name: text, text, roots: text }),
    z.object({ kind: z.literal('issuer'), certificate, issuer: text }),
    z.object({ kind: z.literal('certificates'), certificates: list(certificate) }),
    z.object({ kind: z.literal('key'), certificate, algorithm: text, bits: count, curve: text.nullable() }),
    z.object({ kind: z.literal('signature'), certificate, algorithm: text }),
    z.object({ kind: z.literal('usages'), certificate, usages: list(text) }),
    z.object({ kind: z.literal('revocation'), certificate, at: text, reason: text.nullable() }),
    z.object({ kind: z.literal('staple'), certificate, fault: stapleFault, at: text.nullable() }),
    z.object({
      kind: z.literal('dual'),
      certificate,
      keyType: text,
      other: text,
      fault: z.enum(['name', 'expired', 'not-yet-valid', 'self-signed', 'incomplete']),
    }),
    z.object({
      kind: z.literal('leaves'),
      keyType: text,
      leaves: list(z.object({ address: text, port, sha256: text })),
    }),
    z.object({ kind: z.literal('caa-open'), host: text, at: text.nullable(), records: list(caaRecord) }),
    z.object({
      kind: z.literal('caa-refuses'),
      certificate,
      issuer: text,
      name: text,
      at: text,
      why: z.enum(['others', 'nobody', 'critical']),
      issuers: list(text),
      records: list(caaRecord),
    }),
    z.object({
      kind: z.literal('unlike'),
      port,
      trait: z.enum(['starttls', 'ssl2', 'ssl3', 'tls10', 'tls11', 'tls12', 'tls13', 'weak-suites', 'post-quantum']),
      having: list(text),
      lacking: list(text),
    }),
    z.object({ kind: z.literal('contradiction'), address: text, port, version: versionSchema, names: list(text) }),
    z.object({ kind: z.literal('records'), name: text, count }),
    z.object({
      kind: z.literal('text-issue'),
      about: z.enum(['mta-sts-record', 'mta-sts-policy', 'tls-rpt-record']),
      code: text,
      at: count,
      text,
    }),
    z.object({ kind: z.literal('policy-mode'), mode: z.enum(['testing', 'none']), days: z.int().nullable() }),
    z.object({ kind: z.literal('max-age'), seconds: count, days: count }),
    z.object({ kind: z.literal('policy-hosts'), hosts: list(text), mode: z.enum(['enforce', 'testing']) }),
    z.object({ kind: z.literal('policy-patterns'), patterns: list(text) }),
    z.object({ kind: z.literal('policy-id'), id: text.nullable(), since: text }),
    z.object({
      kind: z.literal('policy-unfulfilled'),
      host: text,
      why: z.enum(['not-in-policy', 'no-starttls', 'no-handshake', 'certificate']).nullable(),
      reach: z.enum(['all', 'part']),
    }),
    z.object({ kind: z.literal('destination'), uri: text, because: text }),
    z.object({ kind: z.literal('protection'), state: z.enum(['none', 'first-use', 'full']) }),
    z.object({ kind: z.literal('tlsa'), records: list(z.string().max(300_000)) }),
    z.object({ kind: z.literal('tlsa-unusable'), record: z.string().max(300_000), why: text }),
    z.object({ kind: z.literal('tlsa-failure'), name: text, ede: count.nullable(), reason: text }),
    z.object({
      kind: z.literal('tlsa-fault'),
      address: text,
      port,
      keyType: text,
      fault: text,
      depth: count.nullable(),
    }),
  ]),
).meta({ id: 'Evidence' })
