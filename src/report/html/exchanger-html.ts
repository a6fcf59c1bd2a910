import { daneViews } from '../../judge/policies/dane-view.ts'
import { caaWords } from '../caa-words.ts'
import { DNSSEC_TONES } from '../dnssec-word.ts'
import type { ReportedExchanger } from '../report.ts'
import type { ChainDane } from './certificate-html.ts'
import { type Fragment, html } from './fragment.ts'
import { gradePill, sumLine } from './grade-html.ts'
import { addressPart } from './server-html.ts'
import { heading, type Place, type View } from './view.ts'

/** Says what an exchanger is beside its name, such as its preference. */
export type Role = (exchanger: ReportedExchanger) => string | null

/** The card of one exchanger: its name and grade, and each of its addresses. */
export function exchangerCard(view: View, exchanger: ReportedExchanger, role: Role): Fragment {
  const { host, addresses, dnssec } = exchanger
  const places = view.places.filter(({ address }) => addresses.includes(address))
  const words = role(exchanger)
  const of = addresses.length > 1 ? 'its worst address' : 'its address'
  return html`<section class="card exchanger"><div class="line">${heading(view, 1, host)}<span>${
    words === null ? null : html`<span class="soft">${words}</span> `
  }${dnssec === null ? null : html`<span class="pill ${DNSSEC_TONES[dnssec]}">addresses ${dnssec}</span> `}${
    exchanger.grade === null ? null : gradePill(exchanger)
  }</span></div>${sumLine(view, exchanger, of)}<p class="soft">${caaWords(host, view.report.domain.caa)}</p>${
    addresses.length === 0
      ? html`<p class="soft">No address is known.</p>`
      : places.map((place) => addressPart(view, place, daneOf(view, exchanger, place)))
  }</section>`
}

function daneOf({ subjects }: View, { host }: ReportedExchanger, { address: { ip, port } }: Place): ChainDane {
  const subject = subjects.exchangers.find(({ exchanger }) => exchanger.host === host)
  const dane = subject === undefined ? undefined : daneViews(subject).find((each) => each.port === port)
  const coverage = dane?.coverage?.servers.find(({ address }) => address === ip) ?? null
  const search = subject?.exchanger.tlsa.find((each) => each.port === port)
  return {
    isKnown: dane !== undefined,
    coverage,
    signed: coverage === null ? null : (search?.tried.at(-1)?.dnssec.signature ?? null),
  }
}
