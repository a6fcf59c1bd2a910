import { parseTarget } from '../../../audit/target.ts'
import type { Failure } from '../../../base/failure.ts'
import type { SClientFacts } from '../../../facts/s-client-facts.ts'
import { renderSClientJson } from '../../../report/s-client-json.ts'
import { renderSClientText } from '../../../report/s-client-text.ts'
import type { RawCheckOptions } from '../check-options.ts'
import { openEnvironment, usableFamilies } from '../environment.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'
import { askServer } from './ask-server.ts'

/** Options of `s-client` as commander hands them over. */
export type SClientOptions = Pick<
  RawCheckOptions,
  | 'caFile'
  | 'ehlo'
  | 'lab'
  | 'resolver'
  | 'connectTo'
  | 'resolve'
  | 'allowPrivate'
  | 'ipv4'
  | 'ipv6'
  | 'timeout'
  | 'json'
  | 'color'
> & { readonly showcerts?: true }

/** `wiretight s-client HOST`: one handshake in the words of OpenSSL. Returns the exit code. */
export async function sClientCommand(text: string, options: SClientOptions, signal: AbortSignal): Promise<number> {
  const target = parseTarget(text)
  const wanted: RawCheckOptions = { ...options, dane: false, mtaSts: false }
  const { environment, close } = await openEnvironment(wanted)
  try {
    const families = usableFamilies(wanted)
    const facts = await askServer(target, environment, {
      families,
      allowPrivate: options.allowPrivate === true,
      signal,
    })
    const { paint } = terminalLook(process.stdout, { color: options.color, ascii: false }, process.env)
    const shown = { paint, certificates: options.showcerts === true }
    await writeOut(options.json ? renderSClientJson(facts) : renderSClientText(facts, shown), undefined)
    return exitOf(facts)
  } finally {
    await close()
  }
}

function exitOf({ session, failure }: SClientFacts): number {
  if (session !== null) return EXIT.clean
  return failure !== null && isAboutTls(failure) ? EXIT.findings : EXIT.undetermined
}

/** Failures that say something about the server's TLS; whoever is not met, or does not answer, says nothing. */
function isAboutTls(failure: Failure): boolean {
  const { code } = failure
  if (code.startsWith('tls-') || code.startsWith('starttls-')) return true
  return code !== 'stream-timeout' && 'during' in failure && failure.during === 'handshake'
}
