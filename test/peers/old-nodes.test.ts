import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { type Leaf, type LeafKey, makeAuthority } from './harness/certificates.ts'
import { scanWith } from './harness/clients.ts'
import { type OldNodeOptions, startOldNode } from './harness/old-node-server.ts'
import { isMissing } from './harness/require-peer.ts'
import { runProgram } from './harness/run-program.ts'
import { type RunningPeer, temporaryFolder } from './harness/running-peer.ts'

/* That the Node.js releases of the past offer what the tests of the probes expect of them, as sslscan sees it. */

const folder = temporaryFolder('old-nodes')
afterAll(() => folder.remove())
const authority = isMissing('openssl') ? null : makeAuthority(folder.path)
const leaves = new Map<LeafKey, Leaf>()

function leafOf(key: LeafKey): Leaf {
  const known = leaves.get(key) ?? authority?.issue({ key })
  if (known === undefined) throw new Error('no openssl, no certificates')
  leaves.set(key, known)
  return known
}

interface Given extends Omit<OldNodeOptions, 'leaf'> {
  readonly key?: LeafKey
  /** Versions that sslscan calls enabled. */
  readonly enabled: string
  /** Suites of TLS 1.0 to 1.3 that it finds. */
  readonly suites: readonly [number, number, number, number]
  /** Some of those of the oldest version that has any. */
  readonly among: readonly number[]
  /** Suites that no version has. */
  readonly without: readonly number[]
}

const MODERN = 'tls10 tls11 tls12'

/** Code points, since sslscan names a suite as its OpenSSL does if that has it, and as IANA does if not. */
const NULL_SHA = 0x0002
const RC4_MD5 = 0x0004
const RC4_SHA = 0x0005
const IDEA = 0x0007
const DES = 0x0009
const TRIPLE_DES = 0x000a
const SEED = 0x0096
const DHE_AES = 0x0033
const ADH_AES = 0x0034
const ECDHE_AES = 0xc013
const ECDHE_AES_GCM = 0xc02f
const AECDH_AES = 0xc018
const EXPORT_RC4 = 0x0003
const EXPORT_RC2 = 0x0006
const EXPORT_DES = 0x0008
const EXPORT_DHE_DES = 0x0014
const EXPORT_ADH_RC4 = 0x0017

const STATIC = [NULL_SHA, RC4_MD5, RC4_SHA, IDEA, DES, TRIPLE_DES, SEED]
const EPHEMERAL = [DHE_AES, ECDHE_AES]
const ANONYMOUS = [ADH_AES, AECDH_AES]

const servers: readonly Given[] = [
  {
    version: '0.10.33',
    enable: ['ssl2', 'ssl3'],
    enabled: `ssl2 ssl3 ${MODERN}`,
    suites: [12, 12, 17, 0],
    among: STATIC,
    without: [DHE_AES, ECDHE_AES, EXPORT_RC4],
  },
  {
    version: '0.10.33',
    enable: ['ssl2', 'ssl3'],
    key: 'rsa-512',
    enabled: `ssl2 ssl3 ${MODERN}`,
    suites: [15, 15, 20, 0],
    among: [...STATIC, EXPORT_RC4, EXPORT_RC2, EXPORT_DES],
    without: [DHE_AES, ECDHE_AES],
  },
  {
    version: '0.12.0',
    enable: ['ssl2', 'ssl3'],
    dhBits: 512,
    enabled: `ssl2 ssl3 ${MODERN}`,
    suites: [40, 40, 57, 0],
    among: [...STATIC, ...EPHEMERAL, ...ANONYMOUS, EXPORT_DHE_DES, EXPORT_ADH_RC4],
    without: [EXPORT_RC4],
  },
  {
    version: '0.12.18',
    enable: ['ssl3'],
    dhBits: 1024,
    enabled: `ssl3 ${MODERN}`,
    suites: [34, 34, 51, 0],
    among: [...EPHEMERAL, ...ANONYMOUS],
    without: [EXPORT_DHE_DES, EXPORT_RC4],
  },
  {
    version: '4.0.0',
    dhBits: 1024,
    enabled: MODERN,
    suites: [37, 37, 54, 0],
    among: [DES, RC4_SHA, TRIPLE_DES, ...EPHEMERAL, ...ANONYMOUS],
    without: [EXPORT_DHE_DES],
  },
  {
    version: '6.17.1',
    dhBits: 1024,
    enabled: MODERN,
    suites: [34, 34, 51, 0],
    among: [RC4_SHA, TRIPLE_DES, ...EPHEMERAL, ...ANONYMOUS],
    without: [DES],
  },
  {
    version: '8.17.0',
    dhBits: 1024,
    secureProtocol: 'TLSv1_method',
    enabled: 'tls10',
    suites: [34, 0, 0, 0],
    among: [TRIPLE_DES, ...EPHEMERAL, ...ANONYMOUS],
    without: [DES],
  },
  {
    version: '10.24.1',
    dhBits: 1024,
    enabled: MODERN,
    suites: [13, 13, 46, 0],
    among: EPHEMERAL,
    without: [...ANONYMOUS, RC4_SHA, TRIPLE_DES],
  },
  {
    version: '24.21.0',
    enabled: 'tls12 tls13',
    suites: [0, 0, 25, 3],
    among: [ECDHE_AES, ECDHE_AES_GCM],
    without: [...ANONYMOUS, DHE_AES],
  },
]

