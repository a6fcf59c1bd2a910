import { rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { attempt, fail } from '../../../base/failure.ts'
import { Inbox } from '../../../base/inbox.ts'
import type { LabAnswer, LabRequest } from './control-protocol.ts'
import { LINE_BYTES, parseRequest } from './control-protocol.ts'

/** Whoever asks has this long to say what. */
const REQUEST_MILLISECONDS = 5_000

/** What a lab can do when it is asked. */
export interface LabControl {
  /** @throws ProbeError */
  readonly answer: (request: LabRequest) => LabAnswer | Promise<LabAnswer>
  /** Connects to an address of the lab, or to its DNS; null for other requests. @throws ProbeError */
  readonly dial: (request: LabRequest) => Promise<Socket> | null
}

/** A socket that is listened on. */
export interface ControlServer {
  readonly close: () => Promise<void>
}

/**
 * Listens on a socket of the file system. The folder around it keeps others away.
 *
 * @throws ProbeError `file-unwritable`
 */
export async function startControlServer(path: string, control: LabControl): Promise<ControlServer> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
    void serve(socket, control)
  })
  const failed = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    server.once('error', resolve).listen(path, () => resolve(null))
  })
  if (failed !== null) fail({ code: 'file-unwritable', file: path, reason: failed.code ?? 'unknown' })
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
        rmSync(path, { force: true })
      }),
  }
}

async function serve(socket: Socket, control: LabControl): Promise<void> {
  const inbox = new Inbox(socket)
  inbox.begin('request', REQUEST_MILLISECONDS)
  const say = (answer: LabAnswer): void => void socket.write(`${JSON.stringify(answer)}\n`)
  const asked = await attempt(async () => parseRequest(Buffer.from(await inbox.line(LINE_BYTES)).toString()))
  if (!asked.ok) return inbox.destroy()
  const request = asked.value
  const dialled = control.dial(request)
  if (dialled !== null) {
    const far = await attempt(() => dialled)
    if (!far.ok) {
      say({ answer: 'failed', failure: far.failure })
      return void socket.end()
    }
    say({ answer: 'done' })
    inbox.release()
    join(socket, far.value)
    return
  }
  const answered = await attempt(() => control.answer(request))
  say(answered.ok ? answered.value : { answer: 'failed', failure: answered.failure })
  inbox.release()
  socket.resume().end()
}

function join(near: Socket, far: Socket): void {
  near.on('error', () => far.resetAndDestroy()).once('close', () => far.destroy())
  far.on('error', () => near.destroy()).once('close', () => near.end())
  near.pipe(far)
  far.pipe(near)
}
