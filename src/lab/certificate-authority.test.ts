import { createPrivateKey, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { type ConnectionOptions, connect, createServer as createTlsServer, TLSSocket } from 'node:tls'
import { beforeAll, describe, expect, test } from 'vitest'
import { attempt } from '../base/failure.ts'
import { dial } from '../smtp/dial.ts'
import { ehloAfterTls, openSession, quit, sessionFacts, startTls } from '../smtp/session.ts'
import { type CertificateFacts, readCertificate } from '../x509/certificate.ts'
import { analyseChain } from '../x509/chain.ts'
import { type CertificateRequest, createAuthority, type IssuedCertificate, toPem } from './certificate-authority.ts'
import { fixedRsaPublicKey } from './fixed-rsa-keys.ts'

const NOW = new Date('2026-11-24T12:00:00Z')
const authority = createAuthority({ name: 'Test', now: NOW })
const { root, intermediate, untrusted } = authority.certificates
const names = ['mx.lab.test', '*.lab.test']

describe('createAuthority', () => {
  test('has a root, an intermediate below it, and a root of nobody', () => {
    expect(readCertificate(root.der)).toMatchObject({
      subject: { text: 'O=wiretight lab, CN=Test Root' },
      isCa: true,
      pathLength: null,
      keyUsage: ['keyCertSign', 'cRLSign'],
      selfSigned: true,
    })
    expect(readCertificate(intermediate.der)).toMatchObject({
      isCa: true,
      pathLength: 0,
      authorityKeyIdentifier: readCertificate(root.der).subjectKeyIdentifier,
    })
    expect(analyseChain([intermediate.der, root.der])).toMatchObject({ path: [0, 1], end: 'self-signed' })
    expect(readCertificate(untrusted.der)).toMatchObject({ isCa: true, selfSigned: true })
    expect(analyseChain([intermediate.der, untrusted.der])).toMatchObject({ path: [0] })
    expect(new X509Certificate(root.pem).raw).toEqual(Buffer.from(root.der))
  })
})

describe('issue', () => {
  const cases: readonly { name: string; request: Partial<CertificateRequest>; facts: object }[] = [
    {
      name: 'by default, what a real server has',
      request: {},
      facts: {
        subject: { commonName: 'mx.lab.test' },
        issuer: { commonName: 'Test Intermediate' },
        dnsNames: names,
        notBefore: '2026-11-23T12:00:00Z',
        notAfter: '2027-02-22T12:00:00Z',
        key: { algorithm: 'ec', curve: 'secp256r1' },
        signature: { name: 'ecdsa-with-SHA256' },
        isCa: false,
        keyUsage: ['digitalSignature'],
        extendedKeyUsage: ['serverAuth'],
        mustStaple: false,
        selfSigned: false,
        unknownCritical: [],
        malformedExtensions: [],
      },
    },
    { name: 'addresses', request: { ips: ['127.0.0.1', '::1'] }, facts: { ipAddresses: ['127.0.0.1', '::1'] } },
    {
      name: 'no subjectAltName',
      request: { names: [], commonName: 'mx.lab.test' },
      facts: { subject: { commonName: 'mx.lab.test' }, nameCount: 0 },
    },
    { name: 'an IDN', request: { names: ['mx.xn--bcher-kva.test'] }, facts: { dnsNames: ['mx.xn--bcher-kva.test'] } },
    {
      name: 'expired',
      request: { notBefore: new Date('2025-01-01'), notAfter: new Date('2025-04-01') },
      facts: { notBefore: '2025-01-01T00:00:00Z', notAfter: '2025-04-01T00:00:00Z' },
    },
    {
      name: 'SHA-1',
      request: { signatureHash: 'sha1' },
      facts: { signature: { name: 'ecdsa-with-SHA1', hash: 'sha1' } },
    },
    { name: 'P-384', request: { key: 'ec-p384' }, facts: { key: { algorithm: 'ec', bits: 384 } } },
    { name: 'Ed25519', request: { key: 'ed25519' }, facts: { key: { algorithm: 'ed25519' } } },
    {
      name: 'an RSA key may also decrypt',
      request: { key: 'rsa-1024' },
      facts: { key: { algorithm: 'rsa', bits: 1024 }, keyUsage: ['digitalSignature', 'keyEncipherment'] },
    },
    { name: 'by the root', request: { issuer: 'root' }, facts: { issuer: { commonName: 'Test Root' } } },
    { name: 'by nobody', request: { issuer: 'untrusted' }, facts: { issuer: { commonName: 'Test Untrusted Root' } } },
    { name: 'other purposes', request: { eku: ['clientAuth'] }, facts: { extendedKeyUsage: ['clientAuth'] } },
    { name: 'any purpose', request: { eku: null }, facts: { extendedKeyUsage: null } },
    { name: 'must staple', request: { mustStaple: true }, facts: { mustStaple: true } },
    { name: 'a serial', request: { serial: Uint8Array.of(7) }, facts: { serial: '07' } },
    {
      name: 'addresses of the authority',
      request: { authorityInfoAccess: { ocsp: 'http://ocsp.lab.test/', caIssuers: 'http://ca.lab.test/' } },
      facts: { ocspUrls: ['http://ocsp.lab.test/'], caIssuerUrls: ['http://ca.lab.test/'] },
    },
    { name: 'self-signed', request: { selfSigned: true }, facts: { selfSigned: true, isCa: false } },
    {
      name: 'self-signed with RSA and SHA-1',
      request: { selfSigned: true, key: 'rsa-1024', signatureHash: 'sha1' },
      facts: { selfSigned: true, signature: { name: 'sha1WithRSAEncryption' } },
    },
    {
      name: 'self-signed with Ed25519',
      request: { selfSigned: true, key: 'ed25519' },
      facts: { selfSigned: true, signature: { name: 'ed25519' } },
    },
  ]
  test.each(cases)('$name', async ({ request, facts }) => {
    const issued = await authority.issue({ names, ...request })
    const read: CertificateFacts = readCertificate(issued.der)
    expect(read).toMatchObject(facts)
    expect(read.key.algorithm).toBe(issued.keyType)
    // The key that comes along is the certificate's own.
    const x509 = new X509Certificate(issued.pem)
    expect(x509.checkPrivateKey(createPrivateKey(keyPem(issued)))).toBe(true)
    expect(x509.raw).toEqual(Buffer.from(issued.der))
  })

  const chains = [
    { issuer: 'intermediate', selfSigned: false, path: [0, 1], root: true },
    { issuer: 'root', selfSigned: false, path: [0], root: true },
    { issuer: 'untrusted', selfSigned: false, path: [0], root: false },
    { issuer: 'intermediate', selfSigned: true, path: [0], root: false },
  ] as const
  test.each(chains)('the chain of $issuer, self-signed $selfSigned, leaves out the root', async (expected) => {
    const { issuer, selfSigned, path, root: reachesRoot } = expected
    const { chainDer, chainPem } = await authority.issue({ names, issuer, selfSigned })
    expect(analyseChain(chainDer)).toMatchObject({ path, extra: [], inOrder: true, rootIncluded: false })
    expect(analyseChain([...chainDer, root.der]).rootIncluded).toBe(reachesRoot)
    expect(chainPem).toBe(toPem(...chainDer))
  })

  test.each([512, 1024, 2048] as const)('a fixed RSA key of %i bits, without its private half', async (bits) => {
    const issued = await authority.issue({ names, key: { publicKeySpkiDer: fixedRsaPublicKey(bits) } })
    expect(issued).toMatchObject({ privateKeyPem: null, keyType: 'rsa' })
    expect(readCertificate(issued.der).key).toMatchObject({ algorithm: 'rsa', bits })
    expect(new X509Certificate(issued.der).publicKey.asymmetricKeyDetails?.modulusLength).toBe(bits)
  })

  test('cannot sign with a key it does not have', async () => {
    const request = { names, key: { publicKeySpkiDer: fixedRsaPublicKey(1024) }, selfSigned: true }
    expect(await attempt(() => authority.issue(request))).toMatchObject({
      ok: false,
      failure: { code: 'option-invalid', option: 'selfSigned' },
    })
  })

  test('no two serials are alike', async () => {
    const many = await Promise.all(Array.from({ length: 40 }, () => authority.issue({ names })))
    const serials = new Set(many.map(({ der }) => readCertificate(der).serial))
    expect(serials.size).toBe(40)
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9a-f]{31}$/)
  })
})

