import { formatIpAddress, parseIpAddress } from '../base/ip-address.ts'

/** The names a certificate presents, as {@link CertificateFacts} holds them. */
export interface PresentedNames {
  readonly dnsNames: readonly string[]
  readonly ipAddresses: readonly string[]
}

/**
 * Finds the name of a certificate that matches the host a client wanted to reach; null when none does.
 *
 * Only subjectAltName counts: the CN is text for people (RFC 9525). A wildcard must be the whole left-most
 * label and stands for exactly one label, so `*.example.org` is neither `example.org` nor `a.b.example.org`, and
 * `mx*.example.org` matches nothing (RFC 9525 section 6.3). Names are compared label by label without regard to case,
 * A-labels as they are. An IP address matches an iPAddress entry with the same octets and nothing else, in particular
 * no dNSName that looks like it (RFC 9525 section 6.4).
 *
 * @param reference a host name in A-labels, with or without the final dot, or an IP address
 * @returns the presented name, such as `*.example.org`
 */
export function matchName(presented: PresentedNames, reference: string): string | null {
  const address = parseIpAddress(reference)
  if (address) {
    const wanted = formatIpAddress(address)
    return presented.ipAddresses.find((candidate) => candidate === wanted) ?? null
  }
  const labels = hostLabels(reference.replace(/\.$/, ''))
  return (labels && presented.dnsNames.find((pattern) => matches(pattern, labels))) ?? null
}

/** Letters, digits, hyphens; and underscores, which are seen in host names although they do not belong there. */
const LABEL = /^[a-z0-9_-]{1,63}$/

function matches(pattern: string, labels: readonly string[]): boolean {
  const wanted = pattern.startsWith('*.') ? ['*', ...(hostLabels(pattern.slice(2)) ?? [])] : (hostLabels(pattern) ?? [])
  return (
    wanted.length === labels.length &&
    (wanted.length > 1 || wanted[0] !== '*') &&
    wanted.every((label, at) => label === labels[at] || (at === 0 && label === '*'))
  )
}

/** The labels of a host name in lower case; null when it is none (a wildcard elsewhere, an empty label, other bytes). */
function hostLabels(name: string): readonly string[] | null {
  const labels = name.toLowerCase().split('.')
  return labels.every((label) => LABEL.test(label)) ? labels : null
}
