import { fail } from '../../base/failure.ts'
import { printable } from '../../base/printable.ts'
import { judge } from '../../judge/judge.ts'
import { DEFAULT_PROFILE, profileByName } from '../../judge/profiles.ts'
import { reportOf } from '../../report/report.ts'
import { failOnOf, formatOf, profileNameOf, type RawCheckOptions } from './check-options.ts'
import { readText } from './environment.ts'
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
  const { factsOfReport } = await import('../../report/stored-report.ts')
  const document = parseJson(file, file === '-' ? await readStdin() : await readText(file))
  const stored: readonly unknown[] = Array.isArray(document) ? document : [document]
  const judged = stored.map((report) => {
    const facts = factsOfReport(report, printable(file, 200))
    return { facts, judgement: judge(facts, profile) }
  })
  const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii ?? false }, process.env)
  const reports = judged.map(({ facts, judgement }) => reportOf(facts, judgement))
  await writeOut(await render(reports, format, look), options.output)
  return exitCode(
    judged.map(({ judgement }) => judgement),
    failOn,
  )
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'not JSON'
    return fail({ code: 'document-invalid', document: printable(file, 200), at: '', reason: printable(reason, 200) })
  }
}

async function readStdin(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin) text += String(chunk)
  return text
}
