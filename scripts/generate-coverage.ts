import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { LAB_DOMAINS } from '../src/lab/domains/lab-domains.ts'
import { SHOWN } from '../test/peers/shown.ts'
import { CHECKS, type Check, type CheckEntry } from '../test/shown/checks.ts'
import { LAB_FACTS } from '../test/shown/lab.ts'
import type { Shown } from '../test/shown/shown.ts'

/**
 * Writes docs/coverage.md: for each thing that an audit can find out, which real server has shown it, or that only the lab has.
 * It is made of the tables by which the tests assert that.
 *
 *     node scripts/generate-coverage.ts            writes docs/coverage.md
 *     node scripts/generate-coverage.ts --check    writes nothing; exits 1 if the file differs
 */

/** Where the document lies, seen from the root. */
export const COVERAGE_FILE = 'docs/coverage.md'

/** Servers that a row names; the others are counted. */
const NAMED_SERVERS = 2
const NAMED_DOMAINS = 3

/** The checks that a real server is listed with, findings included. */
export function checksOf({ facts, findings }: Shown): readonly Check[] {
  return [...facts, ...findings.map((code): Check => `finding ${code}`)]
}

/** Every real server, with the test that starts it. */
export function realServers(): readonly (Shown & { readonly test: string })[] {
  return Object.entries(SHOWN).flatMap(([test, servers]) =>
    Object.values<Shown>(servers).map((shown) => ({ ...shown, test })),
  )
}

/** The checks that a domain of the lab is listed with: its facts, and the findings that it must lead to. */
export function labChecks(): ReadonlyMap<string, readonly string[]> {
  return new Map(
    LAB_DOMAINS.map(({ domain, expects }) => [
      domain,
      [...(LAB_FACTS[domain] ?? []), ...expects.map((code) => `finding ${code}`)],
    ]),
  )
}

interface Row {
  readonly entry: CheckEntry
  readonly servers: readonly string[]
  readonly domains: readonly string[]
}

/** The text of docs/coverage.md. */
export function coverageDocument(): string {
  const servers = realServers()
  const lab = [...labChecks()]
  const rows = CHECKS.map((entry): Row => {
    const { check } = entry
    const shownBy = servers.filter((shown) => checksOf(shown).includes(check)).map(({ peer }) => peer)
    const domains = lab.filter(([, checks]) => checks.includes(check)).map(([domain]) => domain)
    return { entry, servers: shownBy, domains }
  })
  const sections = [...Map.groupBy(rows, ({ entry }) => entry.section)]
  return `# Coverage

What an audit can find out, and who has shown that it does. A *real server* is a program of somebody else, run by a test of
\`test/peers\`; the *lab* is our own, with real handshakes where the local OpenSSL can carry them out and a simulator of bytes
where it cannot. What neither has shown rests on unit tests alone.

Each entry is asserted: real servers are listed in \`test/peers/shown.ts\`, the lab's facts in \`test/shown/lab.ts\`, its findings
in \`src/lab/domains\`, and the tests that start them go through these lists. This page is made of them by
\`scripts/generate-coverage.ts\`; what each check means stands in \`test/shown/checks.ts\`.

| | checks | by a real server | by the lab alone | by neither |
|---|--:|--:|--:|--:|
${[...sections.map(([section, of]) => sumLine(section, of)), sumLine('**all**', rows)].join('\n')}

${sections.map(([section, of]) => sectionText(section, of)).join('\n')}
## Real servers

| server | started by |
|---|---|
${servers.map(({ peer, test }) => `| ${peer} | \`test/peers/${test}.test.ts\` |`).join('\n')}
`
}

function sumLine(title: string, rows: readonly Row[]): string {
  const real = rows.filter(({ servers }) => servers.length > 0).length
  const labOnly = rows.filter(({ servers, domains }) => servers.length === 0 && domains.length > 0).length
  return `| ${title} | ${rows.length} | ${real} | ${labOnly} | ${rows.length - real - labOnly} |`
}

function sectionText(section: string, rows: readonly Row[]): string {
  const shown = rows.filter(({ servers, domains }) => servers.length + domains.length > 0)
  const unshown = rows.filter((row) => !shown.includes(row)).map(({ entry }) => entry.title)
  const table = shown.map(({ entry, servers, domains }) => {
    return `| ${entry.title} | ${some(servers, NAMED_SERVERS, '; ') || '**none**'} | ${some(domains, NAMED_DOMAINS, ', ')} |`
  })
  return [
    `## ${section}`,
    '',
    ...(table.length === 0 ? [] : ['| check | real servers | lab |', '|---|---|---|', ...table, '']),
    ...(unshown.length === 0 ? [] : [`Shown by neither: ${unshown.join('; ')}.`, '']),
  ].join('\n')
}

/** The first of a list, and how many more there are. */
function some(names: readonly string[], most: number, separator: string): string {
  const named = names.slice(0, most).join(separator)
  return names.length > most ? `${named}${separator}${names.length - most} more` : named
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
  const file = join(import.meta.dirname, '..', COVERAGE_FILE)
  const text = coverageDocument()
  if (!values.check) writeFileSync(file, text)
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    process.stderr.write(`${COVERAGE_FILE} differs; run scripts/generate-coverage.ts\n`)
    process.exitCode = 1
  }
}
