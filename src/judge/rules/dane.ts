import type { DomainRule, ExchangerRule } from '../rule.ts'
import { DANE_MATCH_RULES } from './dane-match.ts'
import { DANE_RECORD_RULES } from './dane-records.ts'

/** DANE: whether the TLSA records of the exchangers are there, can be proved, and fit what the servers show. */
export const DANE_RULES: readonly (DomainRule | ExchangerRule)[] = [...DANE_RECORD_RULES, ...DANE_MATCH_RULES]
