import { audit } from '../../../audit/audit.ts'
import { DEFAULT_OPTIONS } from '../../../audit/real-environment.ts'
import { parseTarget } from '../../../audit/target.ts'
import { judge } from '../../../judge/judge.ts'
import { mtaStsView } from '../../../judge/policies/mta-sts-view.ts'
import { type SetupChoices, type SetupRecords, setupRecords } from '../../../judge/policies/setup-records.ts'
import { DEFAULT_PROFILE } from '../../../judge/profiles.ts'
import { subjectsOf } from '../../../judge/subject.ts'
import { MAX_AGE_SECONDS } from '../../../mtasts/policy.ts'
import { asciiJson } from '../../../report/json.ts'
import { reportOf } from '../../../report/report.ts'
import { renderSetupText } from '../../../report/setup-text.ts'
import { numberOf, oneOf, type RawCheckOptions, refuse } from '../check-options.ts'
import { openEnvironment, usableFamilies } from '../environment.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'

/** Options of `setup` as commander hands them over. */
export interface SetupOptions {
  readonly rua?: readonly string[]
  readonly mode?: string
  readonly maxAge?: string
  readonly lab?: true
  readonly resolver?: string
  readonly trustAnchor?: string
  readonly iterate?: true
  readonly timeout?: string
  readonly now?: string
  readonly connectTo?: readonly string[]
  readonly resolve?: readonly string[]
  readonly caFile?: string
  readonly allowPrivate?: true
  readonly json?: true
  readonly color: boolean
}

/** `wiretight setup DOMAIN`: audits a domain and writes down all that is left to do. Returns the exit code. */
export async function setupCommand(text: string, options: SetupOptions, signal: AbortSignal): Promise<number> {
  const target = parseTarget(text)
  if (target.kind !== 'domain') return refuse('DOMAIN', 'a domain is expected, not a server')
  const raw: RawCheckOptions = { ...options, dane: true, mtaSts: true }
  const { environment, close } = await openEnvironment(raw, [target])
  try {
    const facts = await audit(target, environment, {
      ...DEFAULT_OPTIONS,
      families: usableFamilies(raw),
      allowPrivate: options.allowPrivate ?? false,
      signal,
    })
    const { domain: subject } = subjectsOf(facts, DEFAULT_PROFILE)
    const view = mtaStsView(facts)
    const tested = view.state === 'valid' && view.policy.mode !== 'none'
    const choices: SetupChoices = {
      rua: options.rua ?? [`tls-reports@${target.domain}`],
      maxAgeSeconds: numberOf('--max-age', options.maxAge, MAX_AGE_SECONDS, { least: 1, most: MAX_AGE_SECONDS }),
      mode:
        options.mode === undefined
          ? tested
            ? 'enforce'
            : 'testing'
          : oneOf('--mode', options.mode, ['testing', 'enforce']),
    }
    const setup = { report: reportOf(facts, judge(facts)), records: setupRecords(subject, choices) }
    const look = terminalLook(process.stdout, { color: options.color, ascii: false }, process.env)
    const { report, records } = setup
    const json = { schema: 'wiretight/setup@1', domain: target.domain, plan: report.plan, ...(records ?? UNKNOWN) }
    await writeOut(
      options.json ? `${asciiJson(JSON.stringify(json, null, 2))}\n` : renderSetupText(setup, look),
      undefined,
    )
    if (records === null) return EXIT.undetermined
    return isDone(records) && report.plan.length === 0 ? EXIT.clean : EXIT.findings
  } finally {
    await close()
  }
}

/** What is said in JSON while it is not known where the mail goes. */
const UNKNOWN: Readonly<Record<keyof SetupRecords, null>> = { mtaSts: null, tlsRpt: null, dnssec: null, dane: null }

function isDone({ mtaSts, tlsRpt, dnssec, dane }: SetupRecords): boolean {
  return mtaSts.isDone && tlsRpt.isDone && dnssec.isDone && dane.every((host) => host.isDone)
}
