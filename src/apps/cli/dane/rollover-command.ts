import { domainNameOrNull, parseDomainName } from '../../../base/domain-name.ts'
import { planRollover, type RolloverScheme, type RolloverSide } from '../../../dane/rollover.ts'
import { parseTlsa } from '../../../dane/tlsa-text.ts'
import { renderDaneJson, rolloverDocumentOf } from '../../../report/dane-json.ts'
import { renderDaneRollover } from '../../../report/dane-rollover-text.ts'
import { readCertificate } from '../../../x509/certificate.ts'
import { dateOf, numberOf, quoted, refuse } from '../check-options.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'
import { readSide } from './read-inputs.ts'

/** Options of `dane rollover` as commander hands them over. */
export interface DaneRolloverOptions {
  readonly current: string
  readonly next: string
  readonly name?: string
  readonly port?: string
  readonly ttl?: string
  readonly scheme?: string
  readonly tlsa?: readonly string[]
  readonly now?: string
  readonly json?: true
  readonly color: boolean
  readonly ascii?: true
}

/** `wiretight dane rollover`: what to publish when, to change from one key to the next. Returns the exit code. */
export async function rolloverCommand(options: DaneRolloverOptions): Promise<number> {
  const port = numberOf('--port', options.port, 25, { least: 1, most: 65_535 })
  const ttlSeconds = numberOf('--ttl', options.ttl, 3_600, { least: 0, most: 604_800 })
  const at = (dateOf('--now', options.now) ?? new Date()).toISOString()
  const [current, next] = [await readSide(options.current), await readSide(options.next)]
  const name = parseDomainName(options.name ?? nameOf(current))
  const plan = planRollover({
    name,
    scheme: schemeOf(options.scheme),
    current,
    next,
    ttlSeconds,
    now: at,
    ...(options.tlsa === undefined ? {} : { published: options.tlsa.map(parseTlsa) }),
  })
  const found = { name, port, ttlSeconds, at, plan }
  const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii ?? false }, process.env)
  await writeOut(options.json ? renderDaneJson(rolloverDocumentOf(found)) : renderDaneRollover(found, look), undefined)
  return EXIT.clean
}

/** The first name of the certificate in use that is one host's. */
function nameOf(side: RolloverSide): string {
  const [der] = side.kind === 'chain' ? side.chainDer : []
  const names = der === undefined ? [] : readCertificate(der).dnsNames
  return names.find((name) => domainNameOrNull(name) !== null) ?? refuse('--name', 'say which host it is about')
}

function schemeOf(text = '3+3'): RolloverScheme {
  return text === '3+3' || text === '3+2' ? text : refuse('--scheme', `expected 3+3 or 3+2, not ${quoted(text)}`)
}
