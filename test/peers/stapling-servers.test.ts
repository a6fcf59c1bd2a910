import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createAuthority, type IssuedCertificate, toPem } from '../../src/lab/certificate-authority.ts'
import { readOcspResponse } from '../../src/x509/ocsp-response.ts'
import { auditPeer, expectShownOf, factsIn } from './audit-peer.ts'
import { DEFAULT_NAME, type Leaf, makeAuthority } from './harness/certificates.ts'
import { startOpensslServer } from './harness/openssl-server.ts'
import { isMissing, peerPath } from './harness/require-peer.ts'
import { runProgram } from './harness/run-program.ts'
import { temporaryFolder } from './harness/running-peer.ts'
import { withStarttls } from './harness/starttls-front.ts'
import { handshakeByOpenssl } from './other-clients.ts'
import { SHOWN } from './shown.ts'

/*
 * What a real server staples, in TLS 1.2 by a message of its own and in TLS 1.3 beside the certificate: the octets are those of
 * the file, and `openssl s_client -status` and `openssl ocsp` say the same about them.
 */

const folder = temporaryFolder('stapling')
afterAll(() => folder.remove())

/** A server's certificate, who is trusted, and the response that it staples. */
interface Given {
  readonly leaf: Leaf
  readonly caFile: string
  readonly issuerFile: string
  readonly response: string | null
  /** How `openssl ocsp -respin` words what it says of the certificate. */
  readonly says: RegExp | null
}

type Case = keyof (typeof SHOWN)['stapling-servers']

const VERSIONS = [
  { name: 'TLS 1.2', parameter: '-tls1_2', version: 'tls12' },
  { name: 'TLS 1.3', parameter: '-tls1_3', version: 'tls13' },
] as const

describe.skipIf(isMissing('openssl'))('a server that staples', () => {
  const cases = isMissing('openssl') ? null : makeCases()
  const all = (Object.keys(SHOWN['stapling-servers']) as Case[]).flatMap((given) =>
    VERSIONS.map((version) => ({ given, ...version })),
  )

  test.each(all)('$given, $name', async ({ given, parameter, version }) => {
    const made = await cases?.[given]()
    if (made === undefined) throw new Error('no openssl, no cases')
    const { leaf, caFile, response, says, issuerFile } = made
    const status = response === null ? [] : ['-status_file', response]
    const backend = await startOpensslServer({ leaf, parameters: ['-rev', parameter, ...status] })
    await using server = await withStarttls(backend)
    const report = await auditPeer(server, caFile, {
      plan: 'quick',
      lanes: 1,
      target: `${DEFAULT_NAME}:25`,
      connectTo: [`${DEFAULT_NAME}:25:${server.address}:${server.port}`],
    })
    expectShownOf(['cert'], SHOWN['stapling-servers'][given], report)

    const printed = await handshakeByOpenssl(server, parameter, '-status', '-CAfile', caFile)
    const { staples } = factsIn(report)
    if (response === null || says === null) {
      expect(printed).toContain('OCSP response: no response sent')
      expect(staples).toEqual([])
      return
    }
    expect(staples).toEqual([expect.objectContaining({ version, response: base64Of(response) })])
    const [staple] = staples
    const read = readOcspResponse(Buffer.from(staple?.response ?? '', 'base64')).basic?.responses[0]
    expect(printed).toMatch(new RegExp(`Cert Status: ${read?.status.kind}`))
    expect(printed.replaceAll(/\s/g, '')).toContain(`SerialNumber:${read?.certificate.serial.toUpperCase()}`)
    const about = ['-issuer', issuerFile, '-cert', leaf.certificateFile, '-CAfile', caFile]
    const { output } = await runProgram('openssl', ['ocsp', ...about, '-respin', response, '-no_nonce'])
    expect(output).toMatch(says)
  })
})

function makeCases(): Readonly<Record<Case, () => Promise<Given>>> {
  const ca = makeAuthority(folder.path)
  const caFile = ca.certificateFile
  const home = join(caFile, '..')
  const leaf = ca.issue({ key: 'p-256', names: [DEFAULT_NAME] })
  const revoked = ca.issue({ key: 'rsa-2048', names: [DEFAULT_NAME] })
  const other = ca.issue({ key: 'p-256', names: ['mx.other.test'] })
  const revoke = ['-revoke', revoked.certificateFile, '-crl_reason', 'keyCompromise']
  openssl('ca', '-config', join(home, 'ca.cnf'), ...revoke)
  const ask = (about: Leaf, name: string): string => {
    const [request, response] = [join(folder.path, `${name}.req`), join(folder.path, `${name}.der`)]
    openssl('ocsp', '-issuer', caFile, '-cert', about.certificateFile, '-no_nonce', '-reqout', request)
    const signer = ['-index', join(home, 'index.txt'), '-CA', caFile, '-rsigner', caFile, '-rkey', ca.keyFile]
    openssl('ocsp', ...signer, '-ndays', '7', '-reqin', request, '-respout', response)
    return response
  }
  const given = (own: Leaf, response: string | null, says: RegExp | null) => async (): Promise<Given> => {
    return { leaf: own, caFile, issuerFile: caFile, response, says }
  }
  return {
    nothing: given(leaf, null, null),
    good: given(leaf, ask(leaf, 'good'), /: good$/m),
    revoked: given(revoked, ask(revoked, 'revoked'), /: revoked$/m),
    'another certificate': given(leaf, ask(other, 'other'), /ERROR: No Status found/),
    promised: ownCase('promised', { mustStaple: true, daysAgo: 1 }, /: good$/m),
    expired: ownCase('expired', { mustStaple: false, daysAgo: 9 }, /WARNING: Status times invalid/),
  }
}

/** A chain and a response of the lab's own authority, which can be late on purpose and promise what it likes. */
function ownCase(
  name: string,
  { mustStaple, daysAgo }: { readonly mustStaple: boolean; readonly daysAgo: number },
  says: RegExp,
): () => Promise<Given> {
  return async () => {
    const now = new Date()
    const authority = createAuthority({ name: 'Peers', now })
    const issued = await authority.issue({ names: [DEFAULT_NAME], mustStaple })
    const thisUpdate = new Date(now.getTime() - daysAgo * 86_400_000)
    const response = authority.answerOcsp({ certificate: issued.der, status: { kind: 'good' }, thisUpdate })
    return {
      leaf: leafOf(name, issued),
      caFile: file(`${name}.root.pem`, authority.certificates.root.pem),
      issuerFile: file(`${name}.intermediate.pem`, authority.certificates.intermediate.pem),
      response: file(`${name}.der`, response),
      says,
    }
  }
}

function leafOf(name: string, { pem, chainPem, chainDer, privateKeyPem }: IssuedCertificate): Leaf {
  const key = privateKeyPem ?? ''
  return {
    certificateFile: file(`${name}.pem`, pem),
    keyFile: file(`${name}.key`, key),
    chainFile: file(`${name}.chain.pem`, chainPem),
    issuersFile: file(`${name}.issuers.pem`, toPem(...chainDer.slice(1))),
    bundleFile: file(`${name}.bundle.pem`, key + chainPem),
  }
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder.path, name)
  writeFileSync(path, content)
  return path
}

function base64Of(path: string): string {
  return execFileSync('base64', ['-w', '0', path], { encoding: 'utf8' })
}

function openssl(...parameters: readonly string[]): void {
  execFileSync(peerPath('openssl'), parameters, { stdio: ['ignore', 'ignore', 'pipe'] })
}
