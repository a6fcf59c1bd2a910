import { readHops } from '../../../received/read-hops.ts'
import { renderHeadersJson } from '../../../report/headers-json.ts'
import { renderHeadersText } from '../../../report/headers-text.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'
import { readTop } from './read-top.ts'

/** Options of `headers` as commander hands them over. */
export interface HeadersOptions {
  readonly json?: true
  readonly color: boolean
  readonly ascii?: true
}

/** `wiretight headers FILE`: the way of one message. Returns the exit code. */
export async function headersCommand(file: string, options: HeadersOptions): Promise<number> {
  const facts = { hops: readHops(await readTop(file)) }
  const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii === true }, process.env)
  await writeOut(options.json ? renderHeadersJson(facts) : renderHeadersText(facts, look), undefined)
  return facts.hops.length === 0 ? EXIT.undetermined : EXIT.clean
}
