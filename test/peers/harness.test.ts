import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { type Authority, makeAuthority } from './harness/certificates.ts'
import { scanWith, versionsOf } from './harness/clients.ts'
import { accepts } from './harness/daemon.ts'
import { startExim } from './harness/exim.ts'
import { GNUTLS_EVERYTHING, startGnutlsServer } from './harness/gnutls-server.ts'
import { startOpensslServer } from './harness/openssl-server.ts'
import { type PostfixConfiguration, startPostfix } from './harness/postfix.ts'
import { isMissing } from './harness/require-peer.ts'
import { runProgram } from './harness/run-program.ts'
import { type RunningPeer, temporaryFolder } from './harness/running-peer.ts'
import { startFront, withStarttls } from './harness/starttls-front.ts'

/*
 * That the peers are what the other tests take them for, as clients see them that are not ours. When one of these fails,
 * look at the machine first and at the product last.
 */

const folder = temporaryFolder('harness')
const here = isMissing('openssl') ? null : makeAuthority(folder.path)
afterAll(() => folder.remove())

function authority(): Authority {
  if (here === null) throw new Error('no openssl, no certificates')
  return here
}

/** A handshake by `openssl s_client` after STARTTLS; exit code 0 means that the certificate was trusted for the name. */
function handshake(peer: RunningPeer, ...parameters: string[]) {
  const trust = ['-CAfile', authority().certificateFile, '-verify_hostname', 'mx.lab.test', '-verify_return_error']
  const where = ['-connect', `${peer.address}:${peer.port}`, '-starttls', 'smtp']
  return runProgram('openssl', ['s_client', ...where, ...trust, ...parameters], { input: 'Q\n' })
}

/** A message by swaks, delivered after STARTTLS. */
function deliver(peer: RunningPeer) {
  const where = ['--server', `${peer.address}:${peer.port}`, '--tls']
  const trust = ['--tls-verify', '--tls-ca-path', authority().certificateFile]
  return runProgram('swaks', [...where, ...trust, '--from', 'a@example.org', '--to', 'b@lab.test'])
}

/** Suites by version, as sslscan counts them. */
async function counts(peer: RunningPeer): Promise<Record<string, number>> {
  const scan = await scanWith('sslscan', peer)
  return Object.fromEntries(versionsOf(scan).map((version) => [version, scan.suites[version].length]))
}

