import { fail } from '../../base/failure.ts'
import { printable } from '../../base/printable.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import { factsOfReports } from '../../report/stored-report.ts'
import { readText } from './environment.ts'

/**
 * The facts in a file of one JSON report or an array of them; `-` is standard input.
 *
 * @throws ProbeError `file-unreadable`, `document-invalid`
 */
export async function readReports(file: string): Promise<readonly DomainFacts[]> {
  const text = file === '-' ? await readStdin() : await readText(file)
  return factsOfReports(parseJson(file, text), printable(file, 200))
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
