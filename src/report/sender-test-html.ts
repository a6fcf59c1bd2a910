import { SOFTWARE_NAMES, SOFTWARE_TITLES } from '../judge/software.ts'
import { type Fragment, html } from './html/fragment.ts'
import { htmlPage, PAGE_CSP } from './html/page.ts'
import type { SenderTestCase, SenderTestDocument, SenderTestSettings } from './sender-test-document.ts'
import { howItCame, lookupWords, OUTCOME_WORDS, sessionWords, spanWords } from './sender-test-wording.ts'

/** The document as one self-contained page: no script, no request, light and dark. */
export function renderSenderTestHtml(document: SenderTestDocument): string {
  const { token, zone, headline, waitedSeconds, settled, cases, issuedAt, at } = document
  const wait =
    waitedSeconds === null || settled ? null : `${spanWords(waitedSeconds)} after the first message; more may come.`
  return senderTestPage(
    `sender test ${token}`,
    html`<div class="card"><h1>Sender test <span class="soft">${token} at ${zone}</span></h1><p class="sentence">${headline}</p>${
      wait === null ? null : html`<p class="soft">${wait}</p>`
    }</div>
${findingsCard(document)}<section class="card"><h2>Cases</h2>${cases.map(caseItem)}</section>
<footer>Begun ${issuedAt}, seen ${at}. Nothing of a message is kept but when and how it came.</footer>`,
  )
}

/** The frame of every page of the service. */
export function senderTestPage(title: string, body: Fragment, policy: string = PAGE_CSP): string {
  return htmlPage(title, body, { policy })
}

function findingsCard({ findings }: SenderTestDocument): Fragment | null {
  if (findings.length === 0) return null
  return html`<section class="card"><h2>Not as it should be</h2>${findings.map(
    ({ severity, title, code, detail, fix }) =>
      html`<details><summary><span class="pill ${severity}">${severity}</span> ${title} <span class="soft">${code}</span></summary><p>${detail}.</p>${settings(fix)}</details>`,
  )}</section>`
}

const TONES = { good: 'good', bad: 'high', info: 'info' } as const

function caseItem(each: SenderTestCase): Fragment {
  const { title, teaches, outcome, verdict, says, fix, recipient, sessions, sessionsLeftOut } = each
  const tone = verdict === null ? 'low' : TONES[verdict]
  const asked = lookupWords({ ...each, names: 'all' })
  return html`<details><summary><span class="pill ${tone}">${verdict ?? 'open'}</span> ${title} <span class="soft">${OUTCOME_WORDS[outcome]} · ${howItCame(each)}</span></summary><p>${capital(teaches)}.</p>${
    says === null ? null : html`<p>${capital(says)}.</p>`
  }${fix === null ? null : settings(fix)}<p class="soft">Recipient: <code>${recipient}</code>${
    asked === '' ? null : html`. Asked for since the test began: ${asked}`
  }</p>${sessions.length === 0 ? null : sessionTable(each)}${
    sessionsLeftOut > 0 ? html`<p class="soft">and ${sessionsLeftOut} more sessions</p>` : null
  }</details>`
}

function sessionTable({ sessions }: SenderTestCase): Fragment {
  return html`<div class="scroll"><table><thead><tr><th>time</th><th>from</th><th>EHLO</th><th>how</th></tr></thead><tbody>${sessions.map(
    (session) =>
      html`<tr><td>${session.at}</td><td>${session.address}</td><td>${session.helo ?? ''}</td><td>${sessionWords(session)}${
        session.certain ? null : ' (may belong to another case or test)'
      }</td></tr>`,
  )}</tbody></table></div>`
}

function settings(fix: SenderTestSettings): Fragment {
  return html`<p>${fix.any}.</p>${SOFTWARE_NAMES.map((software) => {
    const lines = fix[software]
    return lines === undefined ? null : html`<p class="soft">${SOFTWARE_TITLES[software]}</p><pre>${lines}</pre>`
  })}`
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
