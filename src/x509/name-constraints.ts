import { attemptSync } from '../base/failure.ts'
import { parseIpAddress } from '../base/ip-address.ts'
import { readCertificateFields, sameBytes } from './certificate-fields.ts'
import type { OpenCertificate } from './certification-path.ts'
import { contextTag, DerReader, TAG } from './der-reader.ts'
import { EXTENSION } from './object-identifiers.ts'

/*
 * An authority's certificate may say for which names it vouches at all:
 *
 *     NameConstraints ::= SEQUENCE { permittedSubtrees [0], excludedSubtrees [1] }
 *     GeneralSubtree  ::= SEQUENCE { base GeneralName, minimum [0] DEFAULT 0, maximum [1] OPTIONAL }
 *
 * Of each kind of name there must be a permitted subtree around it, if any of that kind is listed, and no excluded one.
 */

/** A subtree: the tag of its kind of name, and its base. */
interface Subtree {
  readonly tag: number
  readonly base: Uint8Array
}

interface NameConstraints {
  readonly permitted: readonly Subtree[]
  readonly excluded: readonly Subtree[]
}

const DNS_NAME = contextTag(2, 'primitive')
const DIRECTORY_NAME = contextTag(4, 'constructed')
const IP_ADDRESS = contextTag(7, 'primitive')

/**
 * True when a name of a server's certificate lies outside of what an authority above it may vouch for: DNS names, IP
 * addresses, and the subject. Constraints that cannot be read forbid everything. A server's certificate without DNS names
 * is held to them by its common name, since that is what is matched then.
 *
 * @see RFC 5280 section 4.2.1.10
 */
export function violatesNameConstraints(server: OpenCertificate, authority: OpenCertificate): boolean {
  const extension = readCertificateFields(authority.der).extensions.get(EXTENSION.nameConstraints)
  if (extension === undefined) return false
  const constraints = attemptSync(() => readNameConstraints(extension.value))
  if (!constraints.ok) return true
  const { permitted, excluded } = constraints.value
  return namesOf(server).some(({ tag, value }) => {
    const within = ({ base }: Subtree): boolean => WITHIN[tag]?.(value, base) ?? true
    const ofKind = permitted.filter((subtree) => subtree.tag === tag)
    return (
      (ofKind.length > 0 && !ofKind.some(within)) || excluded.some((subtree) => subtree.tag === tag && within(subtree))
    )
  })
}

/**
 * Reads the value of the extension.
 *
 * @throws ProbeError `wire-malformed`, structure `nameConstraints`
 */
function readNameConstraints(value: Uint8Array): NameConstraints {
  const whole = new DerReader(value, 'nameConstraints')
  const inside = whole.enter(TAG.sequence)
  whole.end()
  const permitted = readSubtrees(inside.enterOptional(contextTag(0, 'constructed')))
  const excluded = readSubtrees(inside.enterOptional(contextTag(1, 'constructed')))
  inside.end()
  return { permitted, excluded }
}

function readSubtrees(list: DerReader | null): readonly Subtree[] {
  const subtrees: Subtree[] = []
  while (list?.more) {
    // Minimum and maximum may not be used (RFC 5280 section 4.2.1.10) and are passed over.
    const { tag, content } = list.enter(TAG.sequence).next()
    subtrees.push({ tag, base: content })
  }
  return subtrees
}

interface Name {
  readonly tag: number
  readonly value: Uint8Array
}

function namesOf({ der, facts }: OpenCertificate): readonly Name[] {
  const { subject } = readCertificateFields(der)
  const texts = facts.dnsNames.length > 0 ? facts.dnsNames : [facts.subject.commonName ?? '']
  return [
    ...texts.filter((text) => text !== '').map((text) => ({ tag: DNS_NAME, value: new TextEncoder().encode(text) })),
    ...facts.ipAddresses.map((address) => ({ tag: IP_ADDRESS, value: parseIpAddress(address) ?? new Uint8Array(0) })),
    ...(facts.subject.text === '' ? [] : [{ tag: DIRECTORY_NAME, value: subject }]),
  ]
}

const WITHIN: Readonly<Record<number, (value: Uint8Array, base: Uint8Array) => boolean>> = {
  [DNS_NAME]: dnsWithin,
  [IP_ADDRESS]: addressWithin,
  [DIRECTORY_NAME]: directoryWithin,
}

/** `example.org` is in the subtree `example.org`, and so is every name below it; a leading dot leaves the name itself out. */
function dnsWithin(value: Uint8Array, base: Uint8Array): boolean {
  const name = latin1(value)
  const root = latin1(base)
  return root === '' || name === root || name.endsWith(root.startsWith('.') ? root : `.${root}`)
}

/** The base is an address and a mask of the same length. */
function addressWithin(value: Uint8Array, base: Uint8Array): boolean {
  if (base.length !== value.length * 2) return false
  const mask = base.subarray(value.length)
  return value.every((octet, at) => ((octet ^ (base[at] ?? 0)) & (mask[at] ?? 0xff)) === 0)
}

/** Every part of the base's name, from its beginning, is a part of the name; octet for octet, as authorities write them. */
function directoryWithin(value: Uint8Array, base: Uint8Array): boolean {
  const parts = attemptSync(() => [partsOf(value), partsOf(base)] as const)
  if (!parts.ok) return false
  const [name, root] = parts.value
  return root.every((part, at) => sameBytes(part, name[at] ?? new Uint8Array(0)))
}

function partsOf(encoded: Uint8Array): readonly Uint8Array[] {
  const list = new DerReader(encoded, 'Name').enter(TAG.sequence)
  const parts: Uint8Array[] = []
  while (list.more) parts.push(list.next().encoded)
  return parts
}

function latin1(octets: Uint8Array): string {
  return String.fromCharCode(...octets.subarray(0, 512)).toLowerCase()
}
