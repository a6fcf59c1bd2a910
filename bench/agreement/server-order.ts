import type { TlsVersion } from '../../src/base/answer.ts'
import type { ServerFacts, SuiteAnswer } from '../../src/facts/server-facts.ts'
import type { Target } from '../scanners/wiretight.ts'
import { expandCipherList, negotiate } from './openssl-client.ts'

/** What the check of the order came to: what was found in order, and what is wrong. */
export interface OrderCheck {
  readonly notes: readonly string[]
  readonly problems: readonly string[]
}

const VERSIONS: readonly TlsVersion[] = ['tls10', 'tls11', 'tls12']

/**
 * Checks who decides among suites, and in which order, in each version up to TLS 1.2.
 *
 * Who decides is asked of `openssl s_client`, which offers two accepted suites in both orders. The order itself is that of
 * the server's cipher list, as `openssl ciphers` expands it.
 *
 * @param cipherList the server's list, or null when it is not known
 */
export async function checkOrder(target: Target, facts: ServerFacts, cipherList: string | null): Promise<OrderCheck> {
  const notes: string[] = []
  const problems: string[] = []
  for (const version of VERSIONS) {
    const accepted = facts.suites[version].filter(({ state }) => state === 'accepted')
    if (accepted.length < 2) continue
    const said = facts.preference[version]
    const seen = await whoDecides(target, version, accepted)
    if (seen === null) notes.push(`${version}: this OpenSSL has no two of the suites; ${said} decides`)
    else if (seen !== said) problems.push(`${version}: wiretight says that ${said} decides; s_client shows ${seen}`)
    else notes.push(`${version}: ${said} decides`)
    if (cipherList === null || said !== 'server') continue
    const wrong = await wrongOrder(accepted, cipherList)
    if (wrong === null) notes.push(`${version}: all ${accepted.length} suites are in the order of \`${cipherList}\``)
    else problems.push(`${version}: ${wrong}`)
  }
  return { notes, problems }
}

/** Offers the first and the last accepted suite that this OpenSSL has, in both orders. */
async function whoDecides(
  target: Target,
  version: TlsVersion,
  accepted: readonly SuiteAnswer[],
): Promise<'server' | 'client' | null> {
  const here = new Set(await expandCipherList('ALL:COMPLEMENTOFALL:!PSK:!SRP:@SECLEVEL=0'))
  const names = accepted.flatMap(({ openssl }) => (openssl !== null && here.has(openssl) ? [openssl] : []))
  const [first, last] = [names[0], names.at(-1)]
  if (first === undefined || last === undefined || first === last) return null
  const forwards = await negotiate(target, version, [first, last])
  const backwards = await negotiate(target, version, [last, first])
  if (forwards === null || backwards === null) return null
  return forwards.cipher === backwards.cipher ? 'server' : 'client'
}

/** Null when the positions are complete and those of the list. */
async function wrongOrder(accepted: readonly SuiteAnswer[], cipherList: string): Promise<string | null> {
  const expanded = await expandCipherList(cipherList)
  const names = new Set(accepted.map(({ openssl }) => openssl))
  const expected = expanded.filter((name) => names.has(name))
  const placed = accepted.filter(({ position }) => position !== undefined)
  if (placed.length < accepted.length)
    return `${accepted.length - placed.length} of ${accepted.length} have no position`
  const found = placed.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0)).map(({ openssl }) => openssl)
  const at = expected.findIndex((name, index) => name !== found[index])
  if (at < 0 && expected.length === found.length) return null
  return `at position ${at + 1} of ${expected.length} OpenSSL has ${expected[at] ?? 'nothing'}, wiretight ${found[at] ?? 'nothing'}`
}
