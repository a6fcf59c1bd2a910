import type { TlsVersion } from '../../src/base/answer.ts'
import type { Feature, ServerFacts, Vulnerability } from '../../src/facts/server-facts.ts'
import { ruleByCode } from '../../src/judge/catalogue.ts'
import { familyOf, RULE_CODES, RULE_FAMILIES, type RuleCode } from '../../src/judge/codes.ts'
import type { SuiteFamily } from '../../src/registry/cipher-suite.ts'
import { suiteById } from '../../src/registry/find-suite.ts'
import { GROUPS } from '../../src/registry/groups.ts'
import { VERSION_NAMES, versionTitle } from '../../src/registry/versions.ts'
import { FAMILY_SECTIONS, FAMILY_TITLES, FEATURE_TITLES, VULNERABILITY_TITLES } from './check-titles.ts'

/*
 * What wiretight can find out about one server, as a list of checks, each with the question whether an audit shows it. A
 * test that names a check in its table asserts it by `holds`; docs/coverage.md is made of the same tables. So a check
 * cannot be called shown without a test that sees it.
 */

/** One thing that an audit can show. */
export type Check = FactCheck | `finding ${RuleCode}`

/** One thing that the facts of a survey can show, before any rule judges them. */
export type FactCheck =
  | `version ${TlsVersion} ${'accepted' | 'refused'}`
  | `suites ${SuiteFamily | 'ssl2'}`
  | `order ${'server' | 'client'}`
  | `group ${string}`
  | `dh ${DhBits}`
  | `signature ${BrokenHash} ${'accepted' | 'refused'}`
  | `feature ${Feature} ${'present' | 'absent'}`
  | `vulnerability ${Vulnerability} ${'present' | 'absent'}`
  | `starttls ${'accepted' | 'refused'}`
  | 'implicit TLS'
  | `verify ${VerifyName}`

/** Sizes of primes that are looked for. */
type DhBits = (typeof DH_BITS)[number]
const DH_BITS = [512, 768, 1024, 2048, 3072] as const

/** Hashes below signatures of the key exchange that are looked for. */
type BrokenHash = (typeof BROKEN_HASHES)[number]
const BROKEN_HASHES = ['MD5', 'SHA-1'] as const

/** OpenSSL's verdicts that chains of mail servers get. */
type VerifyName = (typeof VERIFY_NAMES)[number]
const VERIFY_NAMES = [
  'OK',
  'CERT_NOT_YET_VALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'INVALID_PURPOSE',
] as const

/** What an audit of one server showed. */
export interface Seen {
  readonly facts: ServerFacts
  /** Codes of its findings. */
  readonly codes: ReadonlySet<string>
}

/** A check with its words and its question. */
export interface CheckEntry {
  readonly check: Check
  readonly section: string
  readonly title: string
  readonly holds: (seen: Seen) => boolean
}

const SUITE_VERSIONS = VERSION_NAMES.filter((version) => version !== 'ssl2')

const versions = VERSION_NAMES.flatMap((version) =>
  (['accepted', 'refused'] as const).map(
    (state): CheckEntry => ({
      check: `version ${version} ${state}`,
      section: 'Versions',
      title: `${versionTitle(version)} ${state}`,
      holds: ({ facts }) => facts.versions[version].state === state,
    }),
  ),
)

const suites: readonly CheckEntry[] = [
  {
    check: 'suites ssl2',
    section: 'Cipher suites accepted',
    title: 'cipher kinds of SSL 2.0',
    holds: ({ facts }) => facts.suites.ssl2.some(({ state }) => state === 'accepted'),
  },
  ...entriesOf(FAMILY_TITLES).map(
    ([family, title]): CheckEntry => ({
      check: `suites ${family}`,
      section: 'Cipher suites accepted',
      title,
      holds: ({ facts }) =>
        SUITE_VERSIONS.some((version) =>
          facts.suites[version].some(
            ({ state, id }) => state === 'accepted' && suiteById(Number(id))?.family === family,
          ),
        ),
    }),
  ),
]

const orders = (['server', 'client'] as const).map(
  (who): CheckEntry => ({
    check: `order ${who}`,
    section: 'Whose order of suites decides',
    title: `the ${who}’s`,
    holds: ({ facts }) => VERSION_NAMES.some((version) => facts.preference[version] === who),
  }),
)

const groups = GROUPS.filter(({ bits }) => bits > 0).map(
  ({ name }): CheckEntry => ({
    check: `group ${name}`,
    section: 'Groups and curves accepted',
    title: name,
    holds: ({ facts }) => facts.groups.some((group) => group.name === name && group.state === 'accepted'),
  }),
)

