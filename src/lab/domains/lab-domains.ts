import type { LabDomain } from '../lab-domain.ts'
import { CERTIFICATE_DOMAINS } from './certificate-domains.ts'
import { HONEST_DOMAINS } from './honest-domains.ts'
import { HOSTILE_DOMAINS } from './hostile-domains.ts'
import { VULNERABLE_DOMAINS } from './vulnerable-domains.ts'
import { WEAK_DOMAINS } from './weak-domains.ts'

/** Every domain of the lab. */
export const LAB_DOMAINS: readonly LabDomain[] = [
  ...HONEST_DOMAINS,
  ...WEAK_DOMAINS,
  ...CERTIFICATE_DOMAINS,
  ...HOSTILE_DOMAINS,
  ...VULNERABLE_DOMAINS,
]
