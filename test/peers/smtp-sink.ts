import { createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './harness/running-peer.ts'

/** A server without TLS that takes any mail and keeps it. */
export interface SmtpSink extends AsyncDisposable {
  readonly port: number
  /** The messages so far, header and body, with LF. */
  readonly messages: readonly string[]
  /** Waits until there are so many. Throws, with what there is, when they do not come. */
  readonly waitFor: (count: number) => Promise<readonly string[]>
}

const PATIENCE_MILLISECONDS = 30_000

/** Starts a sink on a free port of 127.0.0.1. */
export async function startSink(): Promise<SmtpSink> {
  const messages: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    converse(socket, (message) => messages.push(message))
  })
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const waitFor = async (count: number): Promise<readonly string[]> => {
    const deadline = Date.now() + PATIENCE_MILLISECONDS
    while (messages.length < count) {
      if (Date.now() > deadline) throw new Error(`${messages.length} of ${count} messages came`)
      await sleep(20)
    }
    return messages
  }
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return { port, messages, waitFor, [Symbol.asyncDispose]: close }
}

function converse(socket: Socket, keep: (message: string) => void): void {
  let input = ''
  let data: string[] | null = null
  const say = (line: string): void => void socket.write(`${line}\r\n`)
  const take = (line: string): void => {
    if (data !== null) {
      if (line !== '.') {
        data.push(line.startsWith('.') ? line.slice(1) : line)
        return
      }
      keep(`${data.join('\n')}\n`)
      data = null
      say('250 kept')
      return
    }
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'DATA') data = []
    say(verb === 'DATA' ? '354 go on' : verb === 'QUIT' ? '221 bye' : '250 sink.test')
    if (verb === 'QUIT') socket.end()
  }
  say('220 sink.test ESMTP')
  socket.setEncoding('utf8').on('data', (text: string) => {
    input += text
    const lines = input.split('\r\n')
    input = lines.pop() ?? ''
    for (const line of lines) take(line)
  })
}
