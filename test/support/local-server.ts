import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { onTestFinished } from 'vitest'

/** A connection to a server of this test that does with each client what the script says. Both end with the test. */
export function connectTo(script: (client: Socket) => void, allowHalfOpen = false): Promise<Socket> {
  const clients = new Set<Socket>()
  const server = createServer({ allowHalfOpen }, (client) => {
    clients.add(client)
    client.on('error', () => {})
    script(client)
  })
  onTestFinished(() => {
    for (const client of clients) client.destroy()
  })
  return connected(server)
}

/**
 * A connection to a TLS server of Node, which echoes what comes through TLS. `again` opens further ones to the same server.
 *
 * @param staple an OCSP response in DER that it staples
 */
export async function connectToTls(
  options: TlsOptions,
  staple?: Buffer,
): Promise<{ socket: Socket; again: () => Promise<Socket> }> {
  const server = createTlsServer(options, (secure) => {
    secure.on('error', () => {})
    secure.pipe(secure)
  })
  server.on('tlsClientError', () => {})
  if (staple !== undefined) server.on('OCSPRequest', (_, __, answer) => answer(null, staple))
  const socket = await connected(server)
  return { socket, again: () => dial(server) }
}

async function connected(server: Server): Promise<Socket> {
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return dial(server)
}

async function dial(server: Server): Promise<Socket> {
  const { port } = server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}
