import { attemptSync } from '../../base/failure.ts'
import type { ChainLink } from '../lookup.ts'
import { type Name, plainName } from '../wire/name.ts'
import { readRdata } from '../wire/rdata.ts'
import type { RrSet } from '../wire/rrset.ts'
import { isoTime } from '../wire/serial-time.ts'
import { type DelegationSigner, vouchedKeys } from './delegation-signer.ts'
import { EDE } from './extended-error.ts'
import { bogus, type Verdict } from './verdict.ts'
import { signedLabelCount, type VerifyContext, verifyRrset } from './verify-rrset.ts'
import { readZoneKeys, type ZoneKey } from './zone-key.ts'

/** What is known about a zone: its keys when the chain reaches it, otherwise why everything in it is not secure. */
export type ZoneTrust = SecureZone | UntrustedZone

/** A zone whose keys are proven. */
export interface SecureZone {
  readonly status: 'secure'
  readonly zone: Name
  readonly keys: readonly ZoneKey[]
  readonly links: readonly ChainLink[]
  /** How long this holds, in seconds. */
  readonly ttlSeconds: number
}

/** A zone or a name under which nothing is secure. */
export interface UntrustedZone {
  readonly status: 'insecure' | 'bogus' | 'indeterminate'
  readonly zone: Name
  readonly verdict: Verdict
  readonly links: readonly ChainLink[]
  readonly ttlSeconds: number
}

/** Seconds for which trouble is remembered: long enough not to ask again at once, short enough to see it mended. */
export const TROUBLE_SECONDS = 5

/** Everything below the verdict's name has that verdict. */
export function untrusted(
  zone: Name,
  verdict: Verdict,
  links: readonly ChainLink[],
  ttlSeconds: number = TROUBLE_SECONDS,
): UntrustedZone {
  const status = verdict.status === 'secure' ? 'bogus' : verdict.status
  return { status, zone, verdict, links, ttlSeconds }
}

/**
 * Proves the keys of a zone: a DS record (or an anchor) vouches for one of them, and that key signs the whole set (RFC
 * 4035 section 5.2). Any one path that works is enough (RFC 6840 section 5.11).
 */
export function proveKeys(
  zone: Name,
  signers: readonly DelegationSigner[],
  set: RrSet | undefined,
  above: readonly ChainLink[],
  context: VerifyContext,
): ZoneTrust {
  // Only the zone of the trust anchor has none above it.
  const voucher = above.length === 0 ? 'trust anchor' : 'DS record'
  if (set === undefined) {
    return untrusted(
      zone,
      bogus(`there is a ${voucher} for ${plainName(zone)} but no key`, zone, EDE.dnskeyMissing),
      above,
    )
  }
  const keys = readZoneKeys(set.rdatas)
  const vouched = vouchedKeys(zone, signers, keys)
  if (vouched.length === 0) {
    const text = `no key of ${plainName(zone)} fits its ${voucher}s`
    return untrusted(zone, bogus(text, zone, EDE.dnskeyMissing), above)
  }
  const result = verifyRrset(set, zone, vouched, context)
  if (!result.ok) return untrusted(zone, result.verdict, above)
  if (result.labels !== signedLabelCount(set.owner)) {
    return untrusted(zone, bogus('the keys come from a wildcard', zone), above)
  }
  const link: ChainLink = {
    zone: plainName(zone),
    ds: signers.map((ds) => `${ds.keyTag} ${ds.algorithm} ${ds.digestType}`),
    dnskey: keys.map((key) => `${key.tag} ${key.algorithm} ${key.flags}`),
    algorithms: [...new Set(keys.map((key) => key.algorithm))].sort((a, b) => a - b),
    signatureExpires: isoTime(result.span.ends),
    signatureBegins: isoTime(result.span.begins),
    ...rsaBitsOf(keys),
  }
  return { status: 'secure', zone, keys, links: [...above, link], ttlSeconds: result.ttlSeconds }
}

/** The smallest modulus among the keys; nothing where none is RSA. */
function rsaBitsOf(keys: readonly ZoneKey[]): Pick<ChainLink, 'rsaBits'> {
  const bits = keys.flatMap((key) => key.rsaBits ?? [])
  return bits.length === 0 ? {} : { rsaBits: Math.min(...bits) }
}

/** The link at which a chain ends without keys. */
export function endLink(zone: Name, dsRdatas: readonly Uint8Array[]): ChainLink {
  const ds = dsRdatas.flatMap((rdata) => {
    const read = attemptSync(() => readRdata('DS', rdata))
    return read.ok ? [`${read.value.keyTag} ${read.value.algorithm} ${read.value.digestType}`] : []
  })
  return { zone: plainName(zone), ds, dnskey: [], algorithms: [], signatureExpires: null }
}
