import { connect, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
import type { Limits } from '../../src/apps/sendertest/limits.ts'
import { localPlaces } from '../../src/apps/sendertest/local-places.ts'
import { caseDomain } from '../../src/apps/sendertest/names.ts'
import { type SenderTest, startSenderTest } from '../../src/apps/sendertest/sender-test.ts'
import type { SenderTestCaseId } from '../../src/facts/sender-test-facts.ts'

/** A network of loopback that no other test process uses. */
export const NETWORK = `127.${100 + ((process.pid >> 8) % 100)}.${process.pid & 255}`

export const ZONE = 'sendertest.example'
/** There is only one `::1`, so that the port of mail servers differs, too. */
export const PORTS = { smtp: 12_000 + (process.pid % 18_000), dns: 10_053, https: 10_443 } as const

/** The options of a local service in a place that is this process's own. */
export const LOCAL_OPTIONS: readonly string[] = ['--local', '--network', NETWORK, '--smtp-port', String(PORTS.smtp)]

/** Waits in tests are short. */
export const GREYLIST_MILLISECONDS = 300
export const INJECTION_MILLISECONDS = 250

/** A service as `--local` sets it up. */
export async function startService(limits: Partial<Limits> = {}): Promise<SenderTest> {
  const places = await localPlaces(NETWORK, PORTS.smtp)
  return startSenderTest({
    zone: ZONE,
    mode: 'local',
    mail: { placement: places.placement, port: PORTS.smtp },
    dns: { names: [`ns1.${ZONE}`], addresses: [places.nameServer], port: PORTS.dns },
    https: { addresses: [places.policySite], port: PORTS.https },
    resolver: { address: places.resolver, port: PORTS.dns },
    certificate: null,
    limits,
    greylistMilliseconds: GREYLIST_MILLISECONDS,
    injectionMilliseconds: INJECTION_MILLISECONDS,
    now: Date.now,
  })
}

/** Where a case is served. */
export function placeOf(service: SenderTest, of: SenderTestCaseId): { readonly host: string; readonly port: number } {
  const post = service.placement.posts.find(({ cases }) => cases.some(({ id }) => id === of))
  return { host: post?.addresses[0] ?? '', port: PORTS.smtp }
}

/** The recipient of a test in a case. */
export function recipientOf(token: string, of: SenderTestCaseId): string {
  return `<${token}@${caseDomain(of, ZONE)}>`
}

function usualSource(host: string): string {
  return host.includes(':') ? '::1' : '127.0.0.1'
}

const REPLY_MILLISECONDS = 10_000

/** A client that says what a test tells it to say. */
export class SmtpClient {
  #stream: Socket | TLSSocket
  #text = ''
  #wake: (() => void) | undefined
  closed = false

  private constructor(stream: Socket) {
    this.#stream = stream
    this.#listen(stream)
  }

  /** Connects and takes the greeting; `from` is the address to come from. */
  static async open(
    place: { readonly host: string; readonly port: number },
    from = usualSource(place.host),
  ): Promise<SmtpClient> {
    const client = new SmtpClient(connect({ ...place, localAddress: from, noDelay: true }))
    await client.reply()
    return client
  }

  /** Sends a line and gives the reply to it. */
  say(line: string): Promise<string> {
    this.write(`${line}\r\n`)
    return this.reply()
  }

  write(text: string | Uint8Array): boolean {
    return this.#stream.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text)
  }

  /** The next whole reply, without its last line end; empty when the server has closed. */
  async reply(): Promise<string> {
    const deadline = performance.now() + REPLY_MILLISECONDS
    for (;;) {
      const match = /^(?:\d{3}-[^\n]*\r\n)*\d{3} [^\n]*\r\n/.exec(this.#text)
      if (match !== null) {
        this.#text = this.#text.slice(match[0].length)
        return match[0].trimEnd()
      }
      if (this.closed) return ''
      if (performance.now() > deadline) throw new Error(`no reply; so far ${JSON.stringify(this.#text)}`)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        setTimeout(resolve, 200)
      })
    }
  }

  /** Asks for TLS and carries it out; what came in clear behind the 220 is thrown away, or kept by a careless client. */
  async startTls(options: ConnectionOptions = {}, keep = false): Promise<void> {
    const answer = await this.say('STARTTLS')
    if (!answer.startsWith('220')) throw new Error(answer)
    const behind = this.#text
    this.#text = keep ? behind : ''
    const plain = this.#stream
    plain.removeAllListeners('data')
    const secure = connectTls({ socket: plain, rejectUnauthorized: false, ...options })
    secure.on('error', () => {})
    this.#stream = secure
    this.#listen(secure)
    await new Promise<void>((resolve, reject) => {
      secure.once('secureConnect', resolve)
      secure.once('close', () => reject(new Error('TLS failed')))
    })
  }

  close(): void {
    this.#stream.destroy()
  }

  #listen(stream: Socket): void {
    stream.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1')
      this.#wake?.()
    })
    stream.on('error', () => {})
    stream.once('close', () => {
      this.closed = true
      this.#wake?.()
    })
  }
}

/** Sends a message as a good client does; gives the last reply. */
export async function sendMessage(
  service: SenderTest,
  of: SenderTestCaseId,
  token: string,
  options: {
    readonly tls?: ConnectionOptions | null
    readonly parameters?: string
    readonly header?: string
    readonly from?: string
  } = {},
): Promise<string> {
  const client = await SmtpClient.open(placeOf(service, of), options.from)
  try {
    await client.say('EHLO client.example')
    if (options.tls !== null) {
      await client.startTls(options.tls)
      await client.say('EHLO client.example')
    }
    const sender = await client.say(`MAIL FROM:<a@client.example>${options.parameters ?? ''}`)
    if (!sender.startsWith('250')) return sender
    const recipient = await client.say(`RCPT TO:${recipientOf(token, of)}`)
    if (!recipient.startsWith('250')) return recipient
    await client.say('DATA')
    const end = await client.say(`Subject: test\r\n${options.header ?? ''}\r\nbody\r\n..\r\n.`)
    await client.say('QUIT')
    return end
  } finally {
    client.close()
  }
}
