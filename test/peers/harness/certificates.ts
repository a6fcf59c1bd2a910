import { execFileSync } from 'node:child_process'
import { createDiffieHellman, type DiffieHellmanGroup, getDiffieHellman } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { peerPath } from './require-peer.ts'

/** The key of a certificate. */
export type LeafKey = 'p-256' | 'p-384' | 'rsa-512' | 'rsa-1024' | 'rsa-2048' | 'rsa-3072'

/** A certificate to be issued. Everything but the key has a default that makes a good server certificate. */
export interface LeafOptions {
  readonly key: LeafKey
  /** DNS names; by default {@link DEFAULT_NAME}. The first is the common name too. */
  readonly names?: readonly string[]
  /** IP addresses; by default 127.0.0.1. */
  readonly addresses?: readonly string[]
  /** By default an hour ago. */
  readonly notBefore?: Date
  /** By default in 90 days. */
  readonly notAfter?: Date
  /** The hash of the signature; by default sha256. */
  readonly digest?: 'sha1' | 'sha256' | 'sha384'
}

/** Files of a server's certificate, all PEM. */
export interface Leaf {
  readonly certificateFile: string
  readonly keyFile: string
  /** The leaf's certificate, then its issuer's. */
  readonly chainFile: string
  /** What {@link chainFile} has above the leaf; null when that is nothing. */
  readonly issuersFile: string | null
  /** The key, the leaf's certificate, its issuer's: the shape that Postfix's `smtpd_tls_chain_files` reads. */
  readonly bundleFile: string
}

/** A certificate authority of one root, made for one test. */
export interface Authority {
  readonly certificateFile: string
  readonly keyFile: string
  issue(options: LeafOptions): Leaf
}

/** The name in every certificate that asks for none. */
export const DEFAULT_NAME = 'mx.lab.test'

/** Makes a root (P-256, ten years) in `folder` with the `openssl` program. */
export function makeAuthority(folder: string, commonName = 'Lab Root'): Authority {
  const home = join(folder, 'authority')
  mkdirSync(join(home, 'issued'), { recursive: true })
  const certificateFile = join(home, 'ca.pem')
  const keyFile = join(home, 'ca.key')
  const configuration = join(home, 'ca.cnf')
  writeFileSync(join(home, 'index.txt'), '')
  writeFileSync(join(home, 'index.txt.attr'), 'unique_subject = no\n')
  writeFileSync(configuration, authorityConfiguration(home, 'DNS:unused.invalid', 'sha256'))
  makeKey('p-256', keyFile)
  const root = ['req', '-x509', '-config', configuration, '-extensions', 'root', '-days', '3650', '-key', keyFile]
  openssl([...root, '-subj', `/CN=${commonName}`, '-out', certificateFile])

  let issued = 0
  const issue = (options: LeafOptions): Leaf => {
    issued++
    const base = join(home, 'issued', `${issued}-${options.key}`)
    const names = options.names ?? [DEFAULT_NAME]
    const addresses = options.addresses ?? ['127.0.0.1']
    const subject = [...names.map((name) => `DNS:${name}`), ...addresses.map((address) => `IP:${address}`)].join(',')
    writeFileSync(configuration, authorityConfiguration(home, subject, options.digest ?? 'sha256'))
    makeKey(options.key, `${base}.key`)
    const request = ['req', '-new', '-config', configuration, '-key', `${base}.key`, '-subj', `/CN=${names[0] ?? ''}`]
    openssl([...request, '-out', `${base}.csr`])
    const hour = 3_600_000
    const from = options.notBefore ?? new Date(Date.now() - hour)
    const to = options.notAfter ?? new Date(Date.now() + 90 * 24 * hour)
    const sign = ['ca', '-batch', '-notext', '-config', configuration, '-in', `${base}.csr`, '-out', `${base}.pem`]
    openssl([...sign, '-startdate', asn1Time(from), '-enddate', asn1Time(to)])
    const leaf = readFileSync(`${base}.pem`, 'utf8')
    const chain = leaf + readFileSync(certificateFile, 'utf8')
    writeFileSync(`${base}.chain.pem`, chain)
    writeFileSync(`${base}.bundle.pem`, readFileSync(`${base}.key`, 'utf8') + chain, { mode: 0o600 })
    return {
      certificateFile: `${base}.pem`,
      keyFile: `${base}.key`,
      chainFile: `${base}.chain.pem`,
      issuersFile: certificateFile,
      bundleFile: `${base}.bundle.pem`,
    }
  }
  return { certificateFile, keyFile, issue }
}

/**
 * Writes Diffie-Hellman parameters as PEM. 1024 and 1536 bits are the groups 2 and 5 of RFC 2409 section 6.2 and
 * RFC 3526 section 2, which are known primes; 512 and 768 bits are made anew, and that takes a moment.
 */
export function writeDhParameters(file: string, bits: 512 | 768 | 1024 | 1536): void {
  const parameters =
    bits === 1024 ? getDiffieHellman('modp2') : bits === 1536 ? getDiffieHellman('modp5') : createDiffieHellman(bits)
  writeFileSync(file, dhParametersPem(parameters))
}

/** PKCS #3 DHParameter: SEQUENCE { prime INTEGER, base INTEGER }. */
function dhParametersPem(parameters: Pick<DiffieHellmanGroup, 'getPrime' | 'getGenerator'>): string {
  const body = Buffer.concat([derInteger(parameters.getPrime()), derInteger(parameters.getGenerator())])
  const base64 = derElement(0x30, body).toString('base64').replace(/.{64}/g, '$&\n').trimEnd()
  return `-----BEGIN DH PARAMETERS-----\n${base64}\n-----END DH PARAMETERS-----\n`
}

function derInteger(magnitude: Buffer): Buffer {
  const needsSignByte = (magnitude[0] ?? 0) >= 0x80
  return derElement(0x02, needsSignByte ? Buffer.concat([Buffer.of(0), magnitude]) : magnitude)
}

function derElement(tag: number, content: Buffer): Buffer {
  const length = content.length
  const header = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...header), content])
}

function makeKey(key: LeafKey, file: string): void {
  const [kind, size] = key.split('-')
  const how =
    kind === 'rsa' ? ['RSA', '-pkeyopt', `rsa_keygen_bits:${size}`] : ['EC', '-pkeyopt', `ec_paramgen_curve:P-${size}`]
  openssl(['genpkey', '-algorithm', ...how, '-out', file])
}

function openssl(parameters: readonly string[]): void {
  execFileSync(peerPath('openssl'), parameters, { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** GeneralizedTime without fractions, as `openssl ca` reads it. */
function asn1Time(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`
}

function authorityConfiguration(home: string, subjectAlternativeNames: string, digest: string): string {
  return `
[ca]
default_ca = lab
[lab]
database = ${home}/index.txt
new_certs_dir = ${home}/issued
certificate = ${home}/ca.pem
private_key = ${home}/ca.key
rand_serial = yes
default_md = ${digest}
policy = any
x509_extensions = leaf
[any]
commonName = supplied
[req]
distinguished_name = empty
[empty]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = ${subjectAlternativeNames}
`
}
