import type { ReverseFacts } from '../../facts/policy-facts.ts'
import type { ReportedSubmission } from '../report.ts'
import { failureSentence } from '../wording.ts'
import { exchangerCard } from './exchanger-html.ts'
import { type Fragment, html } from './fragment.ts'
import { section, type View } from './view.ts'

/** The names that the reverse zone gives the addresses of the servers, and whether they lead back. */
export function reverseSection(view: View): Fragment | null {
  const { reverse } = view.report.domain
  if (reverse.length === 0) return null
  return section(
    view,
    'reverse',
    'Reverse names',
    html`<table class="reverse"><thead><tr><th scope="col">address</th><th scope="col">names</th><th scope="col">the names lead</th></tr></thead><tbody>${reverse
      .slice(0, ADDRESSES)
      .map(
        reverseRow,
      )}</tbody></table>${reverse.length > ADDRESSES ? html`<p class="soft">and ${reverse.length - ADDRESSES} more</p>` : null}`,
  )
}

/** Addresses that are listed. */
const ADDRESSES = 50

function reverseRow({ address, ptr, forward }: ReverseFacts): Fragment {
  const failure = ptr.failure === undefined ? null : failureSentence(ptr.failure)
  const names = ptr.records.length === 0 ? (failure ?? 'none') : ptr.records.join(', ')
  const back = forward.some(({ records }) => records.includes(address))
  const led =
    ptr.records.length === 0
      ? html`<span class="pill low">–</span>`
      : back
        ? html`<span class="pill good">✓ back to it</span>`
        : html`<span class="pill medium">✕ elsewhere</span>`
  return html`<tr><td>${address}</td><td>${names}</td><td>${led}</td></tr>`
}

const SERVICES = {
  '_submissions._tcp': 'submission with TLS from the first byte',
  '_submission._tcp': 'submission with STARTTLS',
} as const

/** How mail is submitted, as SRV records announce it, and the servers that they name. */
export function submissionSection(view: View): Fragment | null {
  const { submission } = view.report.domain
  if (submission.length === 0) return null
  return html`${section(
    view,
    'submission',
    'Submission',
    html`<dl>${submission.map(
      (each) => html`<dt><code>${each.service}</code></dt><dd>${SERVICES[each.service]}: ${announced(each)}</dd>`,
    )}</dl>`,
  )}${submission.flatMap(({ hosts }) =>
    hosts.map((host) => exchangerCard(view, host, ({ preference }) => `submission, priority ${preference}`)),
  )}`
}

function announced({ lookup }: ReportedSubmission): string {
  if (lookup.failure !== undefined) return failureSentence(lookup.failure)
  if (lookup.records.length === 0) return 'not announced'
  return lookup.records
    .map(({ target, port, priority }) =>
      target === '.' ? 'not offered' : `${target}, port ${port}, priority ${priority}`,
    )
    .join('; ')
}
