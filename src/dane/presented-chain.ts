import { attemptSync } from '../base/failure.ts'
import { CHAIN_CERTIFICATES } from '../base/limits.ts'
import { readCertificateFields } from '../x509/certificate-fields.ts'
import {
  type OpenCertificate,
  openCertificate,
  type PathStep,
  type SignatureBudget,
  walkUp,
} from '../x509/certification-path.ts'
import { ownProblems } from '../x509/path-problems.ts'
import { createMatcher, type Matcher, type Selectable } from './association.ts'
import { presentedName } from './reference-names.ts'

/** A chain, opened once for all the records that are held against it. */
export interface PresentedChain {
  /** What records can be about, in the order sent. */
  readonly sent: readonly Selectable[]
  /** The server's own certificate; null when there is none or it cannot be read. */
  readonly leaf: OpenCertificate | null
  /** Steps up from the leaf through certificates that are good in themselves, nearest first. */
  readonly sound: readonly PathStep[]
  /** The same through any certificate, to tell what is wrong. */
  readonly all: readonly PathStep[]
  /** The same as {@link sound}, and on to the roots of the web. */
  readonly toRoots: readonly PathStep[]
  readonly roots: ReadonlySet<OpenCertificate>
  /** A name of the leaf is one of the reference names. */
  readonly isNamed: boolean
  readonly matches: Matcher
  readonly budget: SignatureBudget
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What a chain is made of. */
export interface ChainSources {
  readonly chainDer: readonly Uint8Array[]
  /** Certificates of authorities that records hold in full: they need not be sent (RFC 7671 section 5.2.2). */
  readonly supplied: readonly Uint8Array[]
  readonly roots: readonly Uint8Array[]
  readonly referenceNames: readonly string[]
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Signatures that one match checks at most. A chain of five needs four; a peer that wants more wants to keep us busy. */
const SIGNATURES = 400

/** Opens a chain; certificates that cannot be read keep their place in `sent` and are on no path. */
export function presentChain({ chainDer, supplied, roots, referenceNames, now }: ChainSources): PresentedChain {
  const kept = chainDer.slice(0, CHAIN_CERTIFICATES)
  const first = kept[0] === undefined ? null : openCertificate(kept[0])
  const leaf = first?.ok ? first.value : null
  const pool = [...kept.slice(1), ...supplied].flatMap(open)
  const rootCertificates = roots.flatMap(open)
  const budget = { left: SIGNATURES }
  const isSound = (certificate: OpenCertificate): boolean => ownProblems(certificate, 1, now).length === 0
  const walk = (upper: readonly OpenCertificate[], usable: (one: OpenCertificate) => boolean): readonly PathStep[] =>
    leaf === null ? [] : walkUp(leaf, upper, usable, budget)
  const sound = walk(pool, isSound)
  return {
    sent: kept.map(selectable),
    leaf,
    sound,
    all: pool.every(isSound) ? sound : walk(pool, () => true),
    toRoots: rootCertificates.length > 0 ? walk([...pool, ...rootCertificates], isSound) : [],
    roots: new Set(rootCertificates),
    isNamed: leaf !== null && presentedName(leaf.facts, referenceNames) !== null,
    matches: createMatcher(),
    budget,
    now,
  }
}

function open(der: Uint8Array): readonly OpenCertificate[] {
  const certificate = openCertificate(der)
  return certificate.ok ? [certificate.value] : []
}

function selectable(der: Uint8Array): Selectable {
  const fields = attemptSync(() => readCertificateFields(der))
  return { der, spki: fields.ok ? fields.value.spki : null }
}
