import { judge } from '../../judge/judge.ts'
import { DEFAULT_PROFILE, profileByName } from '../../judge/profiles.ts'
import { reportOf } from '../../report/report.ts'
import { destinationsOf, failOnOf, profileNameOf, type RawCheckOptions } from './check-options.ts'
import { exitCode } from './exit-code.ts'
import { writeReports } from './output.ts'

/** Options of `judge`. */
export type JudgeOptions = Pick<
  RawCheckOptions,
  'profile' | 'format' | 'json' | 'output' | 'failOn' | 'color' | 'ascii'
>

/** `wiretight judge REPORT.json`: judges stored facts again, without any connection. Returns the exit code. */
export async function judgeCommand(file: string, options: JudgeOptions): Promise<number> {
  const destinations = destinationsOf(options)
  const failOn = failOnOf(options.failOn)
  const profile = profileByName(profileNameOf(options.profile)) ?? DEFAULT_PROFILE
  const { readReports } = await import('./read-reports.ts')
  const judged = (await readReports(file)).map((facts) => ({ facts, judgement: judge(facts, profile) }))
  const reports = judged.map(({ facts, judgement }) => reportOf(facts, judgement))
  await writeReports(reports, destinations, options)
  return exitCode(
    judged.map(({ judgement }) => judgement),
    failOn,
  )
}
