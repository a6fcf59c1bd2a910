import type { OpenCertificate } from './certification-path.ts'
import { violatesNameConstraints } from './name-constraints.ts'

/**
 * Why a path of certificates is not valid although every signature is good.
 *
 * - `expired`, `not-yet-valid`: the date
 * - `ca-flag`: a certificate above the first is none of an authority (basicConstraints)
 * - `key-usage`: its key may not sign certificates
 * - `purpose`: extendedKeyUsage leaves TLS servers out
 * - `critical-extension`: an extension that must be understood is not
 * - `path-length`: more authorities stand below one than it allows
 * - `name-constraint`: a name of the first certificate lies outside of what an authority may vouch for
 */
export type PathProblemCode =
  | 'expired'
  | 'not-yet-valid'
  | 'ca-flag'
  | 'key-usage'
  | 'purpose'
  | 'critical-extension'
  | 'path-length'
  | 'name-constraint'

/** A problem and the place of the certificate that has it; the first of the path has depth 0. */
export interface PathProblem {
  readonly code: PathProblemCode
  readonly depth: number
}

/**
 * What is wrong with a path for a TLS server, apart from signatures and the name of the server. The last certificate counts
 * like the others: RFC 5280 section 6.1 would take a trust anchor as it is, but OpenSSL, which most senders are built on,
 * looks at its date and its constraints too.
 *
 * @param path from the server's certificate upwards
 * @param now milliseconds since 1970
 * @see RFC 5280 section 6.1
 */
export function pathProblems(path: readonly OpenCertificate[], now: number): readonly PathProblem[] {
  const problems = path.flatMap((certificate, depth) =>
    ownProblems(certificate, depth, now).map((code): PathProblem => ({ code, depth })),
  )
  return [...problems, ...lengthProblems(path), ...nameProblems(path)]
}

/** What is wrong with a certificate at its depth, whatever stands above and below it. */
export function ownProblems({ facts }: OpenCertificate, depth: number, now: number): readonly PathProblemCode[] {
  const { keyUsage, extendedKeyUsage, isCa, version, selfIssued, unknownCritical } = facts
  const problems: PathProblemCode[] = []
  if (now > lastMillisecond(facts.notAfter)) problems.push('expired')
  if (now < Date.parse(facts.notBefore)) problems.push('not-yet-valid')
  // A root of version 1 has no extensions to say what it is.
  if (depth > 0 && !isCa && !(version === 1 && selfIssued)) problems.push('ca-flag')
  if (depth > 0 && keyUsage !== null && !keyUsage.includes('keyCertSign')) problems.push('key-usage')
  if (extendedKeyUsage !== null && !extendedKeyUsage.some((purpose) => SERVER_PURPOSES.has(purpose))) {
    problems.push('purpose')
  }
  if (unknownCritical.length > 0) problems.push('critical-extension')
  return problems
}

/** RFC 5280 section 4.2.1.12: whoever names the any-purpose does not restrict the others. */
const SERVER_PURPOSES: ReadonlySet<string> = new Set(['serverAuth', 'anyExtendedKeyUsage'])

/** The second named is still valid, to its end. */
function lastMillisecond(notAfter: string): number {
  return Date.parse(notAfter) + 999
}

/** Self-issued authorities between two others do not count (RFC 5280 section 4.2.1.9). */
function lengthProblems(path: readonly OpenCertificate[]): readonly PathProblem[] {
  const problems: PathProblem[] = []
  let authorities = 0
  for (const [depth, { facts }] of path.entries()) {
    if (depth === 0) continue
    if (facts.pathLength !== null && authorities > facts.pathLength) problems.push({ code: 'path-length', depth })
    if (!facts.selfIssued) authorities += 1
  }
  return problems
}

function nameProblems(path: readonly OpenCertificate[]): readonly PathProblem[] {
  const [first] = path
  if (first === undefined) return []
  return path.flatMap((authority, depth): readonly PathProblem[] =>
    depth > 0 && violatesNameConstraints(first, authority) ? [{ code: 'name-constraint', depth }] : [],
  )
}