describe.skipIf(isMissing('postfix', 'openssl', 'sslscan'))('Postfix', () => {
  const ANONYMOUS = ['-tls1_2', '-cipher', 'ADH:AECDH:@SECLEVEL=0']
  const NULL = ['-tls1_2', '-cipher', 'eNULL:@SECLEVEL=0']
  const TLS10 = ['-tls1', '-cipher', 'ALL:@SECLEVEL=0']
  const receivers: {
    configuration: PostfixConfiguration
    suites: Record<string, number>
    offers: string[][]
    refuses: string[][]
  }[] = [
    { configuration: 'default', suites: { tls12: 71, tls13: 3 }, offers: [ANONYMOUS], refuses: [NULL, TLS10] },
    { configuration: 'hard', suites: { tls12: 3, tls13: 3 }, offers: [], refuses: [ANONYMOUS, NULL, TLS10] },
    {
      configuration: 'weak',
      suites: { tls10: 20, tls11: 20, tls12: 61, tls13: 3 },
      offers: [ANONYMOUS, NULL, TLS10],
      refuses: [],
    },
  ]

  test.each(receivers)('$configuration: suites, handshake, delivery', async (given) => {
    await using postfix = await startPostfix({ configuration: given.configuration, authority: authority() })
    expect(await handshake(postfix)).toMatchObject({ exitCode: 0, output: expect.stringContaining('TLSv1.3') })
    expect(await counts(postfix)).toEqual(given.suites)
    for (const parameters of given.offers) {
      const { output } = await handshake(postfix, ...parameters)
      expect(output, parameters.join(' ')).toMatch(/^New, (?!\(NONE\))/m)
    }
    for (const parameters of given.refuses) {
      const { output } = await handshake(postfix, ...parameters)
      expect(output, parameters.join(' ')).toMatch(/^New, \(NONE\)/m)
    }
    expect(postfix.log()).toContain('Anonymous TLS connection established')
  })

  test('weak uses its own group of 1024 bits, default one of 2048 or more', async () => {
    const anonymous = ['-tls1_2', '-cipher', 'ADH:@SECLEVEL=0']
    await using weak = await startPostfix({ configuration: 'weak', authority: authority() })
    expect((await handshake(weak, ...anonymous)).output).toContain('Server Temp Key: DH, 1024 bits')
    await using usual = await startPostfix({ configuration: 'default', authority: authority() })
    expect((await handshake(usual, ...anonymous)).output).toMatch(/Server Temp Key: DH, (2048|3072|4096) bits/)
  })

  test('default has two chains', async () => {
    await using postfix = await startPostfix({ configuration: 'default', authority: authority() })
    const keyOf = async (cipher: string) => (await handshake(postfix, '-tls1_2', '-cipher', cipher)).output
    expect(await keyOf('aRSA')).toMatch(/Server public key is 2048 bit/)
    expect(await keyOf('aECDSA')).toMatch(/Server public key is 256 bit/)
  })

  test.skipIf(isMissing('swaks'))('takes a message over TLS', async () => {
    await using postfix = await startPostfix({ configuration: 'hard', authority: authority() })
    expect(await deliver(postfix)).toMatchObject({ exitCode: 0, output: expect.stringMatching(/queued as/) })
    for (let turn = 0; turn < 100 && !postfix.log().includes('status='); turn++) await sleep(20)
    expect(postfix.log()).toMatch(/to=<b@lab\.test>, relay=none, .*status=sent/)
  })

  test('several live side by side, also on port 25, and leave nothing behind', async () => {
    const configurations: PostfixConfiguration[] = ['default', 'hard', 'weak']
    const places = [{}, { address: '127.0.0.25', port: 25 }, { address: '127.0.0.26', port: 25 }]
    const peers = await Promise.all(
      configurations.map((configuration, index) =>
        startPostfix({ configuration, authority: authority(), ...places[index] }),
      ),
    )
    expect(await Promise.all(peers.map(async (peer) => (await handshake(peer)).exitCode))).toEqual([0, 0, 0])
    await Promise.all(peers.map((peer) => peer.close()))
    expect(await Promise.all(peers.map(accepts))).toEqual([false, false, false])
    expect(peers.map((peer) => existsSync(peer.configurationFolder))).toEqual([false, false, false])
    expect(peers.map((peer) => peer.log().length > 0)).toEqual([true, true, true])
  })

  test('what Postfix complains of is in its log', async () => {
    const main = { smtpd_tls_chain_files: '', relay_domains: 'nonsense:table' }
    await using postfix = await startPostfix({ configuration: 'hard', authority: authority(), main })
    await runProgram('openssl', ['s_client', '-connect', `${postfix.address}:${postfix.port}`, '-starttls', 'smtp'])
    expect(postfix.log()).toMatch(/nonsense/)
  })
})

describe.skipIf(isMissing('exim', 'openssl', 'sslscan'))('Exim', () => {
  test('suites, handshake', async () => {
    await using exim = await startExim({ authority: authority() })
    expect(await handshake(exim)).toMatchObject({ exitCode: 0, output: expect.stringContaining('TLSv1.3') })
    expect(await counts(exim)).toEqual({ tls10: 6, tls11: 6, tls12: 18, tls13: 4 })
    expect(exim.log()).toContain('exim 4.96 daemon started')
  })

  test('a configuration that it refuses is an error with its own words', async () => {
    const started = startExim({ authority: authority(), main: ['nonsense = yes'] })
    await expect(started).rejects.toThrow(/ended with 1[\s\S]*nonsense/)
  })

  test('obeys a GnuTLS priority', async () => {
    await using exim = await startExim({ authority: authority(), priority: 'SECURE256:-VERS-ALL:+VERS-TLS1.2' })
    expect(Object.keys(await counts(exim))).toEqual(['tls12'])
  })

  test.skipIf(isMissing('swaks'))('takes a message over TLS', async () => {
    await using exim = await startExim({ authority: authority() })
    expect(await deliver(exim)).toMatchObject({ exitCode: 0, output: expect.stringMatching(/250 OK id=/) })
    expect(exim.log()).toMatch(/<= a@example\.org .* X=TLS1\.3:/)
  })
})

