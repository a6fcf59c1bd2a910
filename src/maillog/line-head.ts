import type { DayClock, DayTally } from './day-clock.ts'

/**
 * Where the parts of a log line are. Most lines are of no interest, so nothing is cut out before that is known; and one object is
 * used for all lines.
 */
export interface LineHead {
  day: DayTally
  /** The line, or what a line of another form comes to: `host program[number]: message`. */
  line: string
  /** Where `host program[number]` begins, which tells processes apart, also in a log of many hosts. */
  processFrom: number
  /** The program's name, such as `postfix/smtp`; empty in Exim's own log file, whose lines name no program. */
  programFrom: number
  programTo: number
  processTo: number
  messageFrom: number
}

/** Characters of host, program and process number together. Longer ones are no syslog. */
const LONGEST = 300

/**
 * Reads the head of a line, in whichever form it comes:
 *
 *     Nov 24 08:00:00 host postfix/smtp[71]: …            syslog of old (RFC 3164), without a year
 *     2026-11-24T08:00:00.123456+01:00 host exim[71]: …   rsyslog, journalctl -o short-iso
 *     <22>1 2026-11-24T08:00:00Z host postfix/smtp 71 - - …   RFC 5424 section 6
 *     2026-11-24 08:00:00 1wfJcc-00000006yLj-3jeO => …      Exim's own log file
 *
 * @returns false for a line that has none of these
 */
export function readHead(line: string, clock: DayClock, head: LineHead): boolean {
  const first = line.charCodeAt(0)
  if (first === 0x3c) return readPriority(line, clock, head)
  if (first >= 0x30 && first <= 0x39) return readIso(line, clock, head)
  if (line.charCodeAt(3) !== 0x20 || line.charCodeAt(15) !== 0x20) return false
  const day = clock.classic(line)
  if (day === null) return false
  head.day = day
  return readTag(line, 16, head)
}

function readPriority(line: string, clock: DayClock, head: LineHead): boolean {
  const end = line.indexOf('>')
  if (end < 2 || end > 4) return false
  const rest = line.slice(end + 1)
  return rest.startsWith('1 ')
    ? readRfc5424(rest, clock, head)
    : rest.charCodeAt(0) !== 0x3c && readHead(rest, clock, head)
}

function readIso(line: string, clock: DayClock, head: LineHead): boolean {
  const day = clock.iso(line)
  if (day === null) return false
  head.day = day
  const separator = line.charCodeAt(10)
  if (separator === 0x54) {
    const end = line.indexOf(' ', 19)
    return end > 0 && end < 40 && readTag(line, end + 1, head)
  }
  if (separator !== 0x20) return false
  const start = behindTime(line, 11)
  if (start < 0) return false
  return isEximId(line, start) ? readExim(line, start, head) : readTag(line, start, head)
}

/** Behind `08:00:00.123 +0100 [71] ` of Exim, where all but the time is optional; -1 where that is no time. */
function behindTime(line: string, start: number): number {
  let at = line.indexOf(' ', start) + 1
  if (at - start < 9 || line.charAt(start + 2) !== ':') return -1
  if ((line.charAt(at) === '+' || line.charAt(at) === '-') && line.charAt(at + 5) === ' ') at += 6
  if (line.charAt(at) === '[') {
    const end = line.indexOf('] ', at)
    if (end > 0 && end - at < 12) at = end + 2
  }
  return at
}

function isEximId(line: string, at: number): boolean {
  return line.charAt(at + 6) === '-' && (line.charAt(at + 13) === '-' || line.charAt(at + 18) === '-')
}

function readExim(line: string, start: number, head: LineHead): boolean {
  head.line = line
  head.processFrom = head.programFrom = head.programTo = head.processTo = head.messageFrom = start
  return true
}

/** `host program[71]: message`; some write no host, some no number. */
export function readTag(line: string, start: number, head: LineHead): boolean {
  const colon = line.indexOf(': ', start)
  if (colon < 0 || colon - start > LONGEST) return false
  let to = colon
  if (line.charCodeAt(colon - 1) === CLOSING_BRACKET) {
    const bracket = line.lastIndexOf('[', colon)
    if (bracket > start) to = bracket
  }
  const from = line.lastIndexOf(' ', to - 1) + 1
  head.line = line
  head.processFrom = start
  head.programFrom = Math.max(from, start)
  head.programTo = to
  head.processTo = colon
  head.messageFrom = colon + 2
  return true
}

const CLOSING_BRACKET = 0x5d

/** `1 TIMESTAMP HOST PROGRAM NUMBER MSGID STRUCTURED-DATA MESSAGE`. */
function readRfc5424(line: string, clock: DayClock, head: LineHead): boolean {
  const fields: string[] = []
  let at = 2
  while (fields.length < 5) {
    const end = line.indexOf(' ', at)
    if (end < 0 || end - at > LONGEST) return false
    fields.push(line.slice(at, end))
    at = end + 1
  }
  const [time = '', host = '', program = '', number = ''] = fields
  const day = clock.iso(time)
  const data = line.charAt(at) === '[' ? line.indexOf('] ', at) + 1 : line.indexOf(' ', at)
  if (day === null || data <= 0) return false
  head.day = day
  const message = line.slice(data + 1)
  const text = message.startsWith(BYTE_ORDER_MARK) ? message.slice(BYTE_ORDER_MARK.length) : message
  return readTag(`${host} ${program}[${number}]: ${text}`, 0, head)
}

/** Lines are decoded as octets, so the mark of RFC 5424 section 6.4 is three characters. */
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf'