describe('OpenSSL’s verdict in a real handshake', () => {
  const today = createAuthority({ name: 'Today', now: new Date() })
  const yesterday = new Date(Date.now() - 86_400_000)
  const tomorrow = new Date(Date.now() + 86_400_000)
  const longAgo = new Date(Date.now() - 30 * 86_400_000)

  const cases: readonly {
    name: string
    request: Partial<CertificateRequest>
    leafOnly?: true
    verdict: string | null
  }[] = [
    { name: 'good', request: {}, verdict: null },
    { name: 'good, RSA', request: { key: 'rsa-2048' }, verdict: null },
    { name: 'good, Ed25519', request: { key: 'ed25519' }, verdict: null },
    { name: 'good, by the root', request: { issuer: 'root' }, verdict: null },
    { name: 'expired', request: { notBefore: longAgo, notAfter: yesterday }, verdict: 'CERT_HAS_EXPIRED' },
    { name: 'not yet valid', request: { notBefore: tomorrow }, verdict: 'CERT_NOT_YET_VALID' },
    { name: 'self-signed', request: { selfSigned: true }, verdict: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    { name: 'untrusted', request: { issuer: 'untrusted' }, verdict: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    { name: 'incomplete', request: {}, leafOnly: true, verdict: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    { name: 'wrong purpose', request: { eku: ['clientAuth'] }, verdict: 'INVALID_PURPOSE' },
  ]
  test.each(cases)('$name', async ({ request, leafOnly, verdict }) => {
    const issued = await today.issue({ names: ['mx.lab.test'], ...request })
    const server = createTlsServer({ key: keyPem(issued), cert: leafOnly ? issued.pem : issued.chainPem })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const socket = connect({ ...clientOptions(today.certificates.root.pem), port: portOf(server.address()) })
    await once(socket, 'secureConnect')
    // An error when trust fails, although the types promise one always.
    const error: Error | null = socket.authorizationError
    expect(error ? String(error) : null).toBe(verdict)
    socket.destroy()
    server.close()
  })

  let issued: IssuedCertificate
  beforeAll(async () => {
    issued = await today.issue({ names: ['mx.lab.test'] })
  })

  test('over STARTTLS: the session hands its stream to TLS and goes on inside', async () => {
    const server = createServer((plain) => {
      plain.on('error', () => {}).write('220 mx.lab.test\r\n')
      const speak = (stream: NodeJS.ReadWriteStream, extensions: string): void => {
        stream.on('data', (data: Buffer) => {
          const command = data.toString('latin1')
          if (command.startsWith('EHLO')) stream.write(`250-mx.lab.test\r\n250 ${extensions}\r\n`)
          if (command.startsWith('QUIT')) stream.write('221 bye\r\n')
          if (command !== 'STARTTLS\r\n') return
          stream.removeAllListeners('data')
          stream.write('220 go\r\n')
          const secure = new TLSSocket(plain, { isServer: true, key: keyPem(issued), cert: issued.chainPem })
          speak(
            secure.on('error', () => {}),
            'REQUIRETLS',
          )
        })
      }
      speak(plain, 'STARTTLS')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')

    const stream = await dial({ address: '127.0.0.1', port: portOf(server.address()) })
    const session = await openSession(stream, { ehloName: 'probe.test' })
    const asked = await startTls(session)
    if (!asked.ok) throw new Error(asked.failure.code)
    const secure = connect({ ...clientOptions(today.certificates.root.pem), socket: asked.value })
    await once(secure, 'secureConnect')
    expect(secure.authorized).toBe(true)
    expect(await ehloAfterTls(session, secure)).toMatchObject({
      ok: true,
      value: { extensions: [{ keyword: 'REQUIRETLS', params: [] }] },
    })
    await quit(session)
    expect(sessionFacts(session)).toMatchObject({ failure: null, starttls: { injectedBytes: 0 } })
    expect(
      sessionFacts(session)
        .transcript.filter(({ secure: inside }) => inside)
        .map(({ text }) => text),
    ).toEqual(['EHLO probe.test', '250-mx.lab.test', '250 REQUIRETLS', 'QUIT', '221 bye'])
    server.close()
  })
})

function clientOptions(ca: string): ConnectionOptions {
  return { host: '127.0.0.1', servername: 'mx.lab.test', ca, rejectUnauthorized: false }
}

function keyPem({ privateKeyPem }: IssuedCertificate): string {
  if (privateKeyPem === null) throw new Error('no private key')
  return privateKeyPem
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address ? address.port : 0
}
