import { RR_TYPES } from '../../../dns/wire/rr-type.ts'
import { RULE_CODES } from '../../../judge/codes.ts'
import { PROFILES } from '../../../judge/profiles.ts'
import { GLOSSARY } from '../../../report/glossary/glossary.ts'
import { REFERENCE_TABLES } from '../../../report/tables/reference-tables.ts'

/** The shells for which completions can be written. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const

/** A shell for which completions can be written. */
export type Shell = (typeof SHELLS)[number]

/** Words behind options whose description does not list them, by the long spelling. */
export const WORDS_OF_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  '--only': RULE_CODES,
  '--profile': PROFILES.map(({ name }) => name),
}

/** Words that stand for an argument, by the path of the command and the argument's name. */
export const WORDS_OF_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'explain code': RULE_CODES,
  'tables name': REFERENCE_TABLES.map(({ name }) => name),
  'glossary term': GLOSSARY.map(({ term }) => term).filter((term) => !term.includes(' ')),
  'dns type': Object.keys(RR_TYPES),
  'completion shell': SHELLS,
}
