import type { Inbox } from '../base/inbox.ts'

/** A message that a server of the lab took. Bytes are characters (latin1); they come from a sender, so escape them. */
export interface LabMail {
  /** The host that took it. */
  readonly host: string
  /** Version and suite as OpenSSL names them; null in clear. */
  readonly tls: { readonly version: string; readonly suite: string } | null
  /** Parameters of MAIL and RCPT, such as `<a@example.lab>`. */
  readonly from: string
  readonly to: readonly string[]
  /** Its beginning, header first, lines ended by LF. */
  readonly text: string
}

/** The part of SMTP in which mail is handed over (RFC 5321 section 3.3). */
export interface MailTaker {
  /** Answers MAIL, RCPT, DATA and RSET. */
  obey(
    verb: 'MAIL' | 'RCPT' | 'DATA' | 'RSET',
    command: string,
    inbox: Inbox,
    send: (line: string) => void,
  ): Promise<void>
}

/** A line of a message; longer ones end the conversation (RFC 5321 section 4.5.3.1.6 asks for 1000). */
const LINE_BYTES = 4_096

/** As much of a message as is kept. */
const TEXT_CHARACTERS = 65_536

/** A client has this long for its message. */
const MESSAGE_MILLISECONDS = 60_000

/** What a server does with mail. */
export interface MailTakerSettings {
  /** Told of every message; null where none is taken. */
  readonly onMessage: ((mail: Pick<LabMail, 'from' | 'to' | 'text'>) => void) | null
  /** Takes recipients that are not of the lab, too. */
  readonly relays: boolean
}

/** The postmaster (RFC 5321 section 4.5.1), and everybody below `lab.`. */
const AT_HOME = /^<(?:postmaster|[^<>]*@(?:[^<>@]+\.)?lab)>$/i

/** Takes messages for the lab, or for whomever, and keeps none. */
export function createMailTaker({ onMessage, relays }: MailTakerSettings): MailTaker {
  let from: string | null = null
  let to: readonly string[] = []
  const forget = (): void => {
    from = null
    to = []
  }
  return {
    async obey(verb, command, inbox, send) {
      const [, path = '<>'] = /: ?(\S+)/.exec(command) ?? []
      switch (verb) {
        case 'RSET':
          forget()
          return send('250 2.0.0 Ok')
        case 'MAIL':
          to = []
          from = path
          return send('250 2.1.0 Ok')
        case 'RCPT':
          if (from === null) return send('503 5.5.1 MAIL first')
          if (!relays && !AT_HOME.test(path)) return send(`554 5.7.1 ${path}: Relay access denied`)
          to = [...to, path]
          return send('250 2.1.5 Ok')
        case 'DATA':
          if (from === null || to.length === 0) return send('503 5.5.1 RCPT first')
          if (onMessage === null) return send('550 5.7.1 This laboratory takes no mail')
          send('354 End data with <CR><LF>.<CR><LF>')
          onMessage({ from, to, text: await messageOf(inbox) })
          forget()
          return send('250 2.0.0 Taken, and thrown away')
        default:
          throw verb satisfies never
      }
    },
  }
}

/** Reads up to the line with a dot alone. */
async function messageOf(inbox: Inbox): Promise<string> {
  inbox.begin('message', MESSAGE_MILLISECONDS)
  let text = ''
  for (;;) {
    const line = Buffer.from(await inbox.line(LINE_BYTES)).toString('latin1')
    if (line === '.') return text
    if (text.length < TEXT_CHARACTERS) text += `${line.startsWith('.') ? line.slice(1) : line}\n`
  }
}
