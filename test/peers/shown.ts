import type { Shown } from '../shown/shown.ts'
import { CERTIFICATES } from './shown/certificate-servers.ts'
import { CHECKED, SURVEYED } from './shown/current-servers.ts'
import { LEGACY } from './shown/legacy-servers.ts'
import { SIGNED } from './shown/signing-servers.ts'
import { CONVERSATIONS } from './shown/smtp-servers.ts'
import { STAPLED } from './shown/stapling-servers.ts'

/**
 * What each real server shows, by the test of this folder that starts it and by its name there. The tests assert every entry,
 * and do not compile with one that they do not start; docs/coverage.md is made of this table
 * (scripts/generate-coverage.ts).
 */
export const SHOWN = {
  'check-real-servers': CHECKED,
  'full-survey': SURVEYED,
  'legacy-servers': LEGACY,
  'certificate-servers': CERTIFICATES,
  'smtp-servers': CONVERSATIONS,
  'signing-servers': SIGNED,
  'stapling-servers': STAPLED,
} as const satisfies Readonly<Record<string, Readonly<Record<string, Shown>>>>
