import type { PostfixConfiguration } from './postfix-configuration.ts'

/** Database clients whose settings may stand in `main.cf` as `SOURCE_name` (ldap_table(5), mysql_table(5), pgsql_table(5), …). */
const DATABASES = /\b(?:proxy:)?(?:ldap|mysql|pgsql|sqlite|memcache|mongodb):([\w.-]+)/g

/**
 * Names that an administrator defined for other settings to use: those that some value refers to by `$name`, classes of
 * restrictions, and settings of a database that a value names. postconf(1) takes the same for used.
 */
export function definedNames({ mains, services }: PostfixConfiguration): ReadonlySet<string> {
  const names = new Set<string>()
  const entries = mains.flatMap((main) => main.entries)
  const texts = [
    ...entries.map(({ value }) => value),
    ...services.flatMap((service) => [service.line.text, ...service.overrides.map(({ value }) => value)]),
  ]
  for (const text of texts) {
    for (const [, name = ''] of text.matchAll(/\$[{(]?\s*(\w+)/g)) names.add(name)
  }
  for (const { name, value } of entries) {
    if (name.text !== 'smtpd_restriction_classes') continue
    for (const word of value.split(/[\s,]+/)) names.add(word)
  }
  const sources = new Set(texts.flatMap((text) => [...text.matchAll(DATABASES)].map(([, source = '']) => source)))
  for (const { name } of entries) {
    const cut = [...name.text.matchAll(/_/g)].some(({ index }) => sources.has(name.text.slice(0, index)))
    if (cut) names.add(name.text)
  }
  return names
}
