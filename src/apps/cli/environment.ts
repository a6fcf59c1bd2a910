import { readFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import type { AuditEnvironment, Patience } from '../../audit/environment.ts'
import { lazyResolver } from '../../audit/lazy-resolver.ts'
import { PATIENCE, realEnvironment } from '../../audit/real-environment.ts'
import type { Target } from '../../audit/target.ts'
import { VERSION } from '../../audit/version.ts'
import { domainNameOrNull } from '../../base/domain-name.ts'
import { fail } from '../../base/failure.ts'
import { specialKind } from '../../base/ip-address.ts'
import { printable } from '../../base/printable.ts'
import type { TrustAnchor } from '../../dns/dnssec/trust-anchors.ts'
import type { Resolver } from '../../dns/lookup.ts'
import type { OpenedResolver } from '../../dns/open-resolver.ts'
import { parseResolverSpec } from '../../dns/resolver-spec.ts'
import type { Lab } from '../../lab/lab.ts'
import { LAB_AUTHORITY } from '../../lab/lab-authority.ts'
import type { TrustRoots } from '../../tls/handshake.ts'
import { dateOf, quoted, type RawCheckOptions, refuse, secondsOf } from './check-options.ts'
import { overridesOf, withOverrides } from './overrides.ts'

/** A lab server that takes longer than this to greet is a tarpit; `slow-banner.lab` takes six and a half seconds. */
const LAB_BANNER_MILLISECONDS = 8_000

/** An environment with what has to be ended after use. */
export interface OpenEnvironment {
  readonly environment: AuditEnvironment
  readonly close: () => Promise<void>
}

/** The real world, or the lab with the servers of the targets, as the options want it. */
export async function openEnvironment(
  options: RawCheckOptions,
  targets: readonly Target[] = [],
): Promise<OpenEnvironment> {
  const overrides = overridesOf(options)
  if (options.lab) {
    const { environment, close } = await openLab(options, targets)
    return { environment: withOverrides(environment, overrides), close }
  }
  const environment = realEnvironment({
    resolver: await resolverOf(options),
    roots: await trustRoots(options.caFile),
    now: clockOf(options),
    patience: patienceOf(options),
    ...(options.ehlo === undefined ? {} : { ehloName: ehloNameOf(options.ehlo) }),
  })
  return { environment: withOverrides(environment, overrides), close: async () => {} }
}

/** Address families that this machine can reach: IPv6 only with an address that is valid beyond the link. */
export function usableFamilies(options: RawCheckOptions): readonly (4 | 6)[] {
  if (options.ipv4 && options.ipv6) return [4, 6]
  if (options.ipv4) return [4]
  if (options.ipv6) return [6]
  const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address, family, internal }) => {
      return (
        family === 'IPv6' && !internal && (specialKind(address) === null || specialKind(address) === 'unique-local')
      )
    }),
  )
  return hasIpv6 || options.lab ? [4, 6] : [4]
}

async function openLab(options: RawCheckOptions, targets: readonly Target[]): Promise<OpenEnvironment> {
  const now = clockOf(options)
  const { resolver, dial, rootPem, close } = await labOf(options, targets, now())
  const patience = patienceOf(options)
  const environment: AuditEnvironment = {
    resolver,
    dial,
    roots: options.caFile ? await trustRoots(options.caFile) : { kind: 'file', pem: [rootPem] },
    authorities: [LAB_AUTHORITY],
    ehloName: options.ehlo ?? 'probe.wiretight.lab',
    now,
    specialKind: labSpecialKind,
    patience: {
      ...patience,
      smtp: { ...patience.smtp, bannerMilliseconds: labBanner(options) },
      backOffMilliseconds: 100,
      policy: { totalMilliseconds: labPolicy(options) },
    },
    version: VERSION,
  }
  return { environment, close }
}

/**
 * The lab that `lab up` keeps running, which may be attacked; else one of its own. Somebody who names no target wants all of
 * the lab as it is meant to be, and somebody who names a date wants certificates and signatures of that date.
 */
