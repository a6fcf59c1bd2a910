import { fail } from '../base/failure.ts'
import { TEXT_CHARACTERS } from '../base/limits.ts'
import { printable } from '../base/printable.ts'

/**
 * What a server answers to a command: a three-digit code and one or more lines of text.
 *
 *     250-mx.example.org          code 250, more lines follow
 *     250-SIZE 52428800
 *     250 STARTTLS                a blank instead of the hyphen: the last line
 *
 * Only the code decides what happens next; the text is for people, except in the answer to EHLO.
 *
 * @see RFC 5321 section 4.2
 */
export interface Reply {
  readonly code: number
  /** Such as `4.7.0`; null when the server does not speak RFC 2034 or the class contradicts the code. */
  readonly enhanced: string | null
  /** The text of each line without code and separator, printable, each of at most TEXT_CHARACTERS. */
  readonly lines: readonly string[]
}

/** One line of a reply as it stands on the wire. */
export interface ReplyLine {
  readonly code: number
  /** False while further lines of the same reply follow. */
  readonly last: boolean
  /** The bytes after the separator, untouched. */
  readonly text: Uint8Array
}

const HYPHEN = 0x2d
const BLANK = 0x20
const DIGIT_0 = 0x30
const DIGIT_9 = 0x39

/**
 * Parses one line, given without its line end. The grammar limits the second digit to 0–5; servers invent others and a
 * client acts on the first digit, so only that one is checked (2 to 5). A bare code is a whole reply: the text is
 * optional.
 *
 * @param during the step of the session, for the failure
 * @throws ProbeError `smtp-malformed`
 * @see RFC 5321 section 4.2
 */
export function parseReplyLine(line: Uint8Array, during: string): ReplyLine {
  const digits = line.subarray(0, 3)
  const separator = line[3]
  const wellFormed =
    digits.length === 3 &&
    digits.every((byte) => byte >= DIGIT_0 && byte <= DIGIT_9) &&
    (separator === undefined || separator === BLANK || separator === HYPHEN)
  const code = wellFormed ? Number.parseInt(String.fromCharCode(...digits), 10) : 0
  if (code < 200 || code > 599) return malformed(line, during)
  return { code, last: separator !== HYPHEN, text: line.subarray(4) }
}

/**
 * Parses the lines of one whole reply. All of them must bear the same code, and only the last one may end it.
 *
 * @throws ProbeError `smtp-malformed`, with the first line that does not fit
 * @see RFC 5321 section 4.2.1
 */
export function parseReply(lines: readonly Uint8Array[], during: string): Reply {
  const parsed = lines.map((line) => parseReplyLine(line, during))
  const code = parsed[0]?.code
  if (code === undefined) return malformed(new Uint8Array(), during)
  const odd = parsed.findIndex((line, at) => line.code !== code || line.last !== (at === parsed.length - 1))
  if (odd >= 0) return malformed(lines[odd] ?? new Uint8Array(), during)

  const texts = parsed.map((line) => printable(line.text, TEXT_CHARACTERS))
  return { code, enhanced: enhancedCode(code, texts[0] ?? ''), lines: texts }
}

/** The text of a reply as one bounded line, for a failure or a report. */
export function replyText(reply: Reply): string {
  const text = reply.lines.join(' ').trim()
  return text.length > TEXT_CHARACTERS ? `${text.slice(0, TEXT_CHARACTERS)}…` : text
}

/**
 * Finds the enhanced status code, which repeats the class of the reply code.
 *
 * @see RFC 2034, RFC 3463 section 2
 */
function enhancedCode(code: number, text: string): string | null {
  const status = /^([245])\.\d{1,3}\.\d{1,3}(?= |$)/.exec(text)
  return status?.[1] === String(code).charAt(0) ? status[0] : null
}

function malformed(line: Uint8Array, during: string): never {
  return fail({ code: 'smtp-malformed', during, text: printable(line, TEXT_CHARACTERS) })
}
