import type { Profile } from './profile.ts'
import { guide2026 } from './profiles/guide-2026.ts'
import { ncscNl2025 } from './profiles/ncsc-nl-2025.ts'
import { rfc9325 } from './profiles/rfc9325.ts'

/** Every profile, the default first. */
export const PROFILES: readonly Profile[] = [guide2026, rfc9325, ncscNl2025]

/** What is used when nobody chooses. */
export const DEFAULT_PROFILE: Profile = guide2026

/** The profile of a name; undefined for a name that is none. */
export function profileByName(name: string): Profile | undefined {
  return PROFILES.find((profile) => profile.name === name)
}
