import { audit } from '../../audit/audit.ts'
import { DEFAULT_OPTIONS } from '../../audit/real-environment.ts'
import { parseTarget } from '../../audit/target.ts'
import { judge } from '../../judge/judge.ts'
import { LAB_DOMAINS } from '../../lab/domains/lab-domains.ts'
import type { LabDomain } from '../../lab/lab-domain.ts'
import { type Report, reportOf } from '../../report/report.ts'
import type { RawCheckOptions } from './check-options.ts'
import { openEnvironment } from './environment.ts'
import { EXIT } from './exit-code.ts'
import { render, writeOut } from './output.ts'
import { type TerminalLook, terminalLook } from './terminal.ts'

/** The domain whose whole report the demo shows. */
const SHOWN = 'postfix-default.lab'

const JSON_FILE = 'wiretight-demo.json'
const HTML_FILE = 'wiretight-demo.html'

/** Domains that are audited at the same time. */
const DOMAINS_AT_ONCE = 8

/** `wiretight demo`: sets up the lab, audits all of it, and shows what comes out. Returns the exit code. */
export async function demoCommand(
  options: Pick<RawCheckOptions, 'color' | 'ascii'>,
  signal: AbortSignal,
): Promise<number> {
  const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii ?? false }, process.env)
  const { environment, close } = await openEnvironment({ lab: true, dane: true, mtaSts: true, color: options.color })
  try {
    process.stdout.write(
      `The lab: ${LAB_DOMAINS.length} domains with real and simulated mail servers on this machine.\n\n`,
    )
    const reports = new Map<string, Report>()
    const auditOptions = { ...DEFAULT_OPTIONS, lanes: 8, signal }
    await overDomains(LAB_DOMAINS, async (domain) => {
      if (signal.aborted) return
      const facts = await audit(parseTarget(domain.domain), environment, auditOptions)
      const report = reportOf(facts, judge(facts))
      reports.set(domain.domain, report)
      process.stdout.write(`${demoLine(domain, report, look)}\n`)
    })
    const inOrder = LAB_DOMAINS.flatMap(({ domain }) => reports.get(domain) ?? [])
    const shown = reports.get(SHOWN)
    if (shown !== undefined) process.stdout.write(`\n${await render([shown], 'text', look)}`)
    await writeOut(await render(inOrder, 'json', look), JSON_FILE)
    await writeOut(await render(inOrder, 'html', look), HTML_FILE)
    process.stdout.write(`\n${inOrder.length} reports are in ${JSON_FILE} and ${HTML_FILE}.\n`)
    process.stdout.write('Look at one yourself: wiretight check legacy.lab --lab\n')
    return signal.aborted ? EXIT.interrupted : EXIT.clean
  } finally {
    await close()
  }
}

const DOMAIN_COLUMNS = 28
const GRADE_COLUMNS = 5

function demoLine(
  { domain, teaches }: LabDomain,
  { grade, provisional }: Report,
  { width, paint }: TerminalLook,
): string {
  const mark = grade === null ? '–' : `${grade}${provisional ? '?' : ''}`
  const room = width - DOMAIN_COLUMNS - GRADE_COLUMNS
  const text = teaches.length > room ? `${teaches.slice(0, Math.max(0, room - 1))}…` : teaches
  return `${domain.padEnd(DOMAIN_COLUMNS)}${paint('strong', mark.padEnd(GRADE_COLUMNS))}${paint('faint', text)}`
}

async function overDomains(domains: readonly LabDomain[], work: (domain: LabDomain) => Promise<void>): Promise<void> {
  const queue = [...domains]
  const worker = async (): Promise<void> => {
    for (let domain = queue.shift(); domain !== undefined; domain = queue.shift()) await work(domain)
  }
  await Promise.all(Array.from({ length: DOMAINS_AT_ONCE }, worker))
}
