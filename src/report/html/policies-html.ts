import type { TlsRptFacts } from '../../facts/policy-facts.ts'
import { failureSentence } from '../wording.ts'
import { type Fragment, html } from './fragment.ts'
import { mtaStsPart } from './mta-sts-html.ts'
import { tlsaPart } from './tlsa-html.ts'
import { heading, section, type View } from './view.ts'

/** What the domain publishes to protect its mail, as it came and as it is read. */
export function policiesSection(view: View): Fragment | null {
  const { tlsRpt } = view.report.domain
  const parts = [mtaStsPart(view), tlsaPart(view), tlsRpt === null ? null : tlsRptPart(view, tlsRpt)]
  if (parts.every((part) => part === null)) return null
  return section(view, 'policies', 'Policies', parts)
}

const REACH = {
  yes: html`<span class="pill good">✓ can take reports</span>`,
  no: html`<span class="pill high">✕ cannot take reports</span>`,
  unknown: html`<span class="pill low">? not known whether it takes reports</span>`,
} as const

const TLS_RPT_WORDS = {
  valid: 'Senders are asked to report, once a day, how their TLS connections went.',
  missing: 'There is no record: nobody reports about mail that could not be delivered safely.',
  broken: 'There is a record that senders cannot follow.',
  unknown: 'Whether reports are asked for is not known.',
  'not-asked': 'The record was not asked for.',
} as const

function tlsRptPart(view: View, { lookup, reach }: TlsRptFacts): Fragment {
  const state = view.report.protection?.policies.tlsRpt ?? null
  return html`${heading(view, 2, 'TLS-RPT')}<div class="pair"><div><p class="soft">TXT records at ${lookup.name}</p><pre>${
    lookup.records.length === 0 ? '(none)' : lookup.records.map((each) => html`${each}\n`)
  }</pre></div><div>${state === null ? null : html`<p>${TLS_RPT_WORDS[state]}</p>`}${
    lookup.failure === undefined ? null : html`<p>${failureSentence(lookup.failure)}.</p>`
  }${
    reach.length === 0
      ? null
      : html`<ul>${reach.map(
          ({ uri, external, reachable, because }) =>
            html`<li><code>${uri}</code> ${REACH[reachable]}${external ? ' outside of the domain' : null}${
              because.length === 0 ? null : html` <span class="soft">${because.join(', ')}</span>`
            }</li>`,
        )}</ul>`
  }</div></div>`
}
