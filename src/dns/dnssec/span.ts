import type { SignatureSpan } from '../lookup.ts'
import { isoTime } from '../wire/serial-time.ts'

/** From when until when a signature counts, in seconds since 1970. */
export interface Span {
  readonly begins: number
  readonly ends: number
}

/** Of two spans the one that ends first; null stands for no signature and loses. */
export function earlierSpan(first: Span | null, second: Span | null): Span | null {
  if (first === null || second === null) return first ?? second
  return second.ends < first.ends ? second : first
}

/** A span as facts hold it. */
export function isoSpan({ begins, ends }: Span): SignatureSpan {
  return { begins: isoTime(begins), ends: isoTime(ends) }
}