const primes = DH_BITS.map(
  (bits): CheckEntry => ({
    check: `dh ${bits}`,
    section: 'Diffie-Hellman primes',
    title: `${bits} bits`,
    holds: ({ facts }) => facts.dh.some((dh) => dh.bits === bits),
  }),
)

const signatures = BROKEN_HASHES.flatMap((hash) =>
  (['accepted', 'refused'] as const).map(
    (state): CheckEntry => ({
      check: `signature ${hash} ${state}`,
      section: 'Signatures of the key exchange in TLS 1.2',
      title: `${hash} ${state}`,
      holds: ({ facts }) => {
        const answers = facts.signatures.filter((each) => each.hash === hash.toLowerCase().replace('-', ''))
        const isAccepted = answers.some((each) => each.state === 'accepted')
        return state === 'accepted' ? isAccepted : !isAccepted && answers.some((each) => each.state === 'refused')
      },
    }),
  ),
)

const features = entriesOf(FEATURE_TITLES).flatMap(([feature, title]) =>
  (['present', 'absent'] as const).map(
    (state): CheckEntry => ({
      check: `feature ${feature} ${state}`,
      section: 'Properties of TLS',
      title: `${title}: ${state === 'present' ? 'yes' : 'no'}`,
      holds: ({ facts }) => facts.features[feature].state === (state === 'present' ? 'accepted' : 'refused'),
    }),
  ),
)

const vulnerabilities = entriesOf(VULNERABILITY_TITLES).flatMap(([vulnerability, title]) =>
  (['present', 'absent'] as const).map(
    (state): CheckEntry => ({
      check: `vulnerability ${vulnerability} ${state}`,
      section: 'Vulnerabilities with a probe of their own',
      title: `${title}: ${state === 'present' ? 'yes' : 'no'}`,
      holds: ({ facts }) =>
        facts.vulnerabilities[vulnerability].state === (state === 'present' ? 'accepted' : 'refused'),
    }),
  ),
)

const beginnings: readonly CheckEntry[] = [
  ...(['accepted', 'refused'] as const).map(
    (state): CheckEntry => ({
      check: `starttls ${state}`,
      section: 'How TLS starts',
      title: `STARTTLS ${state}`,
      holds: ({ facts }) => facts.smtp.starttls.state === state,
    }),
  ),
  {
    check: 'implicit TLS',
    section: 'How TLS starts',
    title: 'from the first byte, SMTP inside it',
    holds: ({ facts: { mode, smtp } }) => mode === 'implicit' && smtp.ehloAfterTls !== null,
  },
]

const verdicts = VERIFY_NAMES.map(
  (name): CheckEntry => ({
    check: `verify ${name}`,
    section: 'OpenSSL’s verdicts on the chain',
    title: name,
    holds: ({ facts: { verification } }) => verification.state !== 'unknown' && verification.name === name,
  }),
)

const findings = RULE_FAMILIES.flatMap((family) =>
  RULE_CODES.filter((code) => familyOf(code) === family).map(
    (code): CheckEntry => ({
      check: `finding ${code}`,
      section: `Findings: ${FAMILY_SECTIONS[family]}`,
      title: `\`${code}\`: ${ruleByCode(code)?.title ?? 'no such rule yet'}`,
      holds: ({ codes }) => codes.has(code),
    }),
  ),
)

/** Every check, section by section. */
export const CHECKS: readonly CheckEntry[] = [
  ...versions,
  ...suites,
  ...orders,
  ...groups,
  ...primes,
  ...signatures,
  ...features,
  ...vulnerabilities,
  ...beginnings,
  ...verdicts,
  ...findings,
]

const byName = new Map<string, CheckEntry>(CHECKS.map((entry) => [entry.check, entry]))

/** The entry of a check; undefined for a name that no list above has, such as that of an unknown group. */
export function checkEntry(check: string): CheckEntry | undefined {
  return byName.get(check)
}

/** The checks of a list that an audit does not show: what a test expects to be none. */
export function notShown(checks: readonly Check[], seen: Seen): readonly Check[] {
  return checks.filter((check) => checkEntry(check)?.holds(seen) !== true)
}

/** Entries of a record whose keys are known, in its order. */
function entriesOf<Key extends string>(record: Readonly<Record<Key, string>>): readonly (readonly [Key, string])[] {
  return Object.entries<string>(record) as [Key, string][] // the record has no other keys: its literal says so
}
