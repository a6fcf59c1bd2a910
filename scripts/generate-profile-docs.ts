import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { profilesMarkdown } from '../src/report/profile-text.ts'

/**
 * Writes docs/profiles.md: what each profile says of versions, suites, groups, keys and hashes, made of the profiles
 * themselves.
 *
 *     node scripts/generate-profile-docs.ts            writes docs/profiles.md
 *     node scripts/generate-profile-docs.ts --check    writes nothing; exits 1 when it differs
 */
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const file = join(import.meta.dirname, '../docs/profiles.md')

if (!values.check) writeFileSync(file, profilesMarkdown())
else if (readFileSync(file, 'utf8') !== profilesMarkdown()) {
  process.stderr.write('docs/profiles.md differs; run scripts/generate-profile-docs.ts\n')
  process.exitCode = 1
}
