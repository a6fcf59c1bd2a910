import { afterAll, describe, expect, test } from 'vitest'
import { suiteByName } from '../../src/registry/find-suite.ts'
import { acceptedSsl3Suites } from './ancient-client.ts'
import { auditPeer, expectShown, expectShownOf, factsIn } from './audit-peer.ts'
import { type Authority, DEFAULT_NAME, type Leaf, type LeafKey, makeAuthority } from './harness/certificates.ts'
import { scanWith, versionsOf } from './harness/clients.ts'
import { GNUTLS_EVERYTHING, startGnutlsServer } from './harness/gnutls-server.ts'
import { startJsseServer } from './harness/jsse-server.ts'
import { type OldNodeOptions, startOldNode } from './harness/old-node-server.ts'
import { startOpensslServer } from './harness/openssl-server.ts'
import { isMissing, type Peer } from './harness/require-peer.ts'
import { runProgram } from './harness/run-program.ts'
import { type RunningPeer, temporaryFolder } from './harness/running-peer.ts'
import { withStarttls } from './harness/starttls-front.ts'
import { handshakeByOpenssl } from './other-clients.ts'
import { SHOWN } from './shown.ts'
import { acceptedIds, suitesByOthers } from './suite-lists.ts'

/*
 * Servers of the last fifteen years, each with the TLS library of its time, and settings that nobody should have. A full
 * survey has to find what is wrong with each, and nothing that is not.
 */

const folder = temporaryFolder('legacy')
afterAll(() => folder.remove())
const authority = isMissing('openssl') ? null : makeAuthority(folder.path)
const leaves = new Map<LeafKey, Leaf>()

function leafOf(key: LeafKey): Leaf {
  const leaf = leaves.get(key) ?? some(authority).issue({ key })
  leaves.set(key, leaf)
  return leaf
}

interface Server {
  readonly needs: readonly Peer[]
  readonly start: () => Promise<RunningPeer>
  /** Connections at once; `openssl s_server` serves one after the other. */
  readonly lanes?: number
  /** The name by which it is asked for; without one it is an address, which SNI cannot carry. */
  readonly name?: string
  /** Who lists the suites. sslscan needs RFC 5746; nobody lists those of PSK, or with a curve of the past. */
  readonly scanner?: 'sslscan' | 'nmap' | null
}

/** Where nmap looks for STARTTLS without finding out first, at length, that it is SMTP; root alone may listen there. */
const SMTP_PLACE = process.getuid?.() === 0 ? { address: '127.0.0.27', port: 25 } : {}

const GNUTLS_NEEDS: readonly Peer[] = ['gnutls-serv', 'unshare']

