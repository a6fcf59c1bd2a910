import { DEFAULT_PROFILE, profileByName } from '../../judge/profiles.ts'
import { type Subjects, subjectsOf } from '../../judge/subject.ts'
import type { Report, ReportedAddress } from '../report.ts'
import { factsOf } from '../stored-report.ts'
import { type Fragment, html, type Part, trusted } from './fragment.ts'

/** One report on its way to a page. */
export interface View {
  readonly report: Report
  /** What the ids of its elements begin with, so that several reports fit one page. */
  readonly id: string
  /** The level of its title: below the page's own where there are several. */
  readonly level: 1 | 2
  /** The facts as rules see them, for what is read out of records and policies. */
  readonly subjects: Subjects
  /** Codes that were found: only these can be linked to. */
  readonly codes: ReadonlySet<string>
  /** The addresses in the order of the page, each with the id of its part. */
  readonly places: readonly Place[]
}

/** An address and where on the page it stands. */
export interface Place {
  readonly id: string
  readonly address: ReportedAddress
}

/** Prepares a report for its page. */
export function viewOf(report: Report, id: string, level: View['level']): View {
  const exchangers = [...report.mx, ...report.domain.submission.flatMap(({ hosts }) => hosts)]
  return {
    report,
    id,
    level,
    subjects: subjectsOf(factsOf(report, 'report'), profileByName(report.profile) ?? DEFAULT_PROFILE),
    codes: new Set(report.findings.map(({ code }) => code)),
    places: exchangers.flatMap(({ addresses }, at) =>
      addresses.map((address, place) => ({ id: `${id}-m${at}-a${place}`, address })),
    ),
  }
}

/**
 * A heading of a report.
 *
 * @param depth 0 for its title, 1 for a section, and so on
 */
export function heading({ level }: Pick<View, 'level'>, depth: 0 | 1 | 2 | 3, content: Part): Fragment {
  const tag = trusted(`h${level + depth}`)
  return html`<${tag} class="h${depth + 1}">${content}</${tag}>`
}

/** A section of a report with its heading, which a link `#…-NAME` leads to. */
export function section(view: View, name: string, title: Part, content: Part): Fragment {
  return html`<section class="card" id="${view.id}-${name}">${heading(view, 1, title)}${content}</section>`
}

/** What is folded away until somebody asks for it. */
export function folded(summary: Part, content: Part): Fragment {
  return html`<details><summary>${summary}</summary>${content}</details>`
}

/** A code of a rule; it leads to the finding where there is one. */
export function codeLink({ id, codes }: Pick<View, 'id' | 'codes'>, code: string): Fragment {
  return codes.has(code) ? html`<a href="#${codeId(id, code)}"><code>${code}</code></a>` : html`<code>${code}</code>`
}

/** The id of a finding. */
export function codeId(id: string, code: string): string {
  return `${id}-${code.replace(/[^a-z0-9-]/g, '')}`
}

/** Fragments with a text between each two. */
export function joined(parts: readonly Part[], between: string): Part {
  return parts.flatMap((part, at) => (at === 0 ? [part] : [between, part]))
}

/** `2026-11-24`, of an ISO 8601 time. */
export function day(time: string): string {
  return time.slice(0, 10)
}

/** Whole days between two ISO 8601 times; negative when `to` comes first. */
export function daysBetween(from: string, to: string): number {
  return Math.trunc((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

/** `1 day`, `3 suites`: a count with its noun, the plural made by an s unless it is given. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** A sentence of a rule: what stands in backticks is code. */
export function prose(text: string): Part {
  return text.split('`').map((piece, at) => (at % 2 === 1 ? html`<code>${piece}</code>` : piece))
}
