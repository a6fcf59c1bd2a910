import { afterAll, describe, expect, test } from 'vitest'
import { auditPeer, expectShownOf, factsIn } from './audit-peer.ts'
import { type Authority, type Leaf, makeAuthority } from './harness/certificates.ts'
import { startGnutlsServer } from './harness/gnutls-server.ts'
import { startJsseServer } from './harness/jsse-server.ts'
import { startOldNode } from './harness/old-node-server.ts'
import { startOpensslServer } from './harness/openssl-server.ts'
import { isMissing, type Peer } from './harness/require-peer.ts'
import { type RunningPeer, temporaryFolder } from './harness/running-peer.ts'
import { withStarttls } from './harness/starttls-front.ts'
import { handshakeByOpenssl } from './other-clients.ts'
import { SHOWN } from './shown.ts'

/* With which hashes real servers sign their key exchange in TLS 1.2, as a survey and a handshake of `openssl s_client` see it. */

const folder = temporaryFolder('signing')
afterAll(() => folder.remove())
const authority = isMissing('openssl') ? null : makeAuthority(folder.path)
const issued = new Map<'rsa-2048' | 'p-256', Leaf>()

function leafOf(key: 'rsa-2048' | 'p-256'): Leaf {
  const leaf = issued.get(key) ?? some(authority).issue({ key })
  issued.set(key, leaf)
  return leaf
}

interface Server {
  readonly needs: readonly Peer[]
  readonly start: () => Promise<RunningPeer>
  /** It takes MD5 where it can, which OpenSSL 3.0 cannot; what it does with SHA-1 is then not asked. */
  readonly prefersMd5?: true
}

const servers: Readonly<Record<keyof (typeof SHOWN)['signing-servers'], Server>> = {
  'OpenSSL, level 2': sServer(),
  'OpenSSL, level 1': sServer('-cipher', 'ECDHE+AESGCM:@SECLEVEL=1'),
  'OpenSSL, level 0': sServer('-cipher', 'ECDHE+AESGCM:@SECLEVEL=0'),
  'OpenSSL, two keys': {
    needs: ['openssl'],
    start: async () => {
      const parameters = ['-rev', '-cipher', 'ECDHE+AESGCM:@SECLEVEL=0']
      const pair = { leaf: leafOf('rsa-2048'), secondLeaf: leafOf('p-256') }
      return withStarttls(await startOpensslServer({ ...pair, parameters }))
    },
  },
  'OpenSSL, SHA-1 alone': sServer('-cipher', 'ECDHE+AESGCM:@SECLEVEL=0', '-sigalgs', 'RSA+SHA1:RSA-PSS+SHA256'),
  'OpenSSL 1.0.1': {
    needs: ['node-0.12.18'],
    start: () => startOldNode({ version: '0.12.18', leaf: leafOf('rsa-2048'), ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' }),
  },
  Java: {
    needs: ['java'],
    start: () => startJsseServer({ leaves: [leafOf('rsa-2048')] }),
    prefersMd5: true,
  },
  GnuTLS: gnutls('NORMAL'),
  'GnuTLS, without SHA-1': gnutls('NORMAL:-SIGN-RSA-SHA1:-SIGN-ECDSA-SHA1'),
}

describe('how a server signs', () => {
  for (const [name, { needs, start, prefersMd5 }] of Object.entries(servers)) {
    test.skipIf(isMissing('openssl', ...needs))(name, async () => {
      await using server = await start()
      const report = await auditPeer(server, some(authority).certificateFile, { lanes: 1 })
      expectShownOf(['kex'], SHOWN['signing-servers'][name as keyof typeof servers], report) // the keys are those of the table
      expect(report.undetermined.map(({ code }) => code)).not.toContain('kex-sha1-signature')
      const output = await handshakeByOpenssl(server, '-tls1_2', '-sigalgs', 'RSA+SHA1:ECDSA+SHA1')
      const signsWithSha1 = factsIn(report).signatures.some(
        ({ hash, state }) => hash === 'sha1' && state === 'accepted',
      )
      expect(output.includes('Peer signing digest: SHA1')).toBe(signsWithSha1 || prefersMd5 === true)
    })
  }
})

function sServer(...parameters: readonly string[]): Server {
  return {
    needs: ['openssl'],
    start: async () =>
      withStarttls(await startOpensslServer({ leaf: leafOf('rsa-2048'), parameters: ['-rev', ...parameters] })),
  }
}

function gnutls(priority: string): Server {
  return {
    needs: ['gnutls-serv', 'unshare'],
    start: () => startGnutlsServer({ leaves: [leafOf('rsa-2048'), leafOf('p-256')], priority }),
  }
}

function some(known: Authority | null): Authority {
  if (known === null) throw new Error('no openssl, no certificates')
  return known
}
