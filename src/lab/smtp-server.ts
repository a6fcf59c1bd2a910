import type { Duplex } from 'node:stream'
import { attempt } from '../base/failure.ts'
import { Inbox } from '../base/inbox.ts'
import type { SmtpBehaviour } from './lab-domain.ts'
import { createMailTaker, type LabMail } from './take-mail.ts'

/** A lab server waits this long for a command. */
const IDLE_MILLISECONDS = 60_000

/** A command line (RFC 5321 section 4.5.3.1.4). */
const COMMAND_BYTES = 512

/** Lines of an EHLO reply that never ends are sent in portions of this many. */
const ENDLESS_LINES = 200

/** What a lab server needs to speak. */
export interface SmtpServerSettings {
  readonly host: string
  readonly behaviour: SmtpBehaviour
  /** True inside TLS: STARTTLS is no longer offered. */
  readonly secure: boolean
  /** Whether a greeting is due inside TLS, too, as where TLS comes first. */
  readonly greets?: true
  /** Commands that came in clear behind STARTTLS and are obeyed inside TLS all the same. */
  readonly carriedOver?: readonly string[]
  /** Told of every message. Without it, and without `relays`, no message is taken, though its recipients are. */
  readonly onMail?: ((mail: Pick<LabMail, 'from' | 'to' | 'text'>) => void) | undefined
  /** Takes the stream over when TLS is to start, with what came behind STARTTLS. */
  readonly startTls: (stream: Duplex, behind: readonly string[]) => void
}

/** Speaks SMTP as a server until the client quits, leaves or starts TLS. */
export async function serveSmtp(stream: Duplex, settings: SmtpServerSettings): Promise<void> {
  const { host, behaviour, secure } = settings
  const inbox = new Inbox(stream)
  const send = (line: string): void => void stream.write(Buffer.from(`${line}\r\n`, 'latin1'))
  if (!secure || settings.greets) send(behaviour.banner ?? `220 ${host} ESMTP wiretight lab`)
  const relays = behaviour.relays === true
  const taker = createMailTaker({ onMessage: settings.onMail ?? (relays ? () => {} : null), relays })
  const carriedOver = [...(settings.carriedOver ?? [])]
  for (;;) {
    inbox.begin('command', IDLE_MILLISECONDS)
    const carried = carriedOver.shift()
    const line = carried === undefined ? await attempt(() => inbox.line(COMMAND_BYTES)) : null
    if (line?.ok === false) return inbox.destroy()
    const text = carried ?? Buffer.from(line?.value ?? []).toString('latin1')
    const verb = text.trim().split(' ', 1)[0]?.toUpperCase()
    switch (verb) {
      case 'EHLO':
        await sendEhlo(stream, settings, send)
        break
      case 'HELO':
        send(`250 ${behaviour.name ?? host}`)
        break
      case 'STARTTLS':
        if (secure) {
          send('503 5.5.1 TLS is active already')
          break
        }
        send(behaviour.starttlsReply ?? '220 2.0.0 Ready to start TLS')
        if ((behaviour.starttlsReply ?? '220').startsWith('2')) {
          // What the client sent behind STARTTLS must be thrown away (RFC 3207 section 4.2); a careless server keeps it.
          const behind = inbox.buffered > 0 ? Buffer.from(await inbox.some()).toString('latin1') : ''
          inbox.release()
          return settings.startTls(
            stream,
            behind.split('\r\n').filter((command) => command !== ''),
          )
        }
        break
      case 'NOOP':
        send('250 2.0.0 Ok')
        break
      case 'QUIT':
        send('221 2.0.0 Bye')
        inbox.release()
        stream.on('error', () => {}).end()
        return
      case 'RSET':
      case 'MAIL':
      case 'RCPT':
      case 'DATA': {
        const taken = await attempt(() => taker.obey(verb, text, inbox, send))
        if (!taken.ok) return inbox.destroy()
        break
      }
      default:
        send('500 5.5.2 What?')
    }
  }
}

async function sendEhlo(stream: Duplex, settings: SmtpServerSettings, send: (line: string) => void): Promise<void> {
  const { host, behaviour, secure } = settings
  if (behaviour.endlessEhlo) return sendForEver(stream, send)
  const keyword = behaviour.starttlsKeyword === undefined ? 'STARTTLS' : behaviour.starttlsKeyword
  const extensions = [
    'PIPELINING',
    'SIZE 10240000',
    ...(secure || keyword === null ? [] : [keyword]),
    ...(secure ? (behaviour.extensionsInTls ?? ['REQUIRETLS']) : []),
    ...(behaviour.extensions ?? []),
    '8BITMIME',
  ]
  send(`250-${behaviour.name ?? host}`)
  extensions.forEach((extension, at) => {
    send(`250${at === extensions.length - 1 ? ' ' : '-'}${extension}`)
  })
}

/** Sends lines as fast as the client takes them, until it leaves. */
async function sendForEver(stream: Duplex, send: (line: string) => void): Promise<void> {
  while (!stream.destroyed && stream.writable) {
    for (let line = 0; line < ENDLESS_LINES; line += 1) send('250-AND-ANOTHER-ONE')
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}
