import { connect, type Socket } from 'node:net'
import { ProbeError } from '../../../base/failure.ts'
import { Inbox } from '../../../base/inbox.ts'
import { type LabAnswer, type LabRequest, LINE_BYTES, parseAnswer } from './control-protocol.ts'

/** A lab answers at once. */
const ANSWER_MILLISECONDS = 5_000

/**
 * Asks a running lab.
 *
 * @throws ProbeError `lab-not-running` when nobody listens; what the lab answers with; `stream-…`, `document-invalid`
 */
export async function askLab(path: string, request: LabRequest): Promise<LabAnswer> {
  const { socket, answer } = await converse(path, request)
  socket.destroy()
  return answer
}

/** Opens a connection to an address of a running lab, or to its DNS, through its socket. @throws ProbeError like {@link askLab} */
export async function tunnelThroughLab(path: string, request: LabRequest): Promise<Socket> {
  return (await converse(path, request)).socket
}

async function converse(
  path: string,
  request: LabRequest,
): Promise<{ readonly socket: Socket; readonly answer: LabAnswer }> {
  const socket = await open(path)
  const inbox = new Inbox(socket)
  socket.write(`${JSON.stringify(request)}\n`)
  inbox.begin('answer of the lab', ANSWER_MILLISECONDS)
  const line = await inbox.line(LINE_BYTES)
  inbox.release()
  const answer = parseAnswer(Buffer.from(line).toString())
  if (answer.answer === 'failed') {
    socket.destroy()
    throw new ProbeError(answer.failure)
  }
  return { socket, answer }
}

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path, allowHalfOpen: true })
    socket.once('connect', () => resolve(socket))
    socket.on('error', () => reject(new ProbeError({ code: 'lab-not-running' })))
  })
}
