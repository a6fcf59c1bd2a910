import { inWords } from '../base/in-words.ts'
import type { StartTlsTally } from '../facts/server-facts.ts'

/** `TLS could be started on 5 of 8 connections; on 2 STARTTLS was not announced and on 1 STARTTLS was refused for now` */
export function tallySentence(tally: StartTlsTally): string {
  const { accepted, ...without } = tally
  const parts = WORDS.flatMap(([fate, words]) => (without[fate] === 0 ? [] : [`on ${without[fate]} ${words}`]))
  const all = accepted + WORDS.reduce((sum, [fate]) => sum + without[fate], 0)
  return `TLS could be started on ${accepted} of ${all} connections; ${inWords(parts)}`
}

const WORDS = [
  ['missing', 'STARTTLS was not announced'],
  ['mangled', 'STARTTLS was overwritten'],
  ['refusedTemporarily', 'STARTTLS was refused for now'],
  ['refused', 'STARTTLS was refused'],
] as const satisfies readonly (readonly [Exclude<keyof StartTlsTally, 'accepted'>, string])[]
