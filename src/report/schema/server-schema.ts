import { z } from 'zod'
import { STAPLES } from '../../base/limits.ts'
import type {
  ChainFact,
  DhFact,
  EhloFacts,
  Feature,
  GroupAnswer,
  HandshakeTrace,
  ProbeRecord,
  RelayFacts,
  ServerFacts,
  SignatureAnswer,
  SmtpFacts,
  StapleFact,
  SuiteAnswer,
  TranscriptLine,
  Verification,
  Vulnerability,
} from '../../facts/server-facts.ts'
import { answerSchema, answerWith, everyVersion, unknownSchema, versionSchema } from './answer-schema.ts'
import { failureSchema } from './failure-schema.ts'
import { count, duration, list, port, text, time } from './limits.ts'

/** The features of a server's TLS; the compiler holds the list complete. */
const FEATURES: Readonly<Record<Feature, typeof answerSchema>> = {
  compression: answerSchema,
  secureRenegotiation: answerSchema,
  clientRenegotiation: answerSchema,
  extendedMasterSecret: answerSchema,
  encryptThenMac: answerSchema,
  heartbeat: answerSchema,
  sessionTicket: answerSchema,
  ocspStaple: answerSchema,
  signedCertificateTimestamps: answerSchema,
  alpn: answerSchema,
  fallbackScsv: answerSchema,
  earlyData: answerSchema,
  resumptionId: answerSchema,
  resumptionTicket: answerSchema,
  resumption13: answerSchema,
  versionTolerance: answerSchema,
  extensionTolerance: answerSchema,
  largeHelloTolerance: answerSchema,
  sni: answerSchema,
  withoutSni: answerSchema,
}

const VULNERABILITIES: Readonly<Record<Vulnerability, typeof answerSchema>> = {
  heartbleed: answerSchema,
  ccsInjection: answerSchema,
  robot: answerSchema,
  ticketbleed: answerSchema,
  starttlsInjection: answerSchema,
}

/** The names of all features, for schemas elsewhere. */
export const featureSchema: z.ZodType<Feature> = z.enum(Object.keys(FEATURES) as Feature[]).meta({ id: 'Feature' })

/** The names of all probed vulnerabilities. */
export const vulnerabilitySchema: z.ZodType<Vulnerability> = z
  .enum(Object.keys(VULNERABILITIES) as Vulnerability[])
  .meta({ id: 'Vulnerability' })

const ehloSchema: z.ZodType<EhloFacts> = z
  .object({
    kind: z.enum(['ehlo', 'helo']),
    domain: text,
    extensions: list(z.object({ keyword: text, parameters: list(text) })),
  })
  .meta({ id: 'Ehlo' })

const transcriptSchema: z.ZodType<readonly TranscriptLine[]> = list(
  z.object({ direction: z.enum(['<', '>']), text, milliseconds: duration, secure: z.boolean() }),
  2_000,
)

const relaySchema: z.ZodType<RelayFacts> = z
  .object({
    answer: answerSchema,
    reply: z.object({ from: text, to: text, code: count, text }).nullable(),
    transcript: transcriptSchema,
  })
  .meta({ id: 'Relay' })

const smtpSchema: z.ZodType<SmtpFacts> = z
  .object({
    reachable: answerSchema,
    banner: z.object({ code: count, lines: list(text), milliseconds: duration }).nullable(),
    ehlo: ehloSchema.nullable(),
    starttls: answerSchema,
    starttlsReply: z.object({ code: count, text }).nullable(),
    mangled: text.nullable(),
    bytesAfterStarttls: count,
    ehloAfterTls: ehloSchema.nullable(),
    starttlsTally: z.object({
      accepted: count,
      missing: count,
      mangled: count,
      refusedTemporarily: count,
      refused: count,
    }),
    relay: relaySchema,
    failure: failureSchema.nullable(),
    transcript: transcriptSchema,
  })
  .meta({ id: 'Smtp' })

const suiteSchema: z.ZodType<SuiteAnswer> = answerWith({
  id: text,
  name: text,
  openssl: text.nullable(),
  position: z.int().min(1).exactOptional(),
}).meta({ id: 'SuiteAnswer' })

const groupSchema: z.ZodType<GroupAnswer> = answerWith({
  version: z.enum(['tls12', 'tls13']),
  id: text,
  name: text,
}).meta({ id: 'GroupAnswer' })

const signatureSchema: z.ZodType<SignatureAnswer> = answerWith({
  version: z.literal('tls12'),
  id: text,
  name: text,
  hash: text.nullable(),
}).meta({ id: 'SignatureAnswer' })

const dhSchema: z.ZodType<DhFact> = z.object({
  version: versionSchema,
  suite: text,
  bits: count,
  generator: text,
  primeSha256: text,
  knownPrime: text.nullable(),
  by: count,
})

/** Characters of one certificate in base64: 96 KiB of DER, the most that fits into a handshake message we hold. */
const CERTIFICATE_CHARACTERS = 131_072

const chainSchema: z.ZodType<ChainFact> = z.object({
  version: versionSchema,
  keyType: text,
  certificates: list(z.base64().max(CERTIFICATE_CHARACTERS), 100),
  by: count,
})

const stapleSchema: z.ZodType<StapleFact> = z.object({
  version: versionSchema,
  response: z.base64().max(CERTIFICATE_CHARACTERS),
  by: count,
})

const verificationSchema: z.ZodType<Verification> = z.discriminatedUnion('state', [
  z.object({
    state: z.enum(['verified', 'failed']),
    code: count,
    name: text,
    text,
    roots: z.enum(['mozilla', 'system', 'file']),
    by: count,
  }),
  z.object({ state: z.literal('unknown'), why: unknownSchema }),
])

const handshakeSchema: z.ZodType<HandshakeTrace> = z.object({
  kind: z.enum(['real', 'resumption']),
  version: versionSchema,
  suite: text,
  group: text.nullable(),
  resumed: z.boolean(),
  milliseconds: duration,
  messages: list(
    z.object({
      from: z.enum(['client', 'server']),
      name: text,
      bytes: count,
      roundTrip: count,
      milliseconds: duration,
    }),
  ),
  by: count,
})

const probeSchema: z.ZodType<ProbeRecord> = z.object({
  index: count,
  goal: text,
  outcome: z.enum(['selected', 'handshake', 'accepted', 'refused', 'failed']),
  detail: text,
  failure: failureSchema.nullable(),
  milliseconds: duration,
  sentBytes: count,
  receivedBytes: count,
})

/** One survey of one address and port. */
export const serverSchema: z.ZodType<ServerFacts> = z
  .object({
    address: text,
    port,
    mode: z.enum(['starttls', 'implicit']),
    host: text,
    at: time,
    smtp: smtpSchema,
    versions: everyVersion(answerSchema),
    suites: everyVersion(list(suiteSchema)),
    preference: everyVersion(z.enum(['server', 'client', 'unknown'])),
    groups: list(groupSchema),
    signatures: list(signatureSchema),
    dh: list(dhSchema, 5_000),
    chains: list(chainSchema, 100),
    staples: list(stapleSchema, STAPLES),
    verification: verificationSchema,
    features: z.object(FEATURES),
    vulnerabilities: z.object(VULNERABILITIES),
    earlyData: z.object({ maxBytes: count }).nullable(),
    openBecause: unknownSchema,
    handshakes: list(handshakeSchema, 100),
    probes: list(probeSchema, 20_000),
  })
  .meta({ id: 'ServerFacts' })
