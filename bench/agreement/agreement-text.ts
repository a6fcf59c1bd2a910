import { VERSION_NAMES, versionTitle } from '../../src/registry/versions.ts'
import { list, table } from '../section.ts'
import type { Checked } from './check-server.ts'
import { type Difference, differenceLine } from './difference.ts'
import { type Explanation, explain } from './explained.ts'
import type { Tool } from './observation.ts'

const TOOLS: readonly Tool[] = ['wiretight', 'sslscan', 'nmap', 'testssl.sh', 'sslyze']

/** Examples of what an explanation covers. */
const EXAMPLES = 3

/** The section on agreement, in Markdown. */
export function agreementText(checked: readonly Checked[], absent: readonly string[]): string {
  const differences = checked.flatMap((one) => one.differences)
  const unexplained = differences.filter((difference) => explain(difference) === null)
  const problems = checked.flatMap((one) => one.problems)
  return [
    INTRODUCTION,
    '### Accepted suites',
    'Found by each, version by version. A dash: the tool does not list the suites of that version.',
    countsTable(checked),
    '### Differences without explanation',
    unexplained.length === 0 ? 'None.' : list(unexplained.map(differenceLine)),
    '### Explained differences',
    `${differences.length - unexplained.length} in all.`,
    explanationsTable(differences),
    '### Order, Diffie-Hellman',
    DETAILS,
    list(checked.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`))),
    '### What does not hold',
    problems.length === 0 ? 'Nothing.' : list(problems),
    ...(absent.length === 0 ? [] : ['### Absent', list(absent)]),
  ].join('\n\n')
}

const INTRODUCTION = `wiretight \`--full\`, sslscan, nmap, testssl.sh \`-E\` and sslyze looked at the same servers. Compared are versions, the suites of
each version, groups (sslscan), curves, features and leaf certificates (sslyze). Every difference is either explained
below, by what the other tool cannot do or gets wrong, or it is a failure. wiretight’s three plans must not contradict
each other, and its full plan must leave no suite open.`

const DETAILS = `Who decides among suites is asked of \`openssl s_client\`, with two suites in both orders. Where the server’s cipher list is
known, wiretight’s positions must be the order of \`openssl ciphers\`. The bits of each Diffie-Hellman group are compared
with what \`openssl s_client\` is given, suite by suite.`

function countsTable(checked: readonly Checked[]): string {
  const rows = checked.flatMap(({ name, observations }) =>
    VERSION_NAMES.flatMap((version): readonly string[][] => {
      const counts = TOOLS.map((tool) => {
        const claims = observations.find((one) => one.tool === tool)?.claims
        return claims?.get(`suites ${version}`)?.size
      })
      const isEmpty = counts.every((count) => !count)
      return isEmpty ? [] : [[`${name}, ${versionTitle(version)}`, ...counts.map((count) => String(count ?? '–'))]]
    }),
  )
  return table(['server, version', ...TOOLS], rows)
}

function explanationsTable(differences: readonly Difference[]): string {
  const byExplanation = new Map<Explanation, Difference[]>()
  for (const difference of differences) {
    for (const explanation of new Set(explain(difference))) {
      byExplanation.set(explanation, [...(byExplanation.get(explanation) ?? []), difference])
    }
  }
  return [...byExplanation]
    .map(([{ tool, how, reason }, covered]) => {
      const names = [...new Set(covered.map(({ what }) => what))]
      const more = names.length > EXAMPLES ? ` and ${names.length - EXAMPLES} more` : ''
      return `- **${tool} ${how}** (${covered.length}): ${reason}. ${names
        .slice(0, EXAMPLES)
        .map((name) => `\`${name}\``)
        .join(', ')}${more}`
    })
    .join('\n')
}