describe.skipIf(isMissing('openssl'))('openssl s_server behind a front', () => {
  test('is a STARTTLS peer', async () => {
    const leaf = authority().issue({ key: 'p-256' })
    await using peer = await withStarttls(await startOpensslServer({ leaf, parameters: ['-tls1_2'] }))
    expect(await handshake(peer)).toMatchObject({ exitCode: 0, output: expect.stringContaining('TLSv1.2') })
    expect(peer.log()).toMatch(/^EHLO .*\nSTARTTLS$/m)
  })

  const certificates = [
    { name: 'in order', options: {}, says: 'Verification: OK' },
    { name: 'expired', options: { notAfter: new Date(Date.now() - 60_000) }, says: 'certificate has expired' },
    { name: 'of another name', options: { names: ['mx.other.test'] }, says: 'hostname mismatch' },
    { name: 'of the future', options: { notBefore: new Date(Date.now() + 86_400_000) }, says: 'not yet valid' },
  ]
  test.each(certificates)('a certificate $name', async ({ options, says }) => {
    const leaf = authority().issue({ key: 'p-256', ...options })
    await using peer = await withStarttls(await startOpensslServer({ leaf }))
    expect((await handshake(peer)).output).toContain(says)
  })

  test('the front can refuse, and can be slow', async () => {
    const backend = { address: '127.0.0.1', port: 1 }
    await using front = await startFront({ backend, starttlsReply: '454 no', greetingMilliseconds: 300 })
    const started = Date.now()
    const socket = connect(front.port, front.address)
    const [greeting] = await once(socket, 'data')
    expect(String(greeting)).toBe('220 mx.lab.test ESMTP\r\n')
    expect(Date.now() - started).toBeGreaterThanOrEqual(295)
    socket.write('STARTTLS\r\nQUIT\r\n')
    await once(socket, 'end')
    expect(front.log()).toBe('STARTTLS\nQUIT')
  })
})

describe.skipIf(isMissing('gnutls-serv', 'gnutls-cli', 'openssl', 'sslscan', 'unshare'))('gnutls-serv', () => {
  const odd = [
    { name: 'RC4', priority: 'NONE:+VERS-TLS1.0:+ARCFOUR-128:+RSA:+SHA1:+COMP-NULL' },
    { name: '3DES', priority: 'NONE:+VERS-TLS1.1:+3DES-CBC:+RSA:+SHA1:+COMP-NULL' },
    { name: 'NULL', priority: 'NONE:+VERS-TLS1.2:+NULL:+RSA:+SHA256:+COMP-NULL:+SIGN-ALL' },
    { name: 'anonymous DH', priority: 'NONE:+VERS-TLS1.2:+AES-128-CBC:+ANON-DH:+SHA1:+COMP-NULL:+SIGN-ALL:+GROUP-ALL' },
  ]
  test('offers what OpenSSL 3 has not', async () => {
    const leaves = [authority().issue({ key: 'rsa-2048' })]
    await using peer = await startGnutlsServer({ leaves, priority: GNUTLS_EVERYTHING })
    for (const { name, priority } of odd) {
      const where = ['--starttls-proto=smtp', `--port=${peer.port}`, '--no-ca-verification', `--priority=${priority}`]
      const { output } = await runProgram('gnutls-cli', [...where, peer.address])
      expect(output, name).toContain('Handshake was completed')
    }
    expect(await counts(peer)).toEqual({ tls10: 30, tls11: 30, tls12: 73 })
  })

  test('listens on no address of this network namespace but the front', async () => {
    const leaves = [authority().issue({ key: 'p-256' })]
    await using peer = await startGnutlsServer({ leaves, priority: 'NORMAL' })
    expect(await accepts(peer)).toBe(true)
    expect(await accepts({ address: '127.0.0.1', port: 5556 })).toBe(false)
  })

  test('can be without RFC 5746', async () => {
    const leaves = [authority().issue({ key: 'rsa-2048' })]
    const priority = 'NORMAL:-VERS-ALL:+VERS-TLS1.2:%DISABLE_SAFE_RENEGOTIATION'
    await using peer = await startGnutlsServer({ leaves, priority })
    expect((await handshake(peer, '-legacy_server_connect')).output).toContain('Secure Renegotiation IS NOT supported')
  })
})

describe.skipIf(isMissing('postfix', 'sslscan', 'nmap', 'testssl'))('clients', () => {
  test('sslscan, nmap and testssl.sh find the same suites', async () => {
    await using postfix = await startPostfix({ configuration: 'hard', authority: authority() })
    const sslscan = await scanWith('sslscan', postfix)
    const nmap = await scanWith('nmap', postfix)
    const testssl = await scanWith('testssl', postfix)
    expect([nmap, testssl].map(versionsOf)).toEqual([versionsOf(sslscan), versionsOf(sslscan)])
    const ids = (scan: typeof sslscan) => new Set(scan.suites.tls12.map(({ id }) => id))
    expect(ids(testssl)).toEqual(ids(sslscan))
    expect(nmap.suites.tls13.map(({ name }) => name)).toEqual(sslscan.suites.tls13.map(({ name }) => name))
    expect(nmap.suites.tls12).toHaveLength(3)
    expect([sslscan, nmap, testssl].map((scan) => scan.seconds > 0 && scan.cpuSeconds > 0)).toEqual([true, true, true])
  })
})
