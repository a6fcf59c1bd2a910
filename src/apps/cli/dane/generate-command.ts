import type { AuditEnvironment } from '../../../audit/environment.ts'
import { findExchanger } from '../../../audit/find-exchanger.ts'
import { DEFAULT_OPTIONS } from '../../../audit/real-environment.ts'
import { parseTarget, type Target } from '../../../audit/target.ts'
import { parseDomainName } from '../../../base/domain-name.ts'
import { attemptSync, fail, ProbeError } from '../../../base/failure.ts'
import {
  generateTlsa,
  subjectOfChain,
  type TlsaParameters,
  type TlsaSubject,
  warningsOf,
  zoneLine,
} from '../../../dane/generate.ts'
import type { GeneratedRecord } from '../../../facts/dane-facts.ts'
import { generateDocumentOf, renderDaneJson } from '../../../report/dane-json.ts'
import { renderDaneGenerated } from '../../../report/dane-record-text.ts'
import { readCertificate } from '../../../x509/certificate.ts'
import { readPublicKey } from '../../../x509/public-key.ts'
import { numberOf, type RawCheckOptions, refuse } from '../check-options.ts'
import { openEnvironment, usableFamilies } from '../environment.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'
import { readSide } from './read-inputs.ts'
import { servedChains } from './served-chains.ts'

/** Options of `dane generate`; those that it shares with `check` mean the same. */
export type DaneGenerateOptions = Omit<RawCheckOptions, 'dane' | 'mtaSts'> & {
  readonly cert?: string
  readonly from?: string
  readonly usage?: string
  readonly selector?: string
  readonly matching?: string
  readonly name?: string
  readonly port?: string
  readonly ttl?: string
}

/** `wiretight dane generate`: the records of a certificate, a key, or all that a server shows. Returns the exit code. */
export async function generateCommand(options: DaneGenerateOptions, signal: AbortSignal): Promise<number> {
  const { cert, from } = options
  if ((cert === undefined) === (from === undefined))
    return refuse('--cert', 'give either --cert FILE or --from HOST:PORT')
  const parameters = parametersOf(options)
  const target = from === undefined ? null : serverOf(from)
  const subjects =
    target === null ? [await subjectOf(cert ?? '-', parameters)] : await shown(target, parameters, options, signal)
  const name = options.name === undefined ? nameOf(target) : parseDomainName(options.name)
  const port = numberOf('--port', options.port, target?.port ?? 25, { least: 1, most: 65_535 })
  const ttlSeconds = options.ttl === undefined ? null : numberOf('--ttl', options.ttl, 0, { least: 0, most: 604_800 })
  const records = subjects.map((subject): GeneratedRecord => {
    const record = generateTlsa(subject, parameters)
    return {
      record,
      zoneLine: name === null ? null : zoneLine(record, { name, port, ttlSeconds }),
      ...titleOf(subject),
      warnings: warningsOf(subject, parameters),
    }
  })
  const made = { name, port, records: unique(records) }
  const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii ?? false }, process.env)
  const text = options.json ? renderDaneJson(generateDocumentOf(made)) : renderDaneGenerated(made, look)
  await writeOut(text, undefined)
  return EXIT.clean
}

type Server = Extract<Target, { readonly kind: 'server' }>

/** A host alone is asked on port 25. */
function serverOf(text: string): Server {
  const target = parseTarget(text)
  return target.kind === 'server' ? target : serverOf(`smtp://${text}`)
}

function nameOf(target: Server | null): string | null {
  return target === null || target.isAddress ? null : target.host
}

function parametersOf(options: DaneGenerateOptions): TlsaParameters {
  const usage = numberOf('--usage', options.usage, 3, { least: 0, most: 3 })
  const selector = numberOf('--selector', options.selector, 1, { least: 0, most: 1 })
  const matching = numberOf('--matching', options.matching, 1, { least: 0, most: 2 })
  // The bounds are those of the type, which the compiler cannot see.
  return { usage, selector, matching } as TlsaParameters
}

async function subjectOf(file: string, { usage }: TlsaParameters): Promise<TlsaSubject> {
  const side = await readSide(file)
  return side.kind === 'key' ? side : subjectOfChain(side.chainDer, usage)
}

/** The subjects of every chain that a server shows, on each of its addresses. */
async function shown(
  target: Server,
  { usage }: TlsaParameters,
  options: DaneGenerateOptions,
  signal: AbortSignal,
): Promise<readonly TlsaSubject[]> {
  const raw: RawCheckOptions = { ...options, dane: true, mtaSts: false }
  const { environment, close } = await openEnvironment(raw, [target])
  try {
    const chains = await chainsOf(target, environment, raw, signal)
    return chains.map((chain) => subjectOfChain(chain, usage))
  } finally {
    await close()
  }
}

async function chainsOf(
  target: Server,
  environment: AuditEnvironment,
  raw: RawCheckOptions,
  signal: AbortSignal,
): Promise<readonly (readonly Uint8Array[])[]> {
  const { host, isAddress, port, mode } = target
  const auditOptions = {
    ...DEFAULT_OPTIONS,
    families: usableFamilies(raw),
    allowPrivate: raw.allowPrivate ?? false,
    signal,
  }
  const question = { host, preference: 0, isAddress, services: [{ port, mode }] }
  const { facts, targets } = await findExchanger(question, environment, auditOptions)
  const seen = await Promise.all(targets.map((server) => servedChains(server, environment, signal)))
  const chains = seen.flatMap((address) => address.chains.map(({ certificates }) => certificates))
  if (chains.length > 0) return chains
  const failure =
    seen.find((address) => address.failure !== null)?.failure ??
    facts.servers.flatMap((server) => (server.surveyed || server.failure === null ? [] : [server.failure]))[0] ??
    facts.v4?.failure ??
    ({ code: 'host-without-address', host } as const)
  throw new ProbeError(failure)
}

function titleOf(subject: TlsaSubject): Pick<GeneratedRecord, 'subject' | 'keyType'> {
  const spki = subject.spki ?? fail({ code: 'wire-malformed', structure: 'SubjectPublicKeyInfo', offset: 0 })
  const keyType = readPublicKey(spki).algorithm
  if (subject.kind === 'key') return { subject: null, keyType }
  const certificate = attemptSync(() => readCertificate(subject.der))
  return { subject: certificate.ok ? certificate.value.subject.text : '', keyType }
}

/** Several addresses and chains may lead to one record. */
function unique(records: readonly GeneratedRecord[]): readonly GeneratedRecord[] {
  return records.filter(({ record }, at) => records.findIndex((other) => other.record.data === record.data) === at)
}
