import { DayClock, emptyDay } from './day-clock.ts'
import { EximReader } from './exim.ts'
import { JournalExport, readJournalJson } from './journal.ts'
import { type LineHead, readHead } from './line-head.ts'
import { type LogFacts, logFactsOf } from './log-facts.ts'
import { PostfixReader } from './postfix.ts'
import { SendmailReader } from './sendmail.ts'
import { Traffic } from './traffic.ts'

/** Octets of one line. Longer ones are no log, but what somebody gave in place of one. */
export const LINE_BYTES = 65_536

/** What a program's lines are read by. */
type Kind = 'postfix-client' | 'postfix-server' | 'exim' | 'sendmail' | 'other'

/**
 * Reads mail logs piece by piece and adds up what they say about TLS. Files of a rotated set are read one after the other, the
 * oldest first: a connection may begin in one and end in the next. Memory does not grow with the length of the logs.
 *
 * Nothing in a log is an error. What cannot be read is counted.
 */
export class LogReader {
  readonly #traffic = new Traffic()
  readonly #clock = new DayClock()
  readonly #postfix = new PostfixReader(this.#traffic)
  readonly #exim = new EximReader(this.#traffic)
  readonly #sendmail = new SendmailReader(this.#traffic)
  readonly #head: LineHead = {
    day: emptyDay(),
    line: '',
    processFrom: 0,
    programFrom: 0,
    programTo: 0,
    processTo: 0,
    messageFrom: 0,
  }
  #journal: JournalExport | null = null
  /** The beginning of a line, or of a binary field, whose end has not come yet. */
  #rest = ''
  /** True while the rest of a line that is too long is thrown away. */
  #skipping = false
  #files = 0
  #bytes = 0
  #lines = 0
  #read = 0
  #unreadable = 0
  #tooLong = 0

  /** Octets read so far. */
  get bytes(): number {
    return this.#bytes
  }

  /** Messages counted so far. */
  get messages(): number {
    let sum = 0
    for (const ways of this.#traffic.programs().values()) {
      for (const { total } of Object.values(ways)) sum += total.encrypted + total.clear + total.silent
    }
    return sum
  }

  /** The next octets of the file. They are decoded at once, one character an octet, and lines are parts of that text. */
  write(chunk: Buffer): void {
    this.#bytes += chunk.length
    const text = chunk.toString('latin1')
    let start = 0
    if (this.#rest !== '' || this.#skipping) {
      start = this.#joinRest(text)
      if (start < 0) return
    }
    for (;;) {
      if (this.#journal?.pending != null) {
        start = this.#binary(text, start)
        if (start < 0) return
      }
      const end = text.indexOf('\n', start)
      if (end < 0) break
      this.#line(text.slice(start, end))
      start = end + 1
    }
    this.#keep(text.slice(start))
  }

  /** The end of a file. A line without an end is read as it is. */
  endFile(written: Date): void {
    if (this.#rest !== '' && !this.#skipping) this.#line(this.#rest)
    if (this.#journal !== null) this.#line('')
    this.#rest = ''
    this.#skipping = false
    this.#journal = null
    this.#files += 1
    this.#clock.endFile(written)
  }

  /** What was found. Call it once, behind the last {@link endFile}. */
  facts(): LogFacts {
    this.#postfix.end()
    return logFactsOf(this.#traffic, this.#clock.days(), {
      files: this.#files,
      bytes: this.#bytes,
      lines: this.#lines,
      linesRead: this.#read,
      linesUnreadable: this.#unreadable,
      linesTooLong: this.#tooLong,
    })
  }

  /** Ends the line that the last piece began. Returns where the next begins; -1 when it does not end here either. */
  #joinRest(text: string): number {
    if (this.#journal?.pending != null) {
      // A binary field is looked at as a whole; it is rare, and bounded by LINE_BYTES.
      const joined = this.#rest + text
      this.#rest = ''
      this.write(Buffer.from(joined, 'latin1'))
      this.#bytes -= joined.length
      return -1
    }
    const end = text.indexOf('\n')
    if (end < 0) {
      this.#keep(this.#rest + text)
      return -1
    }
    if (this.#skipping) this.#skipping = false
    else this.#line(this.#rest + text.slice(0, end))
    this.#rest = ''
    return end + 1
  }

  #keep(text: string): void {
    if (!this.#skipping && text.length > LINE_BYTES) {
      this.#tooLong += 1
      this.#lines += 1
      this.#skipping = true
    }
    this.#rest = this.#skipping ? '' : text
  }

  /** A field of eight octets of length, little-endian, and the value. Returns where it ends, -1 when it has not all come yet. */
  #binary(text: string, start: number): number {
    const length = lengthAt(text, start)
    if (start + 8 <= text.length && length > LINE_BYTES) {
      this.#journal?.binary('')
      return start
    }
    if (start + 8 > text.length || start + 8 + length + 1 > text.length) {
      this.#rest = text.slice(start)
      return -1
    }
    this.#journal?.binary(text.slice(start + 8, start + 8 + length))
    return start + 8 + length + 1
  }

  #line(whole: string): void {
    const line = whole.endsWith('\r') ? whole.slice(0, -1) : whole
    if (this.#journal !== null) {
      if (this.#journal.line(line, this.#clock, this.#head)) this.#told()
      return
    }
    if (line.length > LINE_BYTES) {
      this.#lines += 1
      this.#tooLong += 1
      return
    }
    if (line === '') return
    if (line.startsWith('__') && JournalExport.begins(line)) {
      this.#journal = new JournalExport()
      this.#journal.line(line, this.#clock, this.#head)
      return
    }
    const isHead = line.startsWith('{')
      ? readJournalJson(line, this.#clock, this.#head)
      : readHead(line, this.#clock, this.#head)
    if (isHead) this.#told()
    else {
      this.#lines += 1
      this.#unreadable += 1
    }
  }

  #told(): void {
    this.#lines += 1
    this.#traffic.day = this.#head.day
    if (this.#reads(this.#head)) this.#read += 1
  }

  #reads(head: LineHead): boolean {
    const kind = kindOf(head)
    if (kind === 'other') return false
    const { line } = head
    const message = line.slice(head.messageFrom)
    if (kind === 'exim') return this.#exim.line(withoutTime(message))
    const processName = line.slice(head.processFrom, head.processTo)
    switch (kind) {
      case 'postfix-client':
        return this.#postfix.client(processName, message)
      case 'postfix-server':
        return this.#postfix.server(processName, message)
      case 'sendmail':
        return this.#sendmail.line(processName, message)
      default:
        return kind satisfies never
    }
  }
}

/** `syslog_name` may be anything; the name of the daemon comes last. Exim's own file names no program. */
function kindOf({ line, programFrom, programTo }: LineHead): Kind {
  if (programFrom === programTo || line.startsWith('exim', programFrom)) return 'exim'
  if (line.endsWith('/smtpd', programTo)) return 'postfix-server'
  if (line.endsWith('/smtp', programTo) || line.endsWith('/lmtp', programTo)) return 'postfix-client'
  return line.startsWith('sendmail', programFrom) || line.startsWith('sm-', programFrom) ? 'sendmail' : 'other'
}

/** Exim may put its own time into syslog, too. */
function withoutTime(message: string): string {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /.test(message) ? message.slice(20) : message
}

function lengthAt(text: string, start: number): number {
  let length = 0
  for (let at = 5; at >= 0; at -= 1) length = length * 256 + (text.charCodeAt(start + at) || 0)
  return length
}
