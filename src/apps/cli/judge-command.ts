import { judge } from '../../judge/judge.ts'
import { DEFAULT_PROFILE, profileByName } from '../../judge/profiles.ts'
import { reportOf } from '../../report/report.ts'
import { failOnOf, formatOf, profileNameOf, type RawCheckOptions } from './check-options.ts'
import { exitCode } from './exit-code.ts'
import { render, writeOut } from './output.ts'
import { terminalLook } from './terminal.ts'

/** Options of `judge`. */
export type JudgeOptions = Pick<
  RawCheckOptions,
  'profile' | 'format' | 'json' | 'output' | 'failOn' | 'color' | 'ascii'
>

/** `wiretight judge REPORT.json`: judges stored facts again, without any connection. Returns the exit code. */
export async function judgeCommand(file: string, options: JudgeOptions): Promise<number> {
  const format = formatOf(options)
  const failOn = failOnOf(options.failOn)
  const profile = profileByName(profileNameOf(options.profile)) ?? DEFAULT_PROFILE
  const { readReports } = await import('./read-reports.ts')
  const judged = (await readReports(file)).map((facts) => ({ facts, judgement: judge(facts, profile) }))
  const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii ?? false }, process.env)
  const reports = judged.map(({ facts, judgement }) => reportOf(facts, judgement))
  await writeOut(await render(reports, format, look), options.output)
  return exitCode(
    judged.map(({ judgement }) => judgement),
    failOn,
  )
}