const servers: Readonly<Record<keyof (typeof SHOWN)['legacy-servers'], Server>> = {
  'Node.js 0.10.33': oldNode({ version: '0.10.33', enable: ['ssl2', 'ssl3'] }),
  'Node.js 0.10.33, 512-bit key': oldNode({ version: '0.10.33', enable: ['ssl2', 'ssl3'] }, 'rsa-512'),
  'Node.js 0.12.0': oldNode({ version: '0.12.0', enable: ['ssl2', 'ssl3'], dhBits: 512 }),
  'Node.js 0.12.18': oldNode({ version: '0.12.18', enable: ['ssl3'], dhBits: 1024 }),
  'Node.js 0.12.18, weak curve': {
    ...oldNode({
      version: '0.12.18',
      ciphers: 'EECDH+AES:!aNULL',
      ecdhCurve: 'prime192v1',
      honorCipherOrder: true,
    }),
    scanner: null,
  },
  'Node.js 4.0.0': oldNode({ version: '4.0.0', dhBits: 1024 }),
  'Node.js 4.0.0, ECDSA': {
    needs: ['node-4.0.0'],
    start: async () => startOldNode({ version: '4.0.0', ciphers: 'ECDH+AES:!aNULL', leaf: await unlimitedLeaf() }),
  },
  'Node.js 6.17.1': oldNode({ version: '6.17.1', dhBits: 1024 }),
  'Node.js 8.17.0, TLS 1.0': oldNode({ version: '8.17.0', dhBits: 1024, secureProtocol: 'TLSv1_method' }),
  'Node.js 10.24.1': oldNode({ version: '10.24.1', dhBits: 1024 }),
  'Node.js 24.21.0': oldNode({ version: '24.21.0' }),
  'Java 17': {
    needs: ['java'],
    start: () => startJsseServer({ leaves: [leafOf('rsa-2048'), leafOf('p-256')] }),
  },
  'Java 17, its own order': {
    needs: ['java'],
    start: () => startJsseServer({ leaves: [leafOf('rsa-2048')], order: 'server' }),
  },
  'gnutls-serv': {
    needs: GNUTLS_NEEDS,
    start: () => startGnutlsServer({ leaves: [leafOf('rsa-2048')], priority: GNUTLS_EVERYTHING }),
  },
  'gnutls-serv, no RFC 5746': {
    needs: [...GNUTLS_NEEDS, 'nmap'],
    scanner: 'nmap',
    start: () =>
      startGnutlsServer({
        ...SMTP_PLACE,
        leaves: [leafOf('rsa-2048')],
        priority: 'NORMAL:+VERS-ALL:%DISABLE_SAFE_RENEGOTIATION',
      }),
  },
  'openssl s_server, early data': opensslServer('-early_data', '-max_early_data', '16384'),
  'openssl s_server, TLS 1.0': {
    ...opensslServer(),
    start: async () =>
      withStarttls(
        await startOpensslServer({
          leaf: leafOf('rsa-2048'),
          secondLeaf: leafOf('p-256'),
          parameters: ['-rev', '-tls1', '-cipher', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'],
        }),
      ),
  },
  'openssl s_server, another name': {
    ...opensslServer(),
    name: DEFAULT_NAME,
    start: async () => {
      const { certificateFile, keyFile } = leafOf('p-256')
      const other = ['-servername', 'other.lab.test', '-servername_fatal', '-cert2', certificateFile, '-key2', keyFile]
      const parameters = ['-rev', '-tls1_2', ...other]
      return withStarttls(await startOpensslServer({ leaf: leafOf('p-256'), parameters }))
    },
    scanner: null, // it gives the name, too
  },
  'openssl s_server, ChaCha20 first': {
    ...opensslServer('-rev', '-tls1_2', '-serverpref', '-prioritize_chacha', '-cipher', 'ECDHE+AESGCM:ECDHE+CHACHA20'),
  },
  'openssl s_server, PSK': {
    ...opensslServer('-rev', '-tls1_2', '-psk', '1a2b3c4d', '-cipher', 'ALL:PSK'),
    scanner: null,
  },
}

describe.skipIf(isMissing('openssl', 'sslscan'))('a full survey', () => {
  for (const [name, { needs, start, lanes = 4, name: host, scanner = 'sslscan' }] of Object.entries(servers)) {
    const shown = SHOWN['legacy-servers'][name as keyof typeof servers] // the keys are those of the table
    test.skipIf(isMissing(...needs))(name, async () => {
      await using server = await start()
      const { address, port } = server
      const place = host && { target: `${host}:25`, connectTo: [`${host}:25:${address}:${port}`] }
      const report = await auditPeer(server, some(authority).certificateFile, { lanes, ...place })
      process.stdout.write(`${name}: ${report.budget.connections} connections, ${report.budget.seconds} s\n`)
      // What DNS says of a name is not looked at: it is no name that there is.
      if (host === undefined) expectShown(shown, report)
      else expectShownOf(['smtp', 'starttls', 'tls', 'cipher', 'kex', 'cert', 'vuln'], shown, report)
      if (scanner === null) return

      const facts = factsIn(report)
      const scan = await scanWith(scanner, server)
      const theirs = suitesByOthers(scan)
      const listed = (['tls10', 'tls11', 'tls12', 'tls13'] as const).map((version) => [
        [version, acceptedIds(facts, version)],
        [version, theirs[version]],
      ])
      expect(listed.map(([ours]) => ours)).toEqual(listed.map(([, other]) => other))
      // The suites of SSL are not listed, but whether it is there.
      const ssl = (['ssl2', 'ssl3'] as const).filter((version) => facts.versions[version].state === 'accepted')
      expect(ssl).toEqual(versionsOf(scan).filter((version) => version.startsWith('ssl')))
    })
  }
})

describe.skipIf(isMissing('openssl'))('SSL 3.0', () => {
  const given = [
    { name: 'Node.js 0.10.33', key: 'Node.js 0.10.33' },
    { name: 'Node.js 0.10.33 with a key of 512 bits', key: 'Node.js 0.10.33, 512-bit key' },
    { name: 'Node.js 0.12.0', key: 'Node.js 0.12.0' },
    { name: 'Node.js 0.12.18', key: 'Node.js 0.12.18' },
  ] as const
  const client = 'node-0.12.0'
  test.skipIf(isMissing(client)).each(given)(
    '$name has the suites that an OpenSSL 1.0.1 client gets',
    async ({ key }) => {
      const { needs, start } = servers[key]
      if (isMissing(...needs)) return
      await using server = await start()
      const facts = factsIn(await auditPeer(server, some(authority).certificateFile))
      const theirs = await acceptedSsl3Suites(server)
      expect(theirs.length).toBeGreaterThan(10)
      expect(acceptedIds(facts, 'ssl3')).toEqual(theirs)
    },
  )
})

describe.skipIf(isMissing('openssl', 'java', 'nmap') || process.getuid?.() !== 0)('SSL 3.0 of Java 17', () => {
  // The client of 2015 does not know the curve that Java takes when no extension names any; nmap does not care.
  test('has the suites that nmap gets', async () => {
    await using server = await startJsseServer({ ...SMTP_PLACE, leaves: [leafOf('rsa-2048'), leafOf('p-256')] })
    const facts = factsIn(await auditPeer(server, some(authority).certificateFile))
    const { ssl3 } = suitesByOthers(await scanWith('nmap', server))
    expect(acceptedIds(facts, 'ssl3')).toEqual(ssl3)
    expect(ssl3).toContain(suiteByName('TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA')?.id)
  })
})

describe.skipIf(isMissing('openssl', 'node-0.12.18'))('a curve of the past', () => {
  test('is what openssl s_client gets, too, when it is told to', async () => {
    await using server = await servers['Node.js 0.12.18, weak curve'].start()
    const suites = ['-tls1_2', '-cipher', 'ECDHE:@SECLEVEL=0']
    expect(await handshakeByOpenssl(server, ...suites, '-curves', 'secp192r1')).toContain('ECDH, prime192v1, 192 bits')
    expect(await handshakeByOpenssl(server, ...suites)).toMatch(/^New, \(NONE\)/m)
  })
})

describe.skipIf(isMissing('openssl', 'gnutls-cli', 'node-10.24.1'))('renegotiation by the client', () => {
  test('is what gnutls-cli gets, too, or does not get', async () => {
    await using server = await servers['Node.js 10.24.1'].start()
    expect(await renegotiatesWithGnutls(server)).toBe(true)
    const parameters = ['-tls1_2', '-rev'] // OpenSSL 3.0 does not let clients renegotiate
    await using other = await withStarttls(await startOpensslServer({ leaf: leafOf('rsa-2048'), parameters }))
    expect(await renegotiatesWithGnutls(other)).toBe(false)
  })
})

describe.skipIf(isMissing('openssl'))('resumption by the id of a session', () => {
  const given = [
    { key: 'Java 17', resumes: true },
    { key: 'Node.js 10.24.1', resumes: false }, // it gives ids and keeps no sessions
  ] as const
  test.each(given)('$key: $resumes, for openssl s_client, too', async ({ key, resumes }) => {
    const { needs, start } = servers[key]
    if (isMissing(...needs)) return
    await using server = await start()
    const file = `${folder.path}/session.pem`
    const suites = ['-tls1_2', '-no_ticket', '-cipher', 'ECDHE+AESGCM']
    expect(await handshakeByOpenssl(server, ...suites, '-sess_out', file)).toMatch(/Session-ID: [0-9A-F]{64}/)
    expect(/^Reused, TLSv1\.2/m.test(await handshakeByOpenssl(server, ...suites, '-sess_in', file))).toBe(resumes)
  })
})

async function renegotiatesWithGnutls({ address, port }: RunningPeer): Promise<boolean> {
  const trust = ['--no-ca-verification', '--priority=NORMAL:-VERS-ALL:+VERS-TLS1.2']
  const parameters = ['--starttls-proto=smtp', `--port=${port}`, ...trust, '--rehandshake', address]
  // A refused client waits for long.
  const { output } = await runProgram('gnutls-cli', parameters, { timeoutMilliseconds: 4_000 })
  expect(output).toContain('safe renegotiation') // the first handshake
  return output.includes('ReHandshake was completed')
}

function oldNode(options: Omit<OldNodeOptions, 'leaf'>, key: LeafKey = 'rsa-2048'): Server {
  return { needs: [`node-${options.version}`], start: () => startOldNode({ ...options, leaf: leafOf(key) }) }
}

function opensslServer(...parameters: readonly string[]): Server {
  return {
    needs: [],
    lanes: 1,
    start: async () => withStarttls(await startOpensslServer({ leaf: leafOf('p-256'), parameters })),
  }
}

/** A certificate that signed itself, without keyUsage, so that its key may agree on secrets too: fixed ECDH. */
async function unlimitedLeaf(): Promise<Leaf> {
  const [keyFile, certificateFile] = [`${folder.path}/unlimited.key`, `${folder.path}/unlimited.pem`]
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', keyFile]
  const names = ['-subj', '/CN=mx.lab.test', '-addext', 'subjectAltName=DNS:mx.lab.test,IP:127.0.0.1']
  const { exitCode, output } = await runProgram('openssl', ['req', '-x509', ...key, ...names, '-out', certificateFile])
  if (exitCode !== 0) throw new Error(output)
  return { certificateFile, keyFile, chainFile: certificateFile, issuersFile: null, bundleFile: certificateFile }
}

function some(known: Authority | null): Authority {
  if (known === null) throw new Error('no openssl, no certificates')
  return known
}
