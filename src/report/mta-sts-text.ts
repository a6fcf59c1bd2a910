import type { Failure } from '../base/failure.ts'
import type { PolicyMode } from '../facts/mta-sts-facts.ts'
import { versionTitle } from '../registry/versions.ts'
import { type Canvas, canvasOf, labelled, sectionsText, type TextOptions, textOf } from './canvas.ts'
import { wrap } from './columns.ts'
import { harmless } from './harmless.ts'
import type { MtaStsCheckDocument, MtaStsPolicyDocument, MtaStsRecordDocument, WordedIssue } from './mta-sts-json.ts'
import type { Tone } from './paint.ts'
import { failureSentence } from './wording.ts'

/** Columns of the word at the left of a line, with what is before it. */
const LABEL = 12

type Document = MtaStsCheckDocument | MtaStsPolicyDocument | MtaStsRecordDocument

const TONES: Readonly<Record<Document['verdict'], Tone>> = {
  valid: 'good',
  invalid: 'high',
  none: 'medium',
  unknown: 'info',
}

/** A record or a policy that was given as text, with what is wrong with it. */
export function renderMtaStsParse(
  document: MtaStsRecordDocument | MtaStsPolicyDocument,
  options: TextOptions = {},
): string {
  const canvas = canvasOf(options)
  const isRecord = document.schema === 'wiretight/mta-sts-record@1'
  const [title, fields, place] = isRecord
    ? (['MTA-STS record', recordFields(document), 'character'] as const)
    : (['MTA-STS policy', policyFields(document), 'line'] as const)
  return textOf([
    heading(title, document.verdict, canvas),
    ...fields.flatMap(([label, content]) => row(label, content, canvas)),
    ...issues(document, place, canvas),
  ])
}

/** What was found of a domain's MTA-STS, in the order in which a sender goes. */
export function renderMtaStsCheck(document: MtaStsCheckDocument, options: TextOptions = {}): string {
  const canvas = canvasOf(options)
  const sections = [
    [
      heading(plain(document.domain), document.verdict, canvas),
      ...wrap(canvas.signs.say(sentenceOf(document)), canvas.width),
    ],
    recordSection(document, canvas),
    hostSection(document, canvas),
    policySection(document, canvas),
    exchangerSection(document, canvas),
    findingSection(document, canvas),
  ]
  return sectionsText(sections)
}

/** The truth in one sentence. */
function sentenceOf({ verdict, policy, mx, findings, facts }: MtaStsCheckDocument): string {
  switch (verdict) {
    case 'unknown':
      return 'Whether senders find a policy is not known, because a lookup or the way to the policy host failed.'
    case 'none':
      return 'The domain has no MTA-STS policy: senders that know only MTA-STS can be made to deliver in clear.'
    case 'invalid':
      return facts.fetch === null
        ? 'What the DNS holds is no valid record, so that senders find no policy.'
        : 'A record announces a policy, but senders do not get a valid one.'
    case 'valid': {
      if (policy?.mode === 'none')
        return 'The policy says that there is none: senders behave as if MTA-STS were not there.'
      const days = Math.floor((policy?.maxAge ?? 0) / 86_400)
      const kept = days === 1 ? 'a day' : days === 0 ? 'less than a day' : `${days} days`
      const uncovered = findings.filter(({ code }) => code === 'mta-sts-mx-not-covered').length
      if (uncovered > 0) return uncoveredSentence(policy?.mode ?? null, uncovered === mx?.length)
      const covered = mx === null ? ', but the exchangers are not known' : ', and it names every exchanger'
      return `Senders get a policy of the mode ${policy?.mode ?? ''}, which they keep for ${kept}${covered}.`
    }
    default:
      return verdict satisfies never
  }
}

function uncoveredSentence(mode: PolicyMode | null, isEvery: boolean): string {
  if (mode !== 'enforce')
    return 'The policy does not fit the exchangers; it is only tested, so that mail still arrives.'
  return isEvery
    ? 'Mail is being lost: senders that enforce the policy deliver to no exchanger of this domain.'
    : 'Senders that enforce the policy pass over some exchangers: when the others fail, mail is late and then lost.'
}

function recordSection({ domain, record, facts }: MtaStsCheckDocument, canvas: Canvas): readonly string[] {
  const { outcome, records, cnames, failure, dnssec } = facts.record
  const shown = records.map((each) => ['TXT', plain(each)] as const)
  return [
    title(`Record _mta-sts.${domain}`, canvas),
    ...(cnames.length === 0 ? [] : row('alias of', plain(cnames.join(', ')), canvas)),
    ...shown.slice(0, SHOWN).flatMap(([label, content]) => row(label, content, canvas)),
    ...(outcome === 'records' || failure !== undefined
      ? []
      : row('', outcome === 'nxdomain' ? 'no such name' : 'no TXT record', canvas)),
    ...cause(failure ?? null, canvas),
    ...(record === null ? [] : issues(record, 'character', canvas)),
    ...row('DNSSEC', `${dnssec.status} (${plain(dnssec.reason)})`, canvas),
  ]
}

/** Lines of one kind that are shown. */
const SHOWN = 10

