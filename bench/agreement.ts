import { makeAuthority } from '../test/peers/harness/certificates.ts'
import { whyMissing } from '../test/peers/harness/require-peer.ts'
import { temporaryFolder } from '../test/peers/harness/running-peer.ts'
import { agreementText } from './agreement/agreement-text.ts'
import { type Checked, checkServer } from './agreement/check-server.ts'
import { differenceLine } from './agreement/difference.ts'
import { EXPLANATIONS, explain } from './agreement/explained.ts'
import { SERVERS } from './agreement/servers.ts'
import type { Bench, Section } from './section.ts'

/** Where the servers listen. On port 25 nmap takes a server for SMTP. */
const PLACE = { address: '127.0.53.26', port: 25 }

/**
 * Whether all scanners find the same: has each of them look at each server, and prints every difference. One that nobody can
 * explain is a failure, and so is a fact that `openssl` itself contradicts.
 */
export async function agreement(bench: Bench): Promise<Section> {
  const absent: string[] = []
  const checked: Checked[] = []
  const folder = temporaryFolder('agreement')
  try {
    const authority = makeAuthority(folder.path)
    for (const server of SERVERS.filter(({ name }) => name.includes(bench.only))) {
      const missing = whyMissing('openssl', ...server.needs)
      if (missing !== null) {
        absent.push(`${server.name}: ${missing}`)
        continue
      }
      bench.tell(server.name)
      await using peer = await server.start(authority, folder.path, PLACE)
      const result = await checkServer(bench, server, peer)
      checked.push(result)
      tellOf(result, bench.tell)
    }
  } finally {
    folder.remove()
  }
  if ('missing' in bench.sslyze) absent.push(`sslyze: ${bench.sslyze.missing}`)
  for (const reason of absent) bench.tell(`skipped ${reason}`)
  if (bench.only === '') tellUnused(checked, bench.tell)
  return { body: agreementText(checked, absent), failures: checked.flatMap(failuresOf) }
}

/** Explanations that no difference needed any more may be out of date. */
function tellUnused(checked: readonly Checked[], tell: (line: string) => void): void {
  const used = new Set(checked.flatMap(({ differences }) => differences.flatMap((one) => explain(one) ?? [])))
  for (const { tool, reason } of EXPLANATIONS.filter((one) => !used.has(one))) {
    tell(`nothing needed this explanation of ${tool}: ${reason}`)
  }
}

/** What is wrong: differences without explanation, and what does not hold. */
function failuresOf({ differences, problems }: Checked): readonly string[] {
  return [...differences.filter((difference) => explain(difference) === null).map(differenceLine), ...problems]
}

function tellOf(result: Checked, tell: (line: string) => void): void {
  for (const difference of result.differences) {
    const reasons = new Set(explain(difference)?.map(({ reason }) => reason))
    tell(`  ${differenceLine(difference)}: ${reasons.size === 0 ? 'UNEXPLAINED' : [...reasons].join('; ')}`)
  }
  for (const note of result.notes) tell(`  ${note}`)
  for (const problem of result.problems) tell(`  WRONG ${problem}`)
}
