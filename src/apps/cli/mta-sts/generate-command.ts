import { parseDomainName } from '../../../base/domain-name.ts'
import { printable } from '../../../base/printable.ts'
import { POLICY_PATH } from '../../../mtasts/get-policy.ts'
import { MAX_AGE_SECONDS, parsePolicy } from '../../../mtasts/policy.ts'
import { policyId } from '../../../mtasts/policy-id.ts'
import { parsePolicyMx } from '../../../mtasts/policy-mx.ts'
import { parseRecord } from '../../../mtasts/record.ts'
import { planWithdrawal } from '../../../mtasts/withdrawal.ts'
import { writePolicy, writeRecord } from '../../../mtasts/write-policy.ts'
import { renderMtaStsGenerated } from '../../../report/mta-sts-generated-text.ts'
import { type MtaStsGeneratedDocument, renderMtaStsJson, worded } from '../../../report/mta-sts-json.ts'
import { dateOf, oneOf, quoted, refuse } from '../check-options.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'

/** Options of `mta-sts generate`. */
export interface GenerateOptions {
  readonly mode?: string
  readonly mx?: readonly string[]
  readonly maxAge?: string
  readonly id?: string
  readonly withdraw?: true
  readonly previousMaxAge?: string
  readonly now?: string
  readonly policyOnly?: true
  readonly json?: true
  readonly color: boolean
}

const MODES = ['enforce', 'testing', 'none'] as const

/** Four weeks: long enough to outlive an attack, short enough to change one's mind within a month. */
const MAX_AGE = String(28 * 86_400)

/** `wiretight mta-sts generate DOMAIN`: a policy and its record, or the way to give one up. Returns the exit code. */
export async function generateCommand(domainText: string, options: GenerateOptions): Promise<number> {
  const domain = parseDomainName(domainText)
  const document = options.withdraw ? withdrawal(domain, options) : publication(domain, options)
  const look = terminalLook(process.stdout, { color: options.color, ascii: false }, process.env)
  if (options.policyOnly) await writeOut(document.policy, undefined)
  else await writeOut(options.json ? renderMtaStsJson(document) : renderMtaStsGenerated(document, look), undefined)
  return EXIT.clean
}

function publication(domain: string, options: GenerateOptions): MtaStsGeneratedDocument {
  if (options.previousMaxAge !== undefined) refuse('--previous-max-age', 'goes with --withdraw')
  const mode = oneOf('--mode', options.mode ?? refuse('--mode', 'say enforce, testing or none'), MODES)
  const mx = (options.mx ?? []).flatMap((list) => list.split(',')).map((text) => patternOf(text.trim()))
  if (mx.length === 0 && mode !== 'none') refuse('--mx', `a policy of the mode ${mode} must name at least one host`)
  const text = writePolicy({ mode, maxAgeSeconds: secondsOf('--max-age', options.maxAge ?? MAX_AGE), mx })
  return documentOf(domain, text, options.id ?? policyId(text), null)
}

function withdrawal(domain: string, options: GenerateOptions): MtaStsGeneratedDocument {
  for (const [option, value] of [
    ['--mode', options.mode],
    ['--mx', options.mx],
    ['--max-age', options.maxAge],
  ] as const) {
    if (value !== undefined) refuse(option, 'goes without --withdraw, which says it all')
  }
  const previous =
    options.previousMaxAge ?? refuse('--previous-max-age', 'say for how long senders keep the old policy')
  const now = dateOf('--now', options.now) ?? new Date()
  const steps = planWithdrawal(secondsOf('--previous-max-age', previous), now)
  const text = steps.find((step) => step.step === 'publish-policy')?.text ?? ''
  const id = options.id ?? policyId(text)
  const own = steps.map((step) => (step.step === 'publish-record' ? { ...step, text: writeRecord(id) } : step))
  return documentOf(domain, text, id, own)
}

function documentOf(
  domain: string,
  policy: string,
  id: string,
  steps: MtaStsGeneratedDocument['steps'],
): MtaStsGeneratedDocument {
  if (parseRecord(writeRecord(id)).id !== id) refuse('--id', `expected 1 to 32 letters and digits, not ${quoted(id)}`)
  const { warnings } = parsePolicy(policy)
  return {
    schema: 'wiretight/mta-sts-generated@1',
    domain,
    url: `https://mta-sts.${domain}${POLICY_PATH}`,
    policy,
    id,
    record: { name: `_mta-sts.${domain}`, type: 'TXT', text: writeRecord(id) },
    steps,
    warnings: warnings.map(worded),
  }
}

/** A host, or `*.` and a domain; international names become A-labels. */
function patternOf(text: string): string {
  const isWildcard = text.startsWith('*.')
  const domain = parseDomainName(isWildcard ? text.slice(2) : text)
  const pattern = parsePolicyMx(isWildcard ? `*.${domain}` : domain)
  return pattern ?? refuse('--mx', `no policy can name ${printable(text, 80)}: a host has letters, digits and hyphens`)
}

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, h: 3_600, d: 86_400, w: 604_800 }

/** Seconds, or hours, days or weeks such as `4w`. */
function secondsOf(option: string, text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,10})([shdw]?)$/.exec(text) ?? []
  const seconds = Number(digits) * (UNITS[unit] ?? 1)
  if (digits !== '' && seconds <= MAX_AGE_SECONDS) return seconds
  return refuse(option, `expected seconds up to ${MAX_AGE_SECONDS}, or a number with h, d or w, not ${quoted(text)}`)
}
