import { CLASSES, type Item, type Profile } from '../judge/profile.ts'
import { PROFILES } from '../judge/profiles.ts'
import { SEVERITIES } from '../judge/severity.ts'
import { CIPHER_SUITES } from '../registry/cipher-suites.ts'
import { GROUPS } from '../registry/groups.ts'
import { VERSIONS } from '../registry/versions.ts'
import { markdownTable, markdownText } from './markdown-text.ts'

/** The page about the profiles, in Markdown: what each source says of everything that profiles can be asked about. */
export function profilesMarkdown(): string {
  const names = PROFILES.map(({ name }) => name)
  const parts = [
    '# Profiles',
    `The same facts can be judged by ${PROFILES.length} published sets of lists: \`wiretight check --profile NAME\`, or later and without any connection \`wiretight judge --profile NAME\`. This page is generated from them by \`scripts/generate-profile-docs.ts\`.`,
    PROFILES.map(profileParagraph).join('\n'),
    '## Words',
    'Each source files things under words of its own. They are compared here by their rank, not by their wording.',
    table(
      ['rank', ...names],
      CLASSES.map((each, at) => [String(at + 1), ...PROFILES.map(({ words }) => words[each])]),
    ),
    '## Protocol versions',
    items(VERSIONS.toReversed().map(({ version, title }) => ({ title, item: { kind: 'version', version } }))),
    '## Cipher suites',
    'Suites on which all sources that say anything agree that they are the worst are left out.',
    items(
      CIPHER_SUITES.map((suite) => ({ title: `\`${suite.name}\``, item: { kind: 'suite', suite } as const })).filter(
        ({ item }) => !isRefusedByAll(item),
      ),
    ),
    '## Groups of key exchange',
    'Groups that all sources refuse are left out.',
    items(
      GROUPS.map((group) => ({ title: `\`${group.name}\``, item: { kind: 'group', group } as const })).filter(
        ({ item }) => !isRefusedByAll(item),
      ),
    ),
    '## Finite-field Diffie-Hellman',
    items([
      {
        title: 'a prime of RFC 7919 with 3072 bits or more',
        item: { kind: 'dh', bits: 3072, prime: 'ffdhe3072', generator: '2' },
      },
      { title: 'the prime ffdhe2048', item: { kind: 'dh', bits: 2048, prime: 'ffdhe2048', generator: '2' } },
      { title: 'an own prime of 4096 bits', item: { kind: 'dh', bits: 4096, prime: null, generator: '2' } },
      { title: 'a prime of 1024 bits', item: { kind: 'dh', bits: 1024, prime: null, generator: '2' } },
    ]),
    '## Keys of certificates',
    items([
      ...[4096, 3072, 2048, 1024].map((bits) => ({
        title: `RSA ${bits}`,
        item: { kind: 'key', algorithm: 'rsa', bits, curve: null } as const,
      })),
      { title: 'EC P-256', item: { kind: 'key', algorithm: 'ec', bits: 256, curve: 'secp256r1' } },
      { title: 'EC P-224', item: { kind: 'key', algorithm: 'ec', bits: 224, curve: 'secp224r1' } },
      { title: 'Ed25519', item: { kind: 'key', algorithm: 'ed25519', bits: 256, curve: null } },
    ]),
    '## Hashes below signatures',
    items(
      ['sha512', 'sha384', 'sha256', 'sha224', 'sha1', 'md5'].map((hash) => ({
        title: hash,
        item: { kind: 'hash', hash },
      })),
    ),
    '## Other properties',
    items(
      (['compression', 'secureRenegotiation', 'clientRenegotiation', 'extendedMasterSecret'] as const).flatMap(
        (feature) =>
          [true, false].map((present) => ({
            title: `${present ? 'with' : 'without'} \`${feature}\``,
            item: { kind: 'feature', feature, present } as const,
          })),
      ),
    ),
    '## Severities',
    'Where a profile weighs a finding otherwise than the rule does. By default the pages of `docs/rules` hold.',
    PROFILES.map(severities).join('\n'),
  ]
  return `${parts.join('\n\n')}\n`
}

/** True when every source that says anything files it under the worst word. */
function isRefusedByAll(item: Item): boolean {
  return PROFILES.every((profile) => (profile.classify(item) ?? 'prohibited') === 'prohibited')
}

function profileParagraph({ name, title, source, groupSecurityBits, dhBits, keyBits }: Profile): string {
  return `- **\`${name}\`**: ${markdownText(title)}. Source: ${markdownText(source)}. Groups of at least ${groupSecurityBits} bits of security, primes of ${dhBits} bits, keys of ${keyBits.rsa} bits (RSA) or ${keyBits.ec} (EC).`
}

function severities({ name, severities: own, weights }: Profile): string {
  const lines = SEVERITIES.flatMap((severity) => {
    const codes = Object.entries(own).flatMap(([code, weight]) => (weight === severity ? [`\`${code}\``] : []))
    return codes.length === 0 ? [] : [`${severity} for ${codes.join(', ')}`]
  })
  const byClass =
    weights === null
      ? []
      : [
          `what its source files under the third rank counts as ${weights.deprecated}, what it files under the fourth as ${weights.prohibited} at least`,
        ]
  const all = [...byClass, ...lines]
  return `- **\`${name}\`**: ${all.length === 0 ? 'as the rules say' : all.join('; ')}.`
}

function items(asked: readonly { readonly title: string; readonly item: Item }[]): string {
  return table(
    ['', ...PROFILES.map(({ name }) => name)],
    asked.map(({ title, item }) => [
      title,
      ...PROFILES.map((profile) => {
        const found = profile.classify(item)
        return found === null ? '–' : profile.words[found]
      }),
    ]),
  )
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable(titles, rows).join('\n')
}
