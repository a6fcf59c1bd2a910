import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { attempt } from '../../base/failure.ts'
import { Inbox } from '../../base/inbox.ts'
import { printable } from '../../base/printable.ts'
import { acceptTls } from './accept-tls.ts'
import { MessageSink, type SunkMessage } from './message-sink.ts'
import type { ReceiverSettings } from './receiver-settings.ts'
import { endStream, sendReply } from './send-reply.ts'
import type { SessionNotes } from './session-notes.ts'
import { parseCommand, type SmtpCommand } from './smtp-command.ts'
import { parseToken } from './token.ts'
import { Transaction, type Verdict } from './transaction.ts'

/**
 * Takes mail as a server that trusts nobody: only for recipients of tests that exist, and only to throw it away while it
 * comes. It relays nothing, stores nothing and sends no mail itself. Ends when the client does, at a limit, or when the socket
 * is destroyed.
 */
export async function receiveMail(socket: Socket, address: string, settings: ReceiverSettings): Promise<void> {
  const session = new Session(socket, address, settings)
  const timer = setTimeout(() => socket.destroy(), settings.limits.sessionMilliseconds)
  try {
    // Whatever the client does ends the conversation and nothing else.
    await attempt(() => session.serve())
  } finally {
    clearTimeout(timer)
    session.close()
  }
}

/** What injected lines look like: the answer to an EHLO that was not sent yet, with an extension that nobody else announces. */
const INJECTED = '250-injected.invalid\r\n250 XINJECTED\r\n'

/** Characters of a client's name that are kept. */
const HELO_CHARACTERS = 255

class Session {
  readonly #socket: Socket
  readonly #settings: ReceiverSettings
  readonly #notes: SessionNotes
  readonly #transaction: Transaction
  #stream: Duplex
  #inbox: Inbox
  #secure = false
  #errors = 0

