import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Authority, LeafKey } from '../../test/peers/harness/certificates.ts'
import { startExim } from '../../test/peers/harness/exim.ts'
import { GNUTLS_EVERYTHING, startGnutlsServer } from '../../test/peers/harness/gnutls-server.ts'
import { startOldNode } from '../../test/peers/harness/old-node-server.ts'
import { startOpensslServer } from '../../test/peers/harness/openssl-server.ts'
import { startPostfix } from '../../test/peers/harness/postfix.ts'
import type { Peer } from '../../test/peers/harness/require-peer.ts'
import type { Place, RunningPeer } from '../../test/peers/harness/running-peer.ts'
import { withStarttls } from '../../test/peers/harness/starttls-front.ts'

/** A server that all tools look at. */
export interface AgreementServer {
  readonly name: string
  readonly needs: readonly Peer[]
  /** OpenSSL's cipher list that the server itself follows, where it decides and the list is known. */
  readonly cipherList?: string
  readonly start: (authority: Authority, folder: string, place: Place) => Promise<RunningPeer>
}

/** Three implementations of TLS that are in use, and two of the past. */
export const SERVERS: readonly AgreementServer[] = [
  {
    name: 'Postfix hard, RSA',
    needs: ['postfix'],
    cipherList: 'ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL',
    start: (authority, _, place) => startPostfix({ ...place, authority, configuration: 'hard' }),
  },
  {
    name: 'Postfix default, RSA and ECDSA',
    needs: ['postfix'],
    start: (authority, _, place) => startPostfix({ ...place, authority, configuration: 'default' }),
  },
  {
    name: 'Postfix weak, RSA',
    needs: ['postfix'],
    cipherList: 'ALL:eNULL:@SECLEVEL=0',
    start: (authority, _, place) => startPostfix({ ...place, authority, configuration: 'weak' }),
  },
  exim('RSA', 'rsa-2048'),
  exim('ECDSA', 'p-256'),
  gnutls('everything', GNUTLS_EVERYTHING),
  gnutls('NORMAL from TLS 1.0', 'NORMAL:+VERS-ALL:+CIPHER-ALL:+MAC-ALL:+ANON-DH:+ANON-ECDH'),
  {
    name: 'openssl s_server ALL:COMPLEMENTOFALL, RSA and ECDSA',
    needs: [],
    start: async (authority, folder, place) => {
      const configurationFile = join(folder, 'openssl.cnf')
      writeFileSync(configurationFile, OPENSSL_OLDEST)
      const server = await startOpensslServer({
        leaf: authority.issue({ key: 'rsa-2048' }),
        secondLeaf: authority.issue({ key: 'p-256' }),
        configurationFile,
        parameters: ['-cipher', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'],
      })
      return withStarttls(server, place)
    },
  },
  {
    name: 'OpenSSL 1.0.1j with SSL 2.0 and 3.0, RSA 512',
    needs: ['node-0.10.33'],
    start: (authority, _, place) => {
      const leaf = authority.issue({ key: 'rsa-512' })
      return startOldNode({ ...place, version: '0.10.33', leaf, enable: ['ssl2', 'ssl3'] })
    },
  },
  {
    name: 'OpenSSL 1.0.1l with SSL 2.0 and 3.0, RSA, DH 512',
    needs: ['node-0.12.0'],
    start: (authority, _, place) => {
      const leaf = authority.issue({ key: 'rsa-1024' })
      return startOldNode({ ...place, version: '0.12.0', leaf, enable: ['ssl2', 'ssl3'], dhBits: 512 })
    },
  },
]

/** Debian's own configuration says `MinProtocol = TLSv1.2`. */
const OPENSSL_OLDEST = `
openssl_conf = default
[default]
ssl_conf = ssl
[ssl]
system_default = oldest
[oldest]
MinProtocol = None
`

function exim(kind: string, key: LeafKey): AgreementServer {
  return {
    name: `Exim, ${kind}`,
    needs: ['exim'],
    start: (authority, _, place) => startExim({ ...place, authority, leaf: authority.issue({ key }) }),
  }
}

function gnutls(what: string, priority: string): AgreementServer {
  return {
    name: `gnutls-serv ${what}, RSA and ECDSA`,
    needs: ['gnutls-serv', 'unshare'],
    start: (authority, _, place) => {
      const leaves = [authority.issue({ key: 'rsa-2048' }), authority.issue({ key: 'p-256' })]
      return startGnutlsServer({ ...place, leaves, priority })
    },
  }
}
