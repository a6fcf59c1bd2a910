import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { domainNameOrNull } from '../../base/domain-name.ts'
import { printable } from '../../base/printable.ts'
import { POLICY_BYTES } from '../fetch.ts'
import { type Policy, parsePolicy } from '../policy.ts'
import { policyId } from '../policy-id.ts'
import { writePolicy } from '../write-policy.ts'

/** A policy that is served. */
export interface HostedPolicy {
  readonly domain: string
  /** The octets of the response. */
  readonly body: Buffer
  readonly policy: Policy
  /** The id to publish, a function of the text. */
  readonly id: string
}

/** A file, or an entry of one, that is of no use, and why. */
export interface HostProblem {
  readonly file: string
  readonly reason: string
}

/** What a folder holds. */
export interface LoadedPolicies {
  /** By policy host, `mta-sts.example.com`. */
  readonly byHost: ReadonlyMap<string, HostedPolicy>
  readonly problems: readonly HostProblem[]
}

/** The file with many policies at once. */
const TABLE = 'policies.json'

/** Policies that are read at once, so that a thousand files need no thousand descriptors. */
const AT_ONCE = 64

/**
 * Loads the policies of a folder: `<domain>.txt` is served as it is, and `policies.json` maps domains to
 * `{ "mode": …, "mx": […], "maxAge": seconds }`. A policy that is not valid, or cannot be read, is not served: where there was a
 * valid one before, that stays, because senders would take an invalid one for none.
 *
 * @param before what was served until now
 */
export async function loadPolicies(folder: string, before: LoadedPolicies['byHost']): Promise<LoadedPolicies> {
  const byHost = new Map<string, HostedPolicy>()
  const problems: HostProblem[] = []
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    problems.push({ file: folder, reason: error.code ?? 'unknown' })
    return null
  })
  // A folder that cannot be read tells nothing about what its owner wants.
  if (names === null) return { byHost: before, problems }
  const add = (file: string, domainText: string, text: string | null): void => {
    const domain = domainNameOrNull(domainText)
    if (domain === null) {
      problems.push({ file, reason: `${printable(domainText, 80)} is no domain` })
      return
    }
    const host = `mta-sts.${domain}`
    const made = text === null ? 'it cannot be read' : hosted(domain, text)
    if (typeof made === 'string') problems.push({ file, reason: made })
    else if (byHost.has(host)) problems.push({ file, reason: `${domain} has a policy already` })
    const kept = byHost.get(host) ?? (typeof made === 'string' ? before.get(host) : made)
    if (kept !== undefined) byHost.set(host, kept)
  }
  const files = names.filter((name) => name.endsWith('.txt')).toSorted()
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const some = files.slice(at, at + AT_ONCE)
    const texts = await Promise.all(some.map((name) => readFile(join(folder, name), 'utf8').catch(() => null)))
    for (const [index, name] of some.entries()) add(name, name.slice(0, -'.txt'.length), texts[index] ?? null)
  }
  if (names.includes(TABLE)) {
    const table = parseTable(await readFile(join(folder, TABLE), 'utf8').catch(() => ''))
    if (table === null) {
      problems.push({ file: TABLE, reason: 'it is no object of {"domain": {"mode", "mx", "maxAge"}}' })
      for (const [host, policy] of before) if (!byHost.has(host)) byHost.set(host, policy)
    }
    for (const [domain, entry] of table ?? []) add(TABLE, domain, entry)
  }
  return { byHost, problems }
}

/** The policy of a text, or what is wrong with it in words. */
function hosted(domain: string, text: string): HostedPolicy | string {
  const body = Buffer.from(text)
  if (body.length > POLICY_BYTES) return `${domain}: it is larger than the ${POLICY_BYTES} bytes that senders read`
  const { policy, errors } = parsePolicy(text)
  if (policy !== null) return { domain, body, policy, id: policyId(text) }
  return `${domain}: ${errors.map(({ code, at }) => (at === 0 ? code : `${code} in line ${at}`)).join(', ')}`
}

/** The texts of the policies of `policies.json` by domain; null when it is no such file. */
function parseTable(json: string): ReadonlyMap<string, string> | null {
  const table = objectOf(() => JSON.parse(json))
  if (table === null) return null
  const texts = new Map<string, string>()
  for (const [domain, value] of Object.entries(table)) {
    const entry = objectOf(() => value)
    const mx: readonly unknown[] | null = entry !== null && Array.isArray(entry['mx']) ? entry['mx'] : null
    if (entry === null || mx === null) return null
    // Values of the wrong kind become texts that no policy may have, and are refused by its grammar. A maxAge of null would be 0.
    const { mode, maxAge } = entry
    const maxAgeSeconds = typeof maxAge === 'number' ? maxAge : Number.NaN
    texts.set(domain, writePolicy({ mode: String(mode), maxAgeSeconds, mx: mx.map(String) }))
  }
  return texts
}

function objectOf(make: () => unknown): Readonly<Record<string, unknown>> | null {
  try {
    const value = make()
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}
