import { domainToASCII, domainToUnicode } from 'node:url'
import { fail } from './failure.ts'
import { printable } from './printable.ts'

declare const domainNameBrand: unique symbol

/**
 * A domain name as the whole product writes it: A-labels in lower case, no trailing dot, the root as `.`. Letters, digits,
 * hyphens and underscores only, so that it can stand in a log line, a URL or a file name without quoting. (Names of any
 * octets exist only inside `dns/wire`.)
 */
export type DomainName = string & { readonly [domainNameBrand]: 'DomainName' }

/** Octets of a label. RFC 1035 section 2.3.4. */
const LABEL_OCTETS = 63

/** Octets of a name in text, without its trailing dot: 255 on the wire, less the first length octet and the root's. */
const NAME_OCTETS = 253

/** Characters of a refused name that are repeated in its failure. */
const SHOWN_CHARACTERS = 256

/**
 * Parses a domain name that a person or a configuration wrote. International names become A-labels (UTS #46 as the URL
 * standard applies it); one trailing dot is dropped. An A-label is taken as it stands, since the DNS serves it whatever its
 * Punycode means to this Node's edition of Unicode.
 *
 * @throws ProbeError `name-invalid` with the reason in words
 */
export function parseDomainName(text: string): DomainName {
  const given = text.trim()
  if (given === '.') return brand('.')
  const ascii = isAscii(given) ? given.toLowerCase() : domainToASCII(given.normalize('NFC'))
  const name = ascii.endsWith('.') ? ascii.slice(0, -1) : ascii
  const reason = objection(given, name)
  return reason === null
    ? brand(name)
    : fail({ code: 'name-invalid', name: printable(given, SHOWN_CHARACTERS), reason })
}

/** {@link parseDomainName} that answers null instead of throwing. */
export function domainNameOrNull(text: string): DomainName | null {
  try {
    return parseDomainName(text)
  } catch {
    return null
  }
}

/** The labels from left to right; the root has none. */
export function labelsOf(name: DomainName): readonly string[] {
  return name === '.' ? [] : name.split('.')
}

/** True when `name` is `ancestor` or lies below it. Compares whole labels: `badexample.com` is not below `example.com`. */
export function isSubdomain(name: DomainName, ancestor: DomainName): boolean {
  return ancestor === '.' || name === ancestor || name.endsWith(`.${ancestor}`)
}

/** The name without its first label; the root has no parent. */
export function parentDomain(name: DomainName): DomainName | null {
  if (name === '.') return null
  const dot = name.indexOf('.')
  return brand(dot < 0 ? '.' : name.slice(dot + 1))
}

/**
 * The name for people: A-labels become U-labels, but only where that is harmless. A label stays an A-label when its
 * Unicode form does not lead back to the very same label, mixes Latin letters with those of another alphabet (`раypal`),
 * or contains anything other than letters, marks, digits and hyphens (no controls, no bidirectional overrides, no
 * look-alike dots).
 */
export function displayDomainName(name: DomainName): string {
  if (!name.includes('xn--')) return name
  return labelsOf(name).map(displayLabel).join('.')
}

function displayLabel(label: string): string {
  if (!label.startsWith('xn--')) return label
  const unicode = domainToUnicode(label)
  const harmless = /^[\p{L}\p{M}\p{Nd}-]+$/u.test(unicode) && !mixesAlphabets(unicode)
  return harmless && domainToASCII(unicode) === label ? unicode : label
}

/** Alphabets whose letters look like Latin ones; a label that mixes two of them is a disguise until proven otherwise. */
const LOOKALIKE_ALPHABETS = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
]

function mixesAlphabets(label: string): boolean {
  return LOOKALIKE_ALPHABETS.filter((alphabet) => alphabet.test(label)).length > 1
}

function objection(given: string, name: string): string | null {
  if (given === '') return 'the name is empty'
  if (name === '') return 'the name has no form that the DNS can carry (IDNA)'
  if (name.length > NAME_OCTETS) return `the name has ${name.length} octets; the DNS allows ${NAME_OCTETS}`
  for (const label of name.split('.')) {
    if (label === '') return 'a label is empty'
    if (label.length > LABEL_OCTETS) return `a label has ${label.length} octets; the DNS allows ${LABEL_OCTETS}`
    if (!/^[a-z0-9_-]+$/.test(label)) return 'only letters, digits, hyphens and underscores may stand in a name'
    if (label.startsWith('-') || label.endsWith('-')) return 'a label begins or ends with a hyphen'
  }
  // RFC 3696 section 2: a top-level domain is never all digits, so this is an address or a part of one.
  if (/(?:^|\.)[0-9]+$/.test(name)) return 'the last label is a number, as in an address'
  return null
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text)
}

function brand(name: string): DomainName {
  return name as DomainName
}
