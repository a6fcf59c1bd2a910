import type { ScoreCard } from '../judge/judge.ts'
import type { SubjectRef } from '../judge/subject.ts'
import type { Report, ReportedAddress, ReportedExchanger } from './report.ts'

/** What a finding is about, found again in its report. */
export interface Place {
  readonly exchanger: ReportedExchanger | null
  readonly address: ReportedAddress | null
  /** The scores of the address, else of the exchanger, else of the target. */
  readonly card: ScoreCard
}

/** The exchanger and the address of a subject; null for what it does not name. */
export function placeOf(report: Report, subject: SubjectRef): Place {
  const exchanger = report.mx.find(({ host }) => host === subject.mx) ?? null
  const own = exchanger?.addresses ?? []
  // A survey that two exchangers share is filed under the first; its subject may name the other.
  const address =
    subject.address === null
      ? null
      : ([...own, ...report.mx.flatMap(({ addresses }) => addresses)].find(
          ({ ip, port }) => ip === subject.address && port === subject.port,
        ) ?? null)
  return { exchanger, address, card: address ?? exchanger ?? report }
}

/** A subject as one stable word: `example.com`, `example.com/mx1.example.com`, `example.com/mx1.example.com/192.0.2.1:25`. */
export function subjectPath({ domain, mx, address, port }: SubjectRef): string {
  const endpoint = address === null ? null : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
  return [domain, mx, endpoint].filter((part) => part !== null).join('/')
}
