import type { MtaStsFacts } from '../../facts/policy-facts.ts'
import { mtaStsDelivery } from '../../judge/policies/mta-sts-delivery.ts'
import { type MtaStsView, mtaStsView } from '../../judge/policies/mta-sts-view.ts'
import { versionTitle } from '../../registry/versions.ts'
import { MTA_STS_ISSUE_WORDS, type MtaStsIssueCode } from '../mta-sts-wording.ts'
import { failureSentence, unknownReason } from '../wording.ts'
import { type Fragment, html, type Part } from './fragment.ts'
import { counted, heading, type View } from './view.ts'

/** The MTA-STS record and policy as they came, beside what senders read in them. */
export function mtaStsPart(view: View): Fragment | null {
  const { mtaSts } = view.report.domain
  if (mtaSts === null) return null
  const reading = mtaStsView({ mtaSts })
  const { record, fetch: fetched } = mtaSts
  const text = fetched?.response?.body?.text ?? null
  return html`${heading(view, 2, 'MTA-STS')}<div class="pair"><div><p class="soft">TXT records at ${record.name}</p><pre>${
    record.records.length === 0 ? '(none)' : record.records.map((each) => html`${each}\n`)
  }</pre>${text === null ? null : html`<p class="soft">Policy at ${fetched?.url ?? ''}</p><pre>${policyLines(text)}</pre>`}</div><div><p>${stateWords(
    reading,
  )}</p>${readingPart(view, reading)}${issuesOf(reading)}${fetched === null ? null : fetchWords(fetched)}</div></div>`
}

/** Lines of a policy that are shown; it may have 64 KiB. */
const POLICY_LINES = 60

function policyLines(text: string): Part {
  const lines = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
  const more = lines.length - POLICY_LINES
  return [...lines.slice(0, POLICY_LINES).map((line) => html`${line}\n`), more > 0 ? `… and ${more} more lines` : null]
}

function stateWords(reading: MtaStsView): Part {
  switch (reading.state) {
    case 'not-asked':
      return 'The policy was not asked for.'
    case 'lookup-failed':
      return `Whether there is a policy is not known: ${unknownReason(reading.why)}.`
    case 'none':
      return 'There is no MTA-STS record: senders know no policy, unless they keep one from before.'
    case 'multiple':
      return `There are ${reading.count} records, so that senders discard them all.`
    case 'record-invalid':
      return 'The record breaks the format, so that senders discard it.'
    case 'unfetched':
      return `There is no policy to hold to: ${failureSentence(reading.failure)}.`
    case 'policy-invalid':
      return 'The policy breaks the format, so that senders discard it.'
    case 'valid':
      return MODE_WORDS[reading.policy.mode]
    default:
      return reading satisfies never
  }
}

const MODE_WORDS = {
  enforce: 'Enforced: senders that know the policy deliver to the exchangers below that fulfil it, and to no other.',
  testing: 'Tested: senders deliver in any case, and report what would have failed.',
  none: 'Withdrawn: senders forget the policy.',
} as const

const UNFULFILLED = {
  'not-in-policy': 'no mx line matches it',
  'no-starttls': 'it offers no STARTTLS',
  'no-handshake': 'it starts TLS and completes no handshake',
  certificate: 'its certificate is not trusted for its name',
} as const

function readingPart({ subjects }: View, reading: MtaStsView): Fragment | null {
  if (reading.state !== 'valid') return null
  const { policy, record } = reading
  const days = Math.floor(policy.maxAgeSeconds / 86_400)
  const hosts = mtaStsDelivery(subjects.domain, policy)
  return html`<dl><dt>id</dt><dd><code>${record.id ?? ''}</code></dd><dt>mode</dt><dd>${policy.mode}</dd><dt>kept for</dt><dd>${
    days === 0 ? counted(policy.maxAgeSeconds, 'second') : counted(days, 'day')
  }</dd>${hosts.map(
    ({ host, accepts, why, unknown }) =>
      html`<dt>${host}</dt><dd>${
        accepts === true
          ? html`<span class="pill good">✓ fulfils it</span>`
          : accepts === false
            ? html`<span class="pill high">✕ ${UNFULFILLED[why ?? 'certificate']}</span>`
            : html`<span class="pill low">? ${unknownReason(unknown ?? 'not-asked')}</span>`
      }</dd>`,
  )}</dl>`
}

/** What is wrong with record and policy, and where. */
function issuesOf(reading: MtaStsView): Fragment | null {
  const record = 'record' in reading ? [...reading.record.errors, ...reading.record.warnings] : []
  const policy = 'parsed' in reading ? [...reading.parsed.errors, ...reading.parsed.warnings] : []
  const items = [
    ...record.map((issue) => issueItem('record, character', issue)),
    ...policy.map((issue) => issueItem('policy, line', issue)),
  ]
  return items.length === 0 ? null : html`<ul>${items.slice(0, ISSUES)}</ul>`
}

/** Issues that are listed. */
const ISSUES = 30

function issueItem(
  place: string,
  { code, at, text }: { readonly code: MtaStsIssueCode; readonly at: number; readonly text: string },
): Fragment {
  return html`<li>${at === 0 ? (place.split(',')[0] ?? '') : `${place} ${at}`}: ${MTA_STS_ISSUE_WORDS[code]}${
    text === '' ? null : html` <code>${text}</code>`
  }</li>`
}

function fetchWords({ attempts, tls, response, milliseconds, failure }: NonNullable<MtaStsFacts['fetch']>): Fragment {
  const parts = [
    attempts.map(({ address }) => address).join(', '),
    tls === null
      ? ''
      : `${versionTitle(tls.version)}, certificate ${tls.verification.state === 'verified' ? 'trusted' : `not trusted (${tls.verification.text})`}, ${tls.matchedName === null ? 'for another name' : `for ${tls.matchedName}`}`,
    response === null ? '' : `HTTP ${response.status}, ${response.contentType ?? 'no type'}`,
    response?.body == null ? '' : `${response.body.bytes} bytes`,
    `${Math.round(milliseconds)} ms`,
    failure === null ? '' : failureSentence(failure),
  ].filter((part) => part !== '')
  return html`<p class="soft">Fetched from ${parts.join(' · ')}.</p>`
}
