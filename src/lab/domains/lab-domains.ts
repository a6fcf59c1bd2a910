import type { LabDomain } from '../lab-domain.ts'
import { ATTACKED_DOMAINS } from './attacked-domains.ts'
import { CAA_DOMAINS } from './caa-domains.ts'
import { CERTIFICATE_DOMAINS } from './certificate-domains.ts'
import { DANE_DOMAINS, TLS_RPT_DOMAINS } from './dane-domains.ts'
import { DNS_DOMAINS } from './dns-domains.ts'
import { HONEST_DOMAINS } from './honest-domains.ts'
import { HOSTILE_DOMAINS } from './hostile-domains.ts'
import { MTA_STS_DOMAINS } from './mta-sts-domains.ts'
import { SELDOM_DOMAINS } from './seldom-domains.ts'
import { SHAPE_DOMAINS } from './shape-domains.ts'
import { VULNERABLE_DOMAINS } from './vulnerable-domains.ts'
import { WEAK_DOMAINS } from './weak-domains.ts'

/** Every domain of the lab. */
export const LAB_DOMAINS: readonly LabDomain[] = [
  ...HONEST_DOMAINS,
  ...WEAK_DOMAINS,
  ...CERTIFICATE_DOMAINS,
  ...CAA_DOMAINS,
  ...HOSTILE_DOMAINS,
  ...VULNERABLE_DOMAINS,
  ...DNS_DOMAINS,
  ...MTA_STS_DOMAINS,
  ...DANE_DOMAINS,
  ...TLS_RPT_DOMAINS,
  ...SHAPE_DOMAINS,
  ...SELDOM_DOMAINS,
  ...ATTACKED_DOMAINS,
]
