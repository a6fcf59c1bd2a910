import type { Evidence } from '../judge/evidence.ts'
import { harmless } from './harmless.ts'

/** Characters of the piece in question that are repeated. */
const CHARACTERS = 60

/**
 * Says what is wrong with a record or a policy, and where: `line 3, mx invalid: "mx: 192.0.2.1"`. The code's own words
 * serve, without what it is about.
 */
export function textIssueSentence({ about, code, at, text }: Evidence & { readonly kind: 'text-issue' }): string {
  const words = code.replace(/^(?:record|policy)-/, '').replaceAll('-', ' ')
  const unit = about === 'mta-sts-policy' ? 'line' : 'character'
  const place = at > 0 ? `${unit} ${at}, ` : ''
  const piece = text === '' ? '' : `: "${harmless(text, CHARACTERS)}"`
  return `${place}${harmless(words, CHARACTERS)}${piece}`
}
