import type { KnownAuthority } from '../facts/domain-facts.ts'

/** The lab's certification authority. No public list holds it, so whoever audits the lab has to be told. */
export const LAB_AUTHORITY: KnownAuthority = { organization: 'wiretight lab', caaDomains: ['ca.lab'] }