async function labOf(
  options: RawCheckOptions,
  targets: readonly Target[],
  now: Date,
): Promise<Pick<Lab, 'resolver' | 'dial' | 'rootPem' | 'close'>> {
  const { findRunningLab, runningSentence } = await import('./lab/running-lab.ts')
  const running = options.now === undefined && targets.length > 0 ? await findRunningLab() : null
  if (running !== null) {
    if (!options.quiet) process.stderr.write(`wiretight: ${runningSentence(running.status)}\n`)
    return { ...running, rootPem: running.status.rootPem, close: async () => {} }
  }
  const { startLab } = await import('../../lab/lab.ts')
  const named = targets.flatMap((target) => (target.kind === 'domain' ? [target.domain] : []))
  // Somebody who names domains needs no other servers; a host or an address may belong to any.
  const wanted = named.length > 0 && named.length === targets.length ? { wanted: named } : {}
  return startLab(now, wanted)
}

/**
 * The lab's addresses are those that are kept for documentation, or with real ports those of loopback that stand for them; in
 * the lab they are the public ones.
 */
function labSpecialKind(address: string): string | null {
  const kind = specialKind(address)
  const isPublic = kind === 'documentation' || (kind === 'loopback' && /^127\.(?:0\.113|51\.100|0\.2)\./.test(address))
  return isPublic ? null : kind
}

function labBanner(options: RawCheckOptions): number {
  return secondsOf('--timeout', options.timeout, TIMEOUT_SECONDS) ?? LAB_BANNER_MILLISECONDS
}

/** A policy host of the lab that takes longer than this will never be done; `mta-sts-slow.lab` sends an octet a second. */
const LAB_POLICY_MILLISECONDS = 3_000

function labPolicy(options: RawCheckOptions): number {
  return secondsOf('--timeout', options.timeout, TIMEOUT_SECONDS) ?? LAB_POLICY_MILLISECONDS
}

function clockOf(options: RawCheckOptions): () => Date {
  const fixed = dateOf('--now', options.now)
  return fixed === undefined ? () => new Date() : () => fixed
}

const TIMEOUT_SECONDS = { least: 0.1, most: 600 }

/** `--timeout` bounds every single wait: for the connection, the greeting, a reply, a flight of TLS. */
function patienceOf(options: RawCheckOptions): Patience {
  const timeout = secondsOf('--timeout', options.timeout, TIMEOUT_SECONDS)
  if (timeout === undefined) return PATIENCE
  const smtp = { ...PATIENCE.smtp, bannerMilliseconds: timeout, replyMilliseconds: timeout }
  const policy = { totalMilliseconds: timeout, connectMilliseconds: timeout }
  return { ...PATIENCE, connectMilliseconds: timeout, tlsMilliseconds: timeout, smtp, policy }
}

/** The validating resolver that the options name; it is opened when it is first asked. */
async function resolverOf(options: RawCheckOptions): Promise<Resolver> {
  const resolver = options.iterate ? 'iterate' : options.resolver
  if (options.iterate && options.resolver !== undefined) refuse('--iterate', 'goes without --resolver')
  if (resolver !== undefined) parseResolverSpec(resolver)
  const anchors = options.trustAnchor === undefined ? undefined : await readAnchors(options.trustAnchor)
  const fixed = dateOf('--now', options.now)
  const open = async (): Promise<OpenedResolver> => {
    const { openResolver } = await import('../../dns/open-resolver.ts')
    return openResolver({
      ...(resolver === undefined ? {} : { resolver }),
      ...(anchors === undefined ? {} : { anchors }),
      ...(fixed === undefined ? {} : { now: () => fixed.getTime() }),
    })
  }
  return lazyResolver(open, (warning) => process.stderr.write(`wiretight: ${warning}\n`))
}

async function readAnchors(file: string): Promise<readonly TrustAnchor[]> {
  const { parseTrustAnchors } = await import('../../dns/dnssec/trust-anchors.ts')
  return parseTrustAnchors(await readText(file))
}

async function trustRoots(file: string | undefined): Promise<TrustRoots> {
  if (file === undefined) return { kind: 'mozilla', pem: null }
  const text = await readText(file)
  const pem = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)
  if (pem === null) return refuse('--ca-file', `no PEM certificate in ${quoted(file)}`)
  return { kind: 'file', pem }
}

/** Reads a text file. @throws ProbeError `file-unreadable` */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return fail({ code: 'file-unreadable', file: printable(file, 200), reason })
  }
}

/** The name for EHLO as given: a host name or an address literal (RFC 5321 section 4.1.4). */
function ehloNameOf(given: string): string {
  const isLiteral = /^\[[0-9a-fA-F.:]+\]$/.test(given)
  return isLiteral ? given : (domainNameOrNull(given) ?? refuse('--ehlo', `not a host name: ${quoted(given)}`))
}
