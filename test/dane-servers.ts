import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import type { IssuedCertificate } from '../src/lab/certificate-authority.ts'
import { serveSmtp } from '../src/lab/smtp-server.ts'

/** A mail server of a test. */
export interface MailServer extends AsyncDisposable {
  readonly port: number
  /** The names that clients sent as SNI. */
  readonly names: readonly (string | null)[]
}

/** Starts a server with STARTTLS (without chains: none) that shows whichever of its chains the client's hello fits. */
export async function startMailServer(
  address: string,
  chains: readonly Pick<IssuedCertificate, 'chainPem' | 'privateKeyPem'>[],
  { port = 0, ...more }: { readonly port?: number; readonly minVersion?: 'TLSv1.2' | 'TLSv1.3' } = {},
): Promise<MailServer> {
  const names: (string | null)[] = []
  const sockets = new Set<Socket>()
  const secureContext = createSecureContext({
    cert: chains.map(({ chainPem }) => chainPem),
    key: chains.map(({ privateKeyPem }) => privateKeyPem ?? ''),
    ...more,
  })
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    const behaviour = chains.length === 0 ? { starttlsKeyword: null } : {}
    void serveSmtp(socket, {
      host: 'mx.good.lab',
      behaviour,
      secure: false,
      startTls: () => {
        const secure = new TLSSocket(socket, { isServer: true, secureContext })
        secure.on('error', () => socket.destroy())
        secure.once('secure', () => {
          names.push(typeof secure.servername === 'string' ? secure.servername : null)
          void serveSmtp(secure, { host: 'mx.good.lab', behaviour: {}, secure: true, startTls: () => {} })
        })
      },
    })
  })
  server.listen(port, address)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    names,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
