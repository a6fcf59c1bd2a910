import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type CertificateRequest, createAuthority, toPem } from '../../src/lab/certificate-authority.ts'
import { runCli } from '../support/run-cli.ts'
import { auditPeer, expectShownOf, factsIn, readReport } from './audit-peer.ts'
import { type Leaf, makeAuthority } from './harness/certificates.ts'
import { startOpensslServer } from './harness/openssl-server.ts'
import { startPostfix } from './harness/postfix.ts'
import { isMissing } from './harness/require-peer.ts'
import { freePort, temporaryFolder } from './harness/running-peer.ts'
import { withStarttls } from './harness/starttls-front.ts'
import { verdictByOpenssl } from './other-clients.ts'
import { SHOWN } from './shown.ts'

/*
 * Chains with one fault each, shown by a real server: what openssl s_client says of them is what a survey says, number and
 * words, and the rules name the fault.
 */

const NAME = 'mx.lab.test'
const DAY_MILLISECONDS = 86_400_000

const now = new Date()
const authority = createAuthority({ name: 'Peers', now })
const { root, intermediate, untrusted } = authority.certificates

const folder = temporaryFolder('certificates')
afterAll(() => folder.remove())
const caFile = file('root.pem', root.pem)

interface Given {
  readonly request?: Partial<CertificateRequest>
  /** What is sent above the leaf, where it is not what the authority would send. */
  readonly above?: readonly Uint8Array[]
  /** A second certificate, for the other kind of key. The default plan looks for it, the quick one does not. */
  readonly second?: Partial<CertificateRequest>
  /** Further parameters of `openssl s_server`, made when it starts. */
  readonly parameters?: () => Promise<readonly string[]>
}

type Chain = Exclude<keyof (typeof SHOWN)['certificate-servers'], 'two addresses'>

const given: Readonly<Record<Chain, Given>> = {
  good: {},
  expired: { request: { notBefore: day(-90), notAfter: day(-1) } },
  'not yet valid': { request: { notBefore: day(1) } },
  'expires soon': { request: { notBefore: day(-80), notAfter: day(9) } },
  'another name': { request: { names: ['mx.other.test'] } },
  'no name': { request: { names: [], commonName: NAME } },
  'self-signed': { request: { selfSigned: true } },
  untrusted: { request: { issuer: 'untrusted' } },
  'untrusted, with its root': { request: { issuer: 'untrusted' }, above: [untrusted.der] },
  incomplete: { request: { authorityInfoAccess: { caIssuers: 'http://ca.lab.test/ca.der' } }, above: [] },
  'wrong order': { above: [untrusted.der, intermediate.der] },
  'another purpose': { request: { eku: ['clientAuth'] } },
  'small key': { request: { key: 'rsa-1024' } },
  'weak signature': { request: { signatureHash: 'sha1' } },
  'long life': { request: { notAfter: day(1_095) } },
  'must staple': { request: { mustStaple: true } },
  'one of two expired': {
    request: { key: 'rsa-2048', notBefore: day(-90), notAfter: day(-1) },
    second: {},
  },
  logged: { parameters: async () => ['-serverinfo', file('serverinfo.pem', SCT_SERVERINFO)] },
}

describe.skipIf(isMissing('openssl'))('a chain that is', () => {
  test.each(Object.entries(given))('%s', async (name, { request, above, second, parameters }) => {
    const leaf = await leafOf(name, request, above)
    const backend = await startOpensslServer({
      leaf,
      ...(second === undefined ? {} : { secondLeaf: await leafOf(`${name} second`, second) }),
      parameters: ['-rev', '-cipher', 'DEFAULT:@SECLEVEL=0', ...((await parameters?.()) ?? [])],
    })
    await using server = await withStarttls(backend)
    const report = await auditPeer(server, caFile, {
      plan: second === undefined ? 'quick' : 'default',
      lanes: 1,
      isPublic: true,
      target: `${NAME}:25`,
      connectTo: [`${NAME}:25:${server.address}:${server.port}`],
    })
    expectShownOf(['cert'], SHOWN['certificate-servers'][name as Chain], report) // the keys are those of the table
    const { code, text } = await verdictByOpenssl(server, caFile)
    expect(factsIn(report).verification).toMatchObject({ code, text })
  })
})

describe.skipIf(isMissing('postfix', 'openssl'))('two addresses of one name', () => {
  test('show certificates of their own', async () => {
    const other = makeAuthority(folder.path)
    const port = await freePort()
    const addresses = ['127.0.0.61', '127.0.0.62']
    const start = (address: string) => startPostfix({ configuration: 'hard', authority: other, address, port })
    await using first = await start(addresses[0] ?? '')
    await using second = await start(addresses[1] ?? '')
    expect([first.port, second.port]).toEqual([port, port])
    const resolve = addresses.flatMap((address) => ['--resolve', `${NAME}:${address}`])
    const words = ['check', `${NAME}:${port}`, '--quick', '--json', '--ca-file', other.certificateFile, ...resolve]
    const report = readReport(await runCli(words))
    expectShownOf(['cert'], SHOWN['certificate-servers']['two addresses'], report)
    expect(report.mx[0]?.addresses.map(({ ip }) => ip)).toEqual(addresses)
  })
})

function day(days: number): Date {
  return new Date(now.getTime() + days * DAY_MILLISECONDS)
}

function file(name: string, text: string): string {
  const path = join(folder.path, name)
  writeFileSync(path, text)
  return path
}

async function leafOf(
  name: string,
  request: Partial<CertificateRequest> = {},
  above?: readonly Uint8Array[],
): Promise<Leaf> {
  const issued = await authority.issue({ names: [NAME], ...request })
  const issuers = above ?? issued.chainDer.slice(1)
  const base = name.replace(/\W+/g, '-')
  const certificateFile = file(`${base}.pem`, issued.pem)
  const issuersFile = issuers.length === 0 ? null : file(`${base}.issuers.pem`, toPem(...issuers))
  const chainFile = file(`${base}.chain.pem`, issued.pem + toPem(...issuers))
  const key = issued.privateKeyPem ?? ''
  const keyFile = file(`${base}.key`, key)
  const bundleFile = file(`${base}.bundle.pem`, key + readFileSync(chainFile, 'utf8'))
  return { certificateFile, keyFile, chainFile, issuersFile, bundleFile }
}

/** The extension signed_certificate_timestamp (18) with a list that is empty but for its shape (RFC 6962 section 3.3). */
const SCT_EXTENSION = Buffer.from('0012 0006 0004 0002 0000'.replaceAll(' ', ''), 'hex')
const SCT_SERVERINFO = `-----BEGIN SERVERINFO FOR SCT-----\n${SCT_EXTENSION.toString('base64')}\n-----END SERVERINFO FOR SCT-----\n`
