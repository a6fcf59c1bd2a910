import type { ConfigFinding } from '../mta-config/config-finding.ts'
import { asciiJson } from './json.ts'

/** What `wiretight config lint --json` writes. */
export interface ConfigLintDocument {
  readonly schema: 'wiretight/config-lint@1'
  readonly software: 'postfix' | 'exim' | 'exchange'
  /** The release that the settings were judged for; null where it does not count or is not known. */
  readonly release: string | null
  readonly releaseFrom: 'given' | 'compatibility_level' | 'assumed' | 'exim -bV' | null
  readonly library: 'openssl' | 'gnutls' | null
  readonly profile: string
  readonly files: readonly string[]
  readonly findings: readonly ConfigFinding[]
}

/** Findings about settings as one JSON object. */
export function renderConfigJson(document: ConfigLintDocument): string {
  return `${asciiJson(JSON.stringify(document, null, 2))}\n`
}