  constructor(socket: Socket, address: string, settings: ReceiverSettings) {
    this.#socket = socket
    this.#settings = settings
    this.#stream = socket
    this.#inbox = new Inbox(socket)
    this.#notes = {
      atMilliseconds: settings.now(),
      address,
      cases: settings.cases,
      helo: null,
      starttls: settings.behaviour.starttls === 'missing' ? 'not-offered' : 'not-asked',
      tls: null,
      tlsFailure: null,
      injected: null,
    }
    this.#transaction = new Transaction(settings, this.#notes)
  }

  async serve(): Promise<void> {
    const { host, limits } = this.#settings
    await this.#reply(`220 ${host} ESMTP sender test: all mail is thrown away`)
    for (let count = 0; count < limits.commands; count += 1) {
      const command = parseCommand(await this.#line())
      if ((await this.#obey(command)) === 'over') return
      if (this.#errors >= limits.errors) break
    }
    await this.#reply(`421 4.7.0 ${host} Enough for now`)
    await endStream(this.#stream)
  }

  close(): void {
    if (!this.#transaction.wasNamed) this.#settings.ledger.nameless(this.#notes)
    this.#inbox.destroy()
    this.#stream.destroy()
    this.#socket.destroy()
  }

  async #line(): Promise<string> {
    const { lineOctets, commandMilliseconds } = this.#settings.limits
    this.#inbox.begin('command', commandMilliseconds)
    return Buffer.from(await this.#inbox.line(lineOctets)).toString('latin1')
  }

  async #obey(command: SmtpCommand): Promise<'on' | 'over'> {
    switch (command.verb) {
      case 'EHLO':
      case 'HELO':
        await this.#greet(command.verb, command.name)
        return 'on'
      case 'STARTTLS':
        return this.#startTls()
      case 'MAIL':
        await this.#answer(this.#transaction.mail(command.parameters, this.#secure))
        return 'on'
      case 'RCPT':
        await this.#answer(this.#transaction.rcpt(command.path, parseToken))
        return 'on'
      case 'DATA':
        return this.#data()
      case 'RSET':
        this.#transaction.reset()
        await this.#reply('250 2.0.0 Ok')
        return 'on'
      case 'NOOP':
        await this.#reply('250 2.0.0 Ok')
        return 'on'
      case 'VRFY':
        await this.#reply('252 2.1.5 Write to it and see')
        return 'on'
      case 'HELP':
        await this.#reply('214 2.0.0 See RFC 5321')
        return 'on'
      case 'QUIT':
        await this.#reply('221 2.0.0 Bye')
        await endStream(this.#stream)
        return 'over'
      case 'malformed':
        await this.#refuse(`501 5.5.4 Syntax: this is no ${command.of} command`)
        return 'on'
      case 'unknown':
        await this.#refuse('500 5.5.2 Not understood')
        return 'on'
      default:
        return command satisfies never
    }
  }

  async #greet(verb: 'EHLO' | 'HELO', name: string): Promise<void> {
    const { host, behaviour, limits } = this.#settings
    this.#transaction.greet()
    this.#notes.helo = printable(name, HELO_CHARACTERS)
    if (this.#notes.injected === null && this.#secure && behaviour.injects) await this.#watchInjection()
    if (verb === 'HELO') return this.#reply(`250 ${host}`)
    const extensions = [
      'PIPELINING',
      `SIZE ${limits.messageOctets}`,
      ...(this.#secure || behaviour.starttls === 'missing' ? [] : ['STARTTLS']),
      // Inside TLS only (RFC 8689 section 2).
      ...(this.#secure && behaviour.requireTls ? ['REQUIRETLS'] : []),
      'ENHANCEDSTATUSCODES',
      '8BITMIME',
    ]
    const lines = [host, ...extensions]
    await this.#reply(lines.map((line, at) => `250${at === lines.length - 1 ? ' ' : '-'}${line}`).join('\r\n'))
  }

  /**
   * A client that waits for the reply to its EHLO inside TLS has thrown the injected lines away; one that goes on has taken
   * them for that reply.
   */
  async #watchInjection(): Promise<void> {
    const { injectionMilliseconds } = this.#settings
    this.#notes.injected = 'discarded'
    await new Promise((resolve) => setTimeout(resolve, injectionMilliseconds))
    if (this.#inbox.buffered > 0) this.#notes.injected = 'used'
  }

  async #startTls(): Promise<'on' | 'over'> {
    const { behaviour } = this.#settings
    if (this.#secure) {
      await this.#refuse('503 5.5.1 TLS is active already')
      return 'on'
    }
    if (behaviour.starttls === 'missing') {
      await this.#refuse('502 5.5.1 Not available')
      return 'on'
    }
    if (behaviour.starttls === '454') {
      this.#notes.starttls = 'refused'
      await this.#reply('454 4.7.0 TLS not available due to temporary reason')
      return 'on'
    }
    this.#notes.starttls = 'asked'
    if (this.#inbox.buffered > 0) {
      // Commands in clear that would be obeyed inside TLS (CVE-2011-0411); no honest client has any.
      await this.#reply('554 5.5.1 Nothing may follow STARTTLS')
      await endStream(this.#stream)
      return 'over'
    }
    // In one piece with the reply, so that both are in the client's buffer when TLS begins.
    await this.#reply(`220 2.0.0 Go ahead${behaviour.injects ? `\r\n${INJECTED.trimEnd()}` : ''}`)
    this.#inbox.release()
    return this.#handshake()
  }

  async #handshake(): Promise<'on' | 'over'> {
    const { context, limits } = this.#settings
    const accepted = await acceptTls(this.#socket, context, limits.handshakeMilliseconds)
    if (!accepted.ok) {
      this.#notes.tlsFailure = accepted.failure
      return 'over'
    }
    this.#notes.tls = accepted.tls
    this.#stream = accepted.stream
    this.#inbox = new Inbox(accepted.stream)
    this.#secure = true
    this.#transaction.startAnew()
    return 'on'
  }

  async #data(): Promise<'on' | 'over'> {
    const begun = this.#transaction.data()
    await this.#answer(begun)
    if (begun.isError) return 'on'
    const message = await this.#drain()
    await this.#answer(this.#transaction.finish(message))
    if (message !== null) return 'on'
    // The rest would only be thrown away; whoever sends that much is not waited for.
    await endStream(this.#stream)
    return 'over'
  }

  /** Lets the message go by, and leaves what comes behind it. Null when it is too long. */
  async #drain(): Promise<SunkMessage | null> {
    const { dataMilliseconds, messageOctets } = this.#settings.limits
    const sink = new MessageSink()
    this.#inbox.begin('message', dataMilliseconds)
    for (;;) {
      const waiting = this.#inbox.peek()
      const piece = waiting.length > 0 ? waiting : await this.#inbox.exactly(1)
      const end = sink.take(piece)
      if (piece === waiting) await this.#inbox.exactly(end ?? piece.length)
      if (sink.octets > messageOctets) return null
      if (end !== null) return sink.result()
    }
  }

  #refuse(line: string): Promise<void> {
    return this.#answer({ line, isError: true })
  }

  async #answer({ line, isError }: Verdict): Promise<void> {
    if (isError) this.#errors += 1
    await this.#reply(line)
  }

  #reply(text: string): Promise<void> {
    return sendReply(this.#stream, text)
  }
}
