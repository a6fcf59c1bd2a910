import type { TlsaRecord } from '../facts/dane-facts.ts'
import type { Canvas } from './canvas.ts'
import { cutMiddle } from './columns.ts'
import { harmless } from './harmless.ts'

/** Digits of a record's data that are shown where the record is only named; a digest of SHA-256 has 64. */
const DATA_DIGITS = 24

/** A record's fields with the beginning and the end of its data, always equally long for equal digests. */
export function shortRecord({ usage, selector, matching, data }: TlsaRecord, { signs }: Canvas): string {
  return `${usage} ${selector} ${matching} ${cutMiddle(harmless(data, 140_000), DATA_DIGITS, signs.mark)}`
}
