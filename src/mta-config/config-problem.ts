import { inWords } from '../base/in-words.ts'
import { severityIn } from './config-catalogue.ts'
import type { ConfigCode } from './config-codes.ts'
import type { ConfigFinding, Found, Sentence } from './config-finding.ts'
import type { ConfigProfile } from './config-profile.ts'
import type { ConfigSeverity } from './config-rule.ts'

/** A finding with the changes that end it. */
export interface ConfigProblem<Change> {
  readonly finding: ConfigFinding
  readonly changes: readonly Change[]
}

/** How the changes of one mail server are written down. */
export interface ChangeLanguage<Change> {
  /** A change as the line that somebody would write. */
  readonly text: (change: Change) => string
  /** What a change touches; two changes of one problem never touch the same. */
  readonly touches: (change: Change) => readonly string[]
}

/** All that rules find, in their order. What a rule finds several times at one place, for several services, is one problem. */
export function problemsOf<Subject extends { readonly profile: ConfigProfile }, Change>(
  rules: readonly { readonly code: ConfigCode; readonly check: (subject: Subject) => readonly Found<Change>[] }[],
  subject: Subject,
  language: ChangeLanguage<Change>,
): readonly ConfigProblem<Change>[] {
  return rules.flatMap(({ code, check }) => {
    const groups = Map.groupBy(check(subject), ({ place, parameter, value }) =>
      JSON.stringify([place.file, place.line, place.column, parameter, value]),
    )
    return [...groups.values()].flatMap((group) => {
      const [first] = group
      return first === undefined ? [] : [problemOf(code, subject.profile, first, group, language)]
    })
  })
}

function problemOf<Change>(
  code: ConfigCode,
  profile: ConfigProfile,
  { place, parameter, value }: Found<Change>,
  group: readonly Found<Change>[],
  { text, touches }: ChangeLanguage<Change>,
): ConfigProblem<Change> {
  const changes = apart(
    group.flatMap((found) => found.changes),
    touches,
  )
  const advice = unique(group.flatMap((found) => found.advice ?? []))
  const lines = changes.length > 0 ? changes.map(text) : advice
  return {
    finding: {
      code,
      severity: worst(group.map(({ severity }) => severityIn(profile, code, severity))),
      file: place.file,
      line: place.line,
      column: place.column,
      parameter,
      value,
      message: together(group.map(({ message }) => message)),
      fix: lines.length > 0 ? lines.join('\n') : null,
    },
    changes,
  }
}

/** One sentence for all services of which the same is true, and what else there is to say behind it. */
function together(messages: readonly (string | Sentence)[]): string {
  const said = Map.groupBy(messages, (message) => (typeof message === 'string' ? message : message.say('\0')))
  const sentences = [...said].map(([alone, same]) => {
    const sentence = same.find((message) => typeof message !== 'string')
    const services = same.flatMap((message) => (typeof message === 'string' ? [] : [message.whom]))
    return sentence === undefined ? alone : sentence.say(inWords(unique(services)))
  })
  return sentences.join(' ')
}

/** Changes that touch nothing twice: of two, the earlier stands. */
function apart<Change>(changes: readonly Change[], touches: (change: Change) => readonly string[]): readonly Change[] {
  const taken = new Set<string>()
  return changes.filter((change) => {
    const keys = touches(change)
    if (keys.some((key) => taken.has(key))) return false
    for (const key of keys) taken.add(key)
    return true
  })
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)]
}

/** From the worst down. */
const SEVERITIES: readonly ConfigSeverity[] = ['critical', 'high', 'medium', 'low', 'info']

function worst(severities: readonly ConfigSeverity[]): ConfigSeverity {
  return SEVERITIES.find((severity) => severities.includes(severity)) ?? 'info'
}
