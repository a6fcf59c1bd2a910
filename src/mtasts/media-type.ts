import { trimBlanks } from '../base/trim-blanks.ts'

/** `type "/" subtype`, each a token (RFC 9110 sections 5.6.2 and 8.3.1). */
const MEDIA_TYPE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+\/[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/**
 * The media type of a Content-Type field in lower case, without its parameters; null when there is none to be read.
 *
 * @see RFC 9110 section 8.3.1
 */
export function mediaTypeOf(contentType: string | null): string | null {
  const type = trimBlanks(contentType?.split(';')[0] ?? '')
  return MEDIA_TYPE.test(type) ? type.toLowerCase() : null
}

/**
 * True for `text/plain` with whatever parameters: senders check the type so that nobody who may put pictures or pages on a
 * web server can put a policy there, and ignore parameters (RFC 8461 section 3.2).
 */
export function isPolicyMediaType(contentType: string | null): boolean {
  return mediaTypeOf(contentType) === 'text/plain'
}
