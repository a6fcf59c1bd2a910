import { gzipSync } from 'node:zlib'
import { renderNdjson } from '../json.ts'
import type { Report } from '../report.ts'
import { type Fragment, html, trusted } from './fragment.ts'
import { folded, section, type View } from './view.ts'

/** Characters of the packed report in a page. What is larger comes by `--format json`. */
const PACKED_CHARACTERS = 96 * 1_024

/** The report as data: what was judged to be read here, and all of it, the facts included, to be saved. */
export function rawSection(view: View): Fragment {
  const { report } = view
  const text = renderNdjson([report])
  const packed = gzipSync(text, { level: 9 }).toString('base64')
  return section(
    view,
    'raw',
    'As data',
    html`${
      packed.length > PACKED_CHARACTERS
        ? html`<p class="soft">The report has ${kilobytes(text.length)}, too many for a page: <code>wiretight check --format json</code> writes it.</p>`
        : html`<p><a download="${fileName(report)}" href="data:application/gzip;base64,${trusted(packed)}">${fileName(report)}</a> <span class="soft">the whole report with every fact, ${kilobytes(text.length)} of JSON, packed; <code>gunzip</code> unpacks it, and <code>wiretight judge</code> reads it.</span></p>`
    }${folded('Findings as JSON', html`<pre>${judgementLines(report)}</pre>`)}`,
  )
}

function kilobytes(count: number): string {
  return `${Math.ceil(count / 1_000)} kB`
}

/** A name for the file that no system takes for anything else. */
function fileName({ target }: Report): string {
  const name = target
    .replace(/[^A-Za-z0-9.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 80)
  return `${name === '' ? 'report' : name}.json.gz`
}

/** Findings that are written out. */
const FINDINGS = 60

/** The bare verdict, a finding a line: what a script would go by. */
function judgementLines({
  target,
  grade,
  score,
  coverage,
  provisional,
  profile,
  rulesVersion,
  findings,
}: Report): readonly Fragment[] {
  const head = { target, grade, score, coverage, provisional, profile, rulesVersion }
  return [
    head,
    ...findings
      .slice(0, FINDINGS)
      .map(({ code, severity, subject, evidence }) => ({ code, severity, subject, evidence })),
  ].map((value) => html`${JSON.stringify(value)}\n`)
}
