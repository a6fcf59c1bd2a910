import { type ClassedRow, classesOf } from '../judge/classes.ts'
import { DEFAULT_PROFILE, profileByName } from '../judge/profiles.ts'
import { cutMiddle, wrap } from './columns.ts'
import { shortHost } from './finding-rows.ts'
import { harmless } from './harmless.ts'
import type { Report } from './report.ts'
import type { Symbols } from './symbols.ts'

/** What a profile's source calls the things that one server was seen to have. */
export interface ClassedServer {
  /** `mx1 203.0.113.10`, harmless. */
  readonly server: string
  readonly rows: readonly ClassedRow[]
}

/**
 * How the report's profile files each surveyed server, for profiles that are asked for by name: who chose one wants to see its
 * own words. None for the default.
 */
export function classedServers(report: Report): readonly ClassedServer[] {
  const profile = profileByName(report.profile)
  if (profile === undefined || profile === DEFAULT_PROFILE) return []
  return report.mx.flatMap(({ host, addresses }) =>
    addresses.flatMap(({ ip, port, facts }): readonly ClassedServer[] => {
      const rows = facts === null ? [] : classesOf(facts, profile)
      const endpoint = port === 25 ? harmless(ip, 64) : `${harmless(ip, 64)} port ${port}`
      return rows.length === 0 ? [] : [{ server: `${shortHost(report, host)} ${endpoint}`, rows }]
    }),
  )
}

/** More names of one class than this are counted. */
const NAMES = 3

/** `good TLS 1.3 · sufficient TLS 1.2`: the words with what they are said of, long lists counted. */
export function classSentence({ classes }: ClassedRow, dot: string): string {
  return classes
    .map(({ word, names }) => {
      const shown = names.slice(0, NAMES).map((name) => harmless(name, 80))
      const more = names.length - shown.length
      return more > 0 ? `${word} ${shown.join(', ')} and ${more} more` : `${word} ${shown.join(', ')}`
    })
    .join(` ${dot} `)
}

const SUBJECT_COLUMNS = 10

/** The same for a terminal: a line for each server, and one or more for each subject. */
export function classLines(report: Report, width: number, { dot, mark, say }: Symbols): readonly string[] {
  const indent = ' '.repeat(4 + SUBJECT_COLUMNS)
  return classedServers(report).flatMap(({ server, rows }) => [
    `  ${cutMiddle(say(server), width - 2, mark)}`,
    ...rows.flatMap((row) => {
      const [first = '', ...rest] = wrap(say(classSentence(row, dot)), width - indent.length)
      return [`    ${row.subject.padEnd(SUBJECT_COLUMNS)}${first}`, ...rest.map((line) => `${indent}${line}`)]
    }),
  ])
}
