import type { AddressRule, ExchangerRule } from '../rule.ts'
import { CERT_CAA_RULES } from './cert-caa.ts'
import { CERT_CHAIN_RULES } from './cert-chain.ts'
import { CERT_DUAL_RULES } from './cert-dual.ts'
import { CERT_LEAF_RULES } from './cert-leaf.ts'
import { CERT_STAPLE_RULES } from './cert-staple.ts'

/** The certificates that a server shows: its own first, then the chain behind it. */
export const CERT_RULES: readonly (AddressRule | ExchangerRule)[] = [
  ...CERT_LEAF_RULES,
  ...CERT_STAPLE_RULES,
  ...CERT_CHAIN_RULES,
  ...CERT_DUAL_RULES,
  ...CERT_CAA_RULES,
]
