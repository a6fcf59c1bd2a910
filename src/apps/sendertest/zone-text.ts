import { certificateSubject, generateTlsa } from '../../dane/generate.ts'
import { formatTlsa } from '../../dane/tlsa-text.ts'
import type { TreeZone } from '../../dns/signed-tree.ts'
import { parseName } from '../../dns/wire/name.ts'
import { RR_TYPES } from '../../dns/wire/rr-type.ts'
import type { SigningKey } from '../../dns/zone/signing-key.ts'
import { policyId } from '../../mtasts/policy-id.ts'
import { writePolicy, writeRecord } from '../../mtasts/write-policy.ts'
import type { CaseSpec, TlsaKind } from './case-spec.ts'
import type { Identity } from './identities.ts'
import { caseDomain, caseHost } from './names.ts'
import type { Addresses } from './placement.ts'

/** Seconds that records live: short, so that a test can be done again. */
const TTL_SECONDS = 10

/** The least that RFC 8461 section 3.2 has no quarrel with for a test: a day. */
const POLICY_SECONDS = 86_400

/** What the names of a service lead to. */
export interface ZoneSetting {
  readonly zone: string
  /** Name servers, with their addresses. */
  readonly servers: readonly { readonly name: string; readonly addresses: readonly string[] }[]
  readonly smtpPort: number
  /** Addresses of the policy host. */
  readonly policyAddresses: readonly string[]
  readonly addressesOf: (spec: CaseSpec) => Addresses
  readonly identityOf: (spec: CaseSpec) => Identity | null
  /** Somebody else's certificate, for TLSA records that match nothing. */
  readonly stranger: Identity
  readonly keyOf: (origin: string) => SigningKey
}

/** The policy of a case; null for one without. */
export function policyText({ id, policy }: CaseSpec, zone: string): string | null {
  if (policy === null) return null
  const host = policy.names === 'exchanger' ? caseHost(id, zone) : `mx.elsewhere.${caseDomain(id, zone)}`
  return writePolicy({ mode: policy.mode, maxAgeSeconds: POLICY_SECONDS, mx: [host] })
}

/** The zones of a service: one for all, and one below it for each case that is served. */
export function zonesOf(cases: readonly CaseSpec[], setting: ZoneSetting): readonly TreeZone[] {
  const { zone, servers, keyOf } = setting
  const origin = `${zone}.`
  const glue = servers.flatMap(({ name, addresses }) =>
    name.endsWith(`.${zone}`) ? addresses.map((address) => `${name}. ${typeOf(address)} ${address}`) : [],
  )
  const delegations = cases.flatMap(({ id }) => servers.map(({ name }) => `${caseDomain(id, zone)}. NS ${name}.`))
  const top = [...apex(servers), ...glue, ...delegations].join('\n')
  return [{ origin, text: top, keys: [keyOf(origin)] }, ...cases.map((spec) => caseZone(spec, setting))]
}

function caseZone(spec: CaseSpec, setting: ZoneSetting): TreeZone {
  const { zone, servers, policyAddresses, addressesOf, keyOf } = setting
  const origin = `${caseDomain(spec.id, zone)}.`
  const { v4, v6 } = addressesOf(spec)
  const policy = policyText(spec, zone)
  const lines = [
    ...apex(servers),
    '@ MX 10 mx',
    ...[...v4, ...v6].map((address) => `mx ${typeOf(address)} ${address}`),
    ...(policy === null
      ? []
      : [
          `_mta-sts TXT "${writeRecord(policyId(policy))}"`,
          ...policyAddresses.map((address) => `mta-sts ${typeOf(address)} ${address}`),
        ]),
    ...tlsaLines(spec, setting),
  ]
  return { origin, text: lines.join('\n'), ...signing(spec, origin, setting.smtpPort, keyOf) }
}

function signing(
  { names }: CaseSpec,
  origin: string,
  port: number,
  keyOf: ZoneSetting['keyOf'],
): Pick<TreeZone, 'algorithm' | 'keys' | 'faults'> {
  if (!names.signed) return { algorithm: null }
  const at = (label: string): ReturnType<typeof parseName> => parseName(label, parseName(origin))
  switch (names.fault) {
    case null:
      return { keys: [keyOf(origin)] }
    case 'mx':
      return { keys: [keyOf(origin)], faults: [{ kind: 'corrupt', name: parseName(origin), type: RR_TYPES.MX }] }
    case 'tlsa':
      return {
        keys: [keyOf(origin)],
        faults: [{ kind: 'corrupt', name: at(`_${port}._tcp.mx`), type: RR_TYPES.TLSA }],
      }
    default:
      return names.fault satisfies never
  }
}

function apex(servers: ZoneSetting['servers']): readonly string[] {
  const [first] = servers
  const name = first === undefined ? 'ns' : `${first.name}.`
  return [
    `$TTL ${TTL_SECONDS}`,
    `@ SOA ${name} nobody.invalid. 1 3600 600 604800 ${TTL_SECONDS}`,
    ...servers.map((server) => `@ NS ${server.name}.`),
  ]
}

function tlsaLines(spec: CaseSpec, setting: ZoneSetting): readonly string[] {
  const kind = spec.names.tlsa
  if (kind === null) return []
  const identity = setting.identityOf(spec)
  return identity === null ? [] : [`_${setting.smtpPort}._tcp.mx TLSA ${tlsaText(kind, identity, setting.stranger)}`]
}

function tlsaText(kind: TlsaKind, { chainDer }: Identity, stranger: Identity): string {
  const of = (der: Uint8Array | undefined, usage: 0 | 2 | 3, selector: 0 | 1): string =>
    formatTlsa(generateTlsa(certificateSubject(der ?? new Uint8Array(0)), { usage, selector, matching: 1 }))
  switch (kind) {
    case 'match':
      return of(chainDer[0], 3, 1)
    case 'anchor':
      return of(chainDer.at(-1), 2, 1)
    case 'mismatch':
      return of(stranger.chainDer[0], 3, 1)
    case 'unusable':
      return of(chainDer.at(-1), 0, 0)
    default:
      return kind satisfies never
  }
}

function typeOf(address: string): 'A' | 'AAAA' {
  return address.includes(':') ? 'AAAA' : 'A'
}
