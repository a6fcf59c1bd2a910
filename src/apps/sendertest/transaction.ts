import { parseRequireTlsParameter } from '../../requiretls/treatment.ts'
import type { SunkMessage } from './message-sink.ts'
import type { ReceiverSettings } from './receiver-settings.ts'
import type { RecipientNotes, SessionNotes } from './session-notes.ts'
import type { MailPath } from './smtp-command.ts'

/** What is said to a command, and whether it counts as a mistake of the client's. */
export interface Verdict {
  readonly line: string
  readonly isError: boolean
}

/** What lies between MAIL and the end of the message (RFC 5321 section 3.3), as decisions without any I/O. */
export class Transaction {
  readonly #settings: ReceiverSettings
  readonly #notes: SessionNotes
  #hasGreeted = false
  #hasSender = false
  #requireTls = false
  #recipients: RecipientNotes[] = []
  /** True once the client has named a recipient of a test in this connection. */
  wasNamed = false

  constructor(settings: ReceiverSettings, notes: SessionNotes) {
    this.#settings = settings
    this.#notes = notes
  }

  /** EHLO or HELO, which also ends what was begun (RFC 5321 section 4.1.4). */
  greet(): void {
    this.reset()
    this.#hasGreeted = true
  }

  /** TLS has begun: what was said in clear counts for nothing (RFC 3207 section 4.2). */
  startAnew(): void {
    this.reset()
    this.#hasGreeted = false
  }

  /** Forgets the sender and the recipients. */
  reset(): void {
    this.#hasSender = false
    this.#requireTls = false
    this.#recipients = []
  }

  /** MAIL FROM. Who writes does not matter, and is not kept. */
  mail(parameters: readonly string[], isSecure: boolean): Verdict {
    const { behaviour, limits } = this.#settings
    if (!this.#hasGreeted) return refuse('503 5.5.1 Say EHLO first')
    if (this.#hasSender) return refuse('503 5.5.1 There is a sender already')
    const requireTls = parseRequireTlsParameter(parameters)
    if (requireTls !== 'absent' && !(isSecure && behaviour.requireTls && requireTls === 'present')) {
      return refuse('555 5.5.4 REQUIRETLS cannot be promised here')
    }
    if (sizeOf(parameters) > limits.messageOctets) return refuse('552 5.3.4 A test needs no message of that size')
    this.#hasSender = true
    this.#requireTls = requireTls === 'present'
    return accept('250 2.1.0 Ok')
  }

  /** RCPT TO: a token of a test at the sub-domain of a case that is served here, and nothing else. */
  rcpt({ localPart, domain }: MailPath, tokenOf: (localPart: string) => string | null): Verdict {
    const { caseOf, ledger, limits, behaviour, greylistMilliseconds } = this.#settings
    if (!this.#hasSender) return refuse('503 5.5.1 Say MAIL first')
    if (this.#recipients.length >= limits.recipients) return refuse('452 4.5.3 Too many recipients')
    const token = tokenOf(localPart)
    const of = caseOf(domain)
    if (token === null || of === null) return refuse('550 5.7.1 Only the addresses of a test are taken here')
    const since = ledger.sinceFirst(token, of, this.#notes.address)
    const recipient = ledger.named(token, this.#notes, of)
    if (recipient === null) return refuse('550 5.1.1 There is no such test, or it has ended')
    this.wasNamed = true
    recipient.requireTls = this.#requireTls
    if (behaviour.greylists && (since === null || since < greylistMilliseconds)) {
      recipient.message = 'deferred'
      return accept('450 4.7.1 Greylisted: come back a little later')
    }
    this.#recipients.push(recipient)
    return accept('250 2.1.5 Ok')
  }

  /** DATA. */
  data(): Verdict {
    return this.#recipients.length === 0
      ? refuse('503 5.5.1 There are no recipients')
      : accept('354 Go ahead; nothing of it is kept')
  }

  /** The message has gone by; null when it was too long. */
  finish(message: SunkMessage | null): Verdict {
    for (const recipient of this.#recipients) {
      recipient.message = message === null ? 'refused' : 'accepted'
      recipient.tlsRequiredNo = message?.tlsRequiredNo ?? false
    }
    this.reset()
    return message === null
      ? refuse('552 5.3.4 A test needs no message of that size')
      : accept('250 2.0.0 Seen and thrown away')
  }
}

/** What a client says of its message's size (RFC 1870); 0 when it says nothing that can be read. */
function sizeOf(parameters: readonly string[]): number {
  const said = parameters.map((word) => /^SIZE=(\d{1,20})$/i.exec(word)?.[1]).find((size) => size !== undefined)
  return Number(said ?? 0)
}

function accept(line: string): Verdict {
  return { line, isError: false }
}

function refuse(line: string): Verdict {
  return { line, isError: true }
}