describe.skipIf(isMissing('openssl', 'sslscan'))('Node.js of the past', () => {
  for (const { key = 'rsa-2048', enabled, suites, among, without, ...options } of servers) {
    test.skipIf(isMissing(`node-${options.version}`))(`${options.version} with ${key}`, async () => {
      await using server = await startOldNode({ ...options, leaf: leafOf(key) })
      const scan = await scanWith('sslscan', server)
      expect(scan.enabled.join(' ')).toBe(enabled)
      const found = (['tls10', 'tls11', 'tls12', 'tls13'] as const).map((version) => scan.suites[version])
      expect(found.map((list) => list.length)).toEqual(suites)
      const ids = found.map((list) => list.map(({ id }) => id))
      expect(ids.find((list) => list.length > 0)).toEqual(expect.arrayContaining([...among]))
      expect(ids.flat().filter((id) => id !== null && without.includes(id))).toEqual([])
    })
  }

  for (const version of ['0.10.33', '0.12.0'] as const) {
    test.skipIf(isMissing(`node-${version}`))(
      `${version} answers a hello of SSL 2.0 with all seven kinds`,
      async () => {
        await using server = await startOldNode({ version, enable: ['ssl2', 'ssl3'], leaf: leafOf('rsa-2048') })
        expect(await ssl2Kinds(server)).toBe(7)
      },
    )
  }

  test.skipIf(isMissing('node-24.21.0'))('24.21.0 agrees on X25519MLKEM768 with a 24.21.0', async () => {
    await using server = await startOldNode({ version: '24.21.0', leaf: leafOf('rsa-2048') })
    const client = `
      const net = require('node:net'), tls = require('node:tls')
      const socket = net.connect(${server.port}, '${server.address}')
      socket.once('data', () => {
        socket.write('STARTTLS\\r\\n')
        socket.once('data', () => {
          const secure = tls.connect({ socket, rejectUnauthorized: false, ecdhCurve: 'X25519MLKEM768' }, () => {
            console.log(secure.getProtocol(), secure.getCipher().name)
            secure.destroy()
          })
        })
      })`
    expect((await runProgram('node-24.21.0', ['-e', client])).output).toMatch(/^TLSv1\.3 TLS_/)
  })
})

/**
 * Cipher kinds in the SERVER-HELLO that answers a CLIENT-HELLO of SSL 2.0 with all seven kinds. OpenSSL 3 and sslscan
 * cannot tell: the former has no SSL 2.0 and the latter only asks whether it is there.
 */
async function ssl2Kinds(server: RunningPeer): Promise<number> {
  const kinds = Buffer.from('010080 020080 030080 040080 050080 060040 0700c0'.replaceAll(' ', ''), 'hex')
  const challenge = Buffer.alloc(16, 0x5a)
  const body = Buffer.concat([Buffer.from([1, 0, 2, 0, kinds.length, 0, 0, 0, challenge.length]), kinds, challenge])
  const socket = connect(server.port, server.address)
  await once(socket, 'data')
  socket.write('STARTTLS\r\n')
  await once(socket, 'data')
  socket.write(Buffer.concat([Buffer.from([0x80, body.length]), body]))
  // length(2) SERVER-HELLO(1)=4 session-id-hit(1) certificate-type(1) version(2) certificate(2) kinds(2) connection-id(2)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return answer[2] === 4 ? answer.readUInt16BE(9) / 3 : 0
}
