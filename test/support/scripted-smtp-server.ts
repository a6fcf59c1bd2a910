import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { SmtpLimits } from '../../src/smtp/conversation.ts'
import { dial } from '../../src/smtp/dial.ts'
import { openSession, type Session, type SessionOptions } from '../../src/smtp/session.ts'

/** What a scripted server does: say something first, then answer each line with a text. Null closes. */
export interface Script {
  readonly banner?: string | readonly string[]
  /** The pause before each part of the banner. */
  readonly bannerAfterMilliseconds?: number
  readonly answer?: Answerer
}

/** Finds the answer to a command line. */
export type Answerer = (line: string, socket: Socket) => string | null

/** A session with a scripted server. */
export interface Meeting {
  readonly session: Session
  readonly stream: Socket
  /** What the server received, one text per segment. */
  readonly heard: readonly string[]
}

const servers: Server[] = []
const sockets: Socket[] = []

/** Limits for peers from which nothing comes: a test that waits in vain is over in a sixth of a second. */
export const IMPATIENT: Partial<SmtpLimits> = { bannerMilliseconds: 150, replyMilliseconds: 150, quitMilliseconds: 60 }

/** Limits that a peer which does answer meets on the busiest machine. */
const PATIENT: Partial<SmtpLimits> = { bannerMilliseconds: 10_000, replyMilliseconds: 10_000, quitMilliseconds: 200 }

const ANSWERS: Readonly<Record<string, string>> = {
  EHLO: '250-mx.test at your service\r\n250-SIZE 1000\r\n250 STARTTLS\r\n',
  HELO: '250 mx.test\r\n',
  STARTTLS: '220 2.0.0 go ahead\r\n',
  QUIT: '221 2.0.0 bye\r\n',
}

/** Answers as an ordinary server does, one that never actually speaks TLS. */
export function usual(line: string): string {
  return ANSWERS[verbOf(line)] ?? '500 what\r\n'
}

/** Answers as {@link usual} but for the verbs given. */
export function withAnswers(changed: Readonly<Record<string, string | null>>): Answerer {
  return (line) => {
    const answer = changed[verbOf(line)]
    return answer === undefined ? usual(line) : answer
  }
}

/** Answers the first EHLO as usual and every further one as given. */
export function withSecondEhlo(second: string): Answerer {
  let greetings = 0
  return (line) => {
    if (verbOf(line) !== 'EHLO') return usual(line)
    greetings += 1
    return greetings > 1 ? second : usual(line)
  }
}

/** Serves the script on loopback and opens a session with it, with long limits unless others are given. */
export async function meet(script: Script, options: Partial<SessionOptions> = {}): Promise<Meeting> {
  const heard: string[] = []
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}))
    const { banner = '220 mx.test ESMTP\r\n', answer = usual, bannerAfterMilliseconds = 0 } = script
    void speak(socket, typeof banner === 'string' ? [banner] : banner, bannerAfterMilliseconds)
    socket.on('data', (data) => {
      heard.push(data.toString('latin1'))
      for (const line of data.toString('latin1').split('\r\n').slice(0, -1)) {
        const text = answer(line, socket)
        if (text === null) socket.end()
        else if (!socket.destroyed) socket.write(Buffer.from(text, 'latin1'))
      }
    })
  })
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  const address = server.address()
  const stream = await dial({ address: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 })
  sockets.push(stream)
  const session = await openSession(stream, { ehloName: 'probe.test', limits: PATIENT, ...options })
  return { session, heard, stream }
}

/** Writes parts with a pause before each, so that they arrive as separate segments. */
export async function speak(socket: Socket, parts: readonly string[], pauseMilliseconds: number): Promise<void> {
  for (const part of parts) {
    if (pauseMilliseconds > 0) await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds))
    if (!socket.destroyed) socket.write(Buffer.from(part, 'latin1'))
  }
}

/** Ends every server and connection; for `afterEach`. */
export function partAll(): void {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
}

function verbOf(line: string): string {
  return line.split(' ', 1)[0] ?? ''
}
