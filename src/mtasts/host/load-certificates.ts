import { createHash, X509Certificate } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import { attemptSync } from '../../base/failure.ts'
import { printable } from '../../base/printable.ts'
import { readCertificate } from '../../x509/certificate.ts'
import { matchName } from '../../x509/match-name.ts'
import type { HostProblem } from './load-policies.ts'

/** A certificate that can be served. */
export interface HostedCertificate {
  /** Its path below the folder. */
  readonly file: string
  readonly dnsNames: readonly string[]
  /** ISO 8601 in UTC. */
  readonly notBefore: string
  readonly notAfter: string
  /** SHA-256 of the files that it was made of. */
  readonly digest: string
  readonly context: SecureContext
}

/** What a folder holds. */
export interface LoadedCertificates {
  /** The certificate for a host: valid at this time, of several the one that lasts longest; null when there is none. */
  readonly select: (host: string, now: Date) => HostedCertificate | null
  readonly all: readonly HostedCertificate[]
  readonly problems: readonly HostProblem[]
}

/** Files in which certificates are looked for. */
const CERTIFICATE_FILE = /\.(?:pem|crt|cer)$/

/** Files of those names that hold a key, or a part of a chain that is complete elsewhere. */
const OTHER_FILE = /(?:^|[/-])(?:privkey|key|chain|cert)\d*\.pem$/

/** A file of PEM is read up to this size. */
const PEM_BYTES = 262_144

/**
 * Loads the certificates of a folder and of the folders in it. The key stands in the file of the certificate, or beside it
 * as `<name>.key`, `<name>-key.pem` or `privkey.pem`; which hosts a certificate is for, it says itself. So
 * `mta-sts.example.com.pem`, a pair of `.crt` and `.key`, and a folder of certbot's (`live/<name>/fullchain.pem`) are all understood.
 *
 * A file that is of no use is a problem, but what it held before goes on to be served: a certificate is often replaced a
 * moment before its key is.
 *
 * @param before what was loaded until now
 */
export async function loadCertificates(
  folder: string,
  before: readonly HostedCertificate[],
): Promise<LoadedCertificates> {
  const problems: HostProblem[] = []
  const all: HostedCertificate[] = []
  const earlier = new Map(before.map((certificate) => [certificate.file, certificate]))
  const names = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    problems.push({ file: folder, reason: error.code ?? 'unknown' })
    return null
  })
  // A folder that cannot be read tells nothing about what its owner wants.
  if (names === null) return { select: selector(before), all: before, problems }
  for (const name of names.toSorted()) {
    if (!CERTIFICATE_FILE.test(name) || OTHER_FILE.test(name)) continue
    const known = earlier.get(name)
    const loaded = await loadCertificate(folder, name, known)
    if (typeof loaded === 'string') problems.push({ file: name, reason: loaded })
    const kept = typeof loaded === 'string' ? known : loaded
    if (kept !== undefined) all.push(kept)
  }
  return { select: selector(all), all, problems }
}

/** The certificate of a file with its key, or what is wrong in words. */
async function loadCertificate(
  folder: string,
  name: string,
  known: HostedCertificate | undefined,
): Promise<HostedCertificate | string> {
  const pem = await readPem(join(folder, name))
  if (pem === null) return 'it cannot be read'
  const block = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(pem)?.[0]
  if (block === undefined) return 'it holds no certificate in PEM'
  const key = await findKey(folder, name, pem)
  if (key === null) return 'its private key is neither in it nor beside it'
  const digest = createHash('sha256').update(pem).update('\0').update(key).digest('hex')
  if (known?.digest === digest) return known
  try {
    const { raw } = new X509Certificate(block)
    const read = attemptSync(() => readCertificate(raw))
    if (!read.ok) return `its certificate is malformed: ${read.failure.code}`
    const { dnsNames, notBefore, notAfter } = read.value
    // Throws when the key is not that of the certificate.
    const context = createSecureContext({ cert: pem, key, minVersion: 'TLSv1.2' })
    return { file: name, dnsNames, notBefore, notAfter, digest, context }
  } catch (error) {
    return printable(error instanceof Error ? error.message : String(error), 200)
  }
}

async function findKey(folder: string, name: string, pem: string): Promise<string | null> {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) return pem
  const base = name.replace(CERTIFICATE_FILE, '')
  for (const candidate of [`${base}.key`, `${base}-key.pem`, join(dirname(name), 'privkey.pem')]) {
    const key = await readPem(join(folder, candidate))
    if (key?.includes('PRIVATE KEY-----')) return key
  }
  return null
}

async function readPem(path: string): Promise<string | null> {
  const text = await readFile(path, 'latin1').catch(() => null)
  return text === null || text.length > PEM_BYTES ? null : text
}

/** Finds certificates by name without going through all of them at each handshake. */
function selector(all: readonly HostedCertificate[]): LoadedCertificates['select'] {
  const byName = new Map<string, HostedCertificate[]>()
  for (const certificate of all) {
    for (const dnsName of certificate.dnsNames) byName.set(dnsName, [...(byName.get(dnsName) ?? []), certificate])
  }
  return (host, now) => {
    const at = now.getTime()
    const name = host.toLowerCase()
    const wildcard = `*${name.slice(name.indexOf('.'))}`
    const [best] = [...(byName.get(name) ?? []), ...(byName.get(wildcard) ?? [])]
      .filter(({ dnsNames, notBefore, notAfter }) => {
        const isInDate = Date.parse(notBefore) <= at && at <= Date.parse(notAfter)
        return isInDate && matchName({ dnsNames, ipAddresses: [] }, name) !== null
      })
      .toSorted((a, b) => (a.notAfter < b.notAfter ? 1 : -1))
    return best ?? null
  }
}
