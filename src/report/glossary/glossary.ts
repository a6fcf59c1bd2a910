import { nearestWords } from '../nearest-words.ts'
import { MAIL_TERMS } from './mail-terms.ts'
import type { Term } from './term.ts'
import { TLS_TERMS } from './tls-terms.ts'

/** Every term, in the order of the alphabet whatever the case of its letters. */
export const GLOSSARY: readonly Term[] = [...MAIL_TERMS, ...TLS_TERMS].toSorted((a, b) =>
  a.term.localeCompare(b.term, 'en', { sensitivity: 'base' }),
)

const byName = new Map<string, Term>(
  GLOSSARY.toReversed().flatMap((entry) => [...entry.also, entry.term].map((name) => [keyOf(name), entry] as const)),
)
// A term itself comes before what others are also called.
for (const entry of GLOSSARY) byName.set(keyOf(entry.term), entry)

/** The term of a name, of its long form or of an abbreviation, however it is written; undefined for what is not explained. */
export function termOf(name: string): Term | undefined {
  return byName.get(keyOf(name))
}

/** Terms that somebody may have meant, the nearest first, at most three. */
export function nearestTerms(name: string): readonly string[] {
  const names = [...new Set(GLOSSARY.flatMap(({ term, also }) => [term, ...also]))]
  return [...new Set(nearestWords(name, names).flatMap((near) => termOf(near)?.term ?? []))]
}

/** Case, blanks, hyphens and underscores make no difference. */
function keyOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim()
}