function hostSection({ facts: { fetch: fetched } }: MtaStsCheckDocument, canvas: Canvas): readonly string[] {
  if (fetched === null) return []
  const { url, v4, v6, attempts, tls, response, failure, milliseconds } = fetched
  const cnames = v4.cnames.length > 0 ? v4.cnames : v6.cnames
  const tried = attempts.map(
    (each) => `${plain(each.address)}${each.failure === null ? '' : ` (${failureSentence(each.failure)})`}`,
  )
  const names =
    tls?.matchedName == null ? 'the certificate bears another name' : `a certificate for ${plain(tls.matchedName)}`
  const chain = tls?.verification.code === 0 ? 'trusted' : plain(tls?.verification.text ?? '')
  const said = [
    String(response?.status ?? ''),
    response?.contentType ?? 'no media type',
    ...(response?.body == null ? [] : [`${response.body.bytes} bytes`]),
  ]
  return [
    title(`Policy host, ${Math.round(milliseconds)} ms`, canvas),
    ...row('URL', plain(url), canvas),
    ...(cnames.length === 0 ? [] : row('alias of', plain(cnames.join(', ')), canvas)),
    ...(tried.length === 0 ? [] : row('address', tried.join(', '), canvas)),
    ...(tls === null ? [] : row('TLS', `${versionTitle(tls.version)}, ${names}, ${chain}`, canvas)),
    ...(response === null ? [] : row('response', plain(said.join(', ')), canvas)),
    ...cause(failure, canvas),
  ]
}

function policySection({ policy }: MtaStsCheckDocument, canvas: Canvas): readonly string[] {
  if (policy === null) return []
  const fields = policyFields(policy)
  return [
    title('Policy', canvas),
    ...fields.flatMap(([label, content]) => row(label, content, canvas)),
    ...issues(policy, 'line', canvas),
  ]
}

function exchangerSection({ mx }: MtaStsCheckDocument, canvas: Canvas): readonly string[] {
  if (mx === null) return []
  const width = Math.max(0, ...mx.map(({ host }) => plain(host).length))
  const rows = mx.map(({ host, pattern }) => {
    const by = pattern === null ? canvas.paint('high', 'not in the policy') : `by ${plain(pattern)}`
    return `  ${plain(host).padEnd(Math.min(width, 60))}  ${by}`
  })
  return [title('Exchangers', canvas), ...(rows.length === 0 ? ['  none: the domain accepts no mail'] : rows)]
}

function findingSection({ findings }: MtaStsCheckDocument, canvas: Canvas): readonly string[] {
  if (findings.length === 0) return []
  const lines = findings.slice(0, SHOWN).flatMap(({ code, subject, message }) => {
    const about = subject === '' ? '' : ` (${plain(subject)})`
    return wrap(canvas.signs.say(`${message}${about} [${code}]`), canvas.width - 2).map((line) => `  ${line}`)
  })
  const more = findings.length - SHOWN
  return [title('Findings', canvas), ...lines, ...(more > 0 ? [`  and ${more} more`] : [])]
}

type Field = readonly [label: string, content: string]

function recordFields({ id, extensions }: Pick<MtaStsRecordDocument, 'id' | 'extensions'>): readonly Field[] {
  return [
    ...(id === null ? [] : [['id', plain(id)] as const]),
    ...extensions.slice(0, SHOWN).map(({ name, value }) => ['field', plain(`${name}=${value}`)] as const),
  ]
}

function policyFields({ mode, maxAge, mx }: Omit<MtaStsPolicyDocument, 'schema'>): readonly Field[] {
  const more = mx.length - SHOWN
  return [
    ...(mode === null ? [] : [['mode', mode] as const]),
    ...(maxAge === null ? [] : [['max_age', `${maxAge} s (${duration(maxAge)})`] as const]),
    ...mx.slice(0, SHOWN).map((pattern) => ['mx', plain(pattern)] as const),
    ...(more > 0 ? [['', `and ${more} more`] as const] : []),
  ]
}

function duration(seconds: number): string {
  if (seconds >= 86_400) return counted(Math.floor(seconds / 86_400), 'day')
  return seconds >= 3_600 ? counted(Math.floor(seconds / 3_600), 'hour') : counted(Math.floor(seconds / 60), 'minute')
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function issues(
  { errors, warnings }: { readonly errors: readonly WordedIssue[]; readonly warnings: readonly WordedIssue[] },
  place: 'character' | 'line',
  canvas: Canvas,
): readonly string[] {
  const line = (label: string, { code, at, text: piece, message }: WordedIssue): readonly string[] => {
    const where = at === 0 ? '' : `${place} ${at}: `
    const what = piece === '' ? '' : ` ${'\u2013'} ${plain(piece)}`
    return row(label, `${where}${message}${what} [${code}]`, canvas)
  }
  const shownErrors = errors.slice(0, SHOWN).flatMap((issue) => line('error', issue))
  const shownWarnings = warnings.slice(0, SHOWN).flatMap((issue) => line('warning', issue))
  const more = Math.max(0, errors.length - SHOWN) + Math.max(0, warnings.length - SHOWN)
  return [...shownErrors, ...shownWarnings, ...(more > 0 ? row('', `and ${more} more`, canvas) : [])]
}

function cause(failure: Failure | null, canvas: Canvas): readonly string[] {
  return failure === null ? [] : row('cause', `${failureSentence(failure)} [${failure.code}]`, canvas)
}

function heading(subject: string, verdict: Document['verdict'], { paint }: Canvas): string {
  return `${paint('strong', subject)}  ${paint(TONES[verdict], verdict)}`
}

function title(words: string, { paint }: Canvas): string {
  return ` ${paint('strong', plain(words))}`
}

function row(label: string, content: string, canvas: Canvas): readonly string[] {
  return labelled(`  ${label}`, content, LABEL, canvas)
}

function plain(part: string): string {
  return harmless(part, 4_096)
}
