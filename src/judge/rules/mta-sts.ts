import type { DomainRule } from '../rule.ts'
import { MTA_STS_FETCH_RULES } from './mta-sts-fetch.ts'
import { MTA_STS_POLICY_RULES } from './mta-sts-policy.ts'
import { MTA_STS_RECORD_RULES } from './mta-sts-record.ts'

/** MTA-STS: whether a policy is announced, whether senders get it, and whether the servers keep what it promises. */
export const MTA_STS_RULES: readonly DomainRule[] = [
  ...MTA_STS_RECORD_RULES,
  ...MTA_STS_FETCH_RULES,
  ...MTA_STS_POLICY_RULES,
]
