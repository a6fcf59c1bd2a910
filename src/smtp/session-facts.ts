import type { Failure } from '../base/failure.ts'
import type { Ehlo } from './ehlo.ts'
import type { Reply } from './reply.ts'

/** A line of the dialogue, printable. Milliseconds count from the moment the connection stood. */
export interface TranscriptLine {
  /** `<` from the server, `>` from us. */
  readonly direction: '<' | '>'
  readonly milliseconds: number
  /** True for what passed inside TLS. */
  readonly secure: boolean
  readonly text: string
  /** Set when the line never ended: the peer stopped, closed, or wrote more than a line may hold. */
  readonly partial?: true
}

/** The answer to EHLO, as sent and as read. */
export interface EhloFacts extends Ehlo {
  readonly reply: Reply
}

/** What became of STARTTLS. */
export interface StartTlsFacts {
  /** True when the keyword stood in the EHLO reply in clear. */
  readonly offered: boolean
  /** The keyword that looks like an overwritten STARTTLS, such as `XXXXXXXA`. */
  readonly mangled: string | null
  /** The answer to the command; null when it was not sent, or not answered. */
  readonly reply: { readonly code: number; readonly text: string } | null
  /**
   * Bytes that came in clear behind the 220, where only the client may speak next. Somebody who adds them hopes that
   * the client reads them as if TLS had protected them. They are taken off the stream before TLS starts.
   */
  readonly injectedBytes: number
  /** The beginning of those bytes, printable; null when there were none. */
  readonly injectedText: string | null
}

/** Everything one SMTP session showed. Null is "did not get that far". */
export interface SessionFacts {
  readonly banner: Reply | null
  /** From the standing connection to the end of the banner. */
  readonly bannerMilliseconds: number | null
  readonly ehlo: EhloFacts | null
  /** The permanent refusal of EHLO that made us fall back to HELO. */
  readonly ehloRejection: Reply | null
  /** The accepted answer to HELO, after EHLO was refused. */
  readonly helo: Reply | null
  readonly starttls: StartTlsFacts
  readonly ehloAfterTls: EhloFacts | null
  readonly transcript: readonly TranscriptLine[]
  /** What ended the session before its time; a refused STARTTLS does not, one can go on in clear. */
  readonly failure: Failure | null
}
