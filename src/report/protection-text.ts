import type { Attack } from '../judge/senders/attack.ts'
import type { SenderRow } from '../judge/senders/protection-matrix.ts'
import type { Delivery } from '../judge/senders/sender.ts'
import { NO_BREAK, wrap } from './columns.ts'
import type { Tone } from './paint.ts'
import { policyWords } from './policy-words.ts'
import type { Report } from './report.ts'

/** A line of the section, in pieces with their tones. */
export type TonedLine = readonly { readonly text: string; readonly tone: Tone | null }[]

/** The attacks that the terminal tells of; the JSON report and the page have all of them. */
const TOLD: readonly { readonly attack: Attack; readonly title: string }[] = [
  { attack: 'strip', title: 'STARTTLS stripped' },
  { attack: 'forged-certificate', title: 'certificate forged' },
]

/** From the worst to the best. What senders would do is foretold, not proved, so that none of it is green. */
const DELIVERIES: readonly { readonly delivery: Delivery; readonly words: string; readonly tone: Tone | null }[] = [
  { delivery: 'plaintext', words: 'in clear', tone: 'high' },
  { delivery: 'encrypted', words: 'to the attacker', tone: 'high' },
  { delivery: 'authenticated', words: 'authenticated', tone: null },
  { delivery: 'deferred', words: 'deferred', tone: null },
  { delivery: 'bounced', words: 'returned', tone: null },
]

/** Senders that a line names. */
const NAMED = 4

/** Those that most people mean come first. */
const KNOWN = ['gmail', 'exchange-online', 'postfix-may', 'exim', 'postfix-dane', 'postfix-encrypt', 'postfix-mta-sts']

/** What defends the mail, and what each kind of sender does under the two attacks that matter most; empty without a matrix. */
export function protectionLines(report: Report, width: number): readonly TonedLine[] {
  const { protection } = report
  if (protection === null) return []
  const label = Math.max(...TOLD.map(({ title }) => title.length)) + 3
  const verdict = Math.max(...DELIVERIES.map(({ words }) => words.length)) + 2
  const attacks = TOLD.flatMap(({ attack, title }): readonly TonedLine[] => {
    const groups = DELIVERIES.flatMap(({ delivery, words, tone }) => {
      const names = namesOf(protection.senders, attack, delivery)
      return names.length === 0 ? [] : [{ words, tone, names }]
    })
    return groups.flatMap(({ words, tone, names }, at) => {
      const start = `  ${(at === 0 ? title : '').padEnd(label)}`
      const indent = start.length + verdict
      const [first = '', ...rest] = wrap(some(names, width - indent), width - indent)
      return [
        [
          { text: start, tone: null },
          { text: words, tone },
          { text: ' '.repeat(verdict - words.length) + first, tone: null },
        ],
        ...rest.map((line): TonedLine => [{ text: ' '.repeat(indent) + line, tone: null }]),
      ]
    })
  })
  const { mtaSts, dane, tlsRpt } = protection.policies
  const isEmpty = attacks.length === 0 && [mtaSts, dane.state, tlsRpt].every((word) => word === 'not-asked')
  if (isEmpty) return []
  return [[{ text: `  ${policyWords(protection.policies).join(' · ')}`, tone: null }], ...attacks]
}

function namesOf(senders: readonly SenderRow[], attack: Attack, delivery: Delivery): readonly string[] {
  return senders
    .filter(({ cells }) => cells[attack].delivery === delivery)
    .toSorted((a, b) => place(a) - place(b))
    .map(({ sender }) => sender.name)
}

function place({ sender }: SenderRow): number {
  const at = KNOWN.indexOf(sender.id)
  return at < 0 ? KNOWN.length : at
}

/** The first names; none that fits a line of `width` is broken. */
function some(names: readonly string[], width: number): string {
  const whole = names.map((name) => (name.length < width ? name.replaceAll(' ', NO_BREAK) : name))
  const more = whole.length - NAMED
  return more > 1 ? `${whole.slice(0, NAMED).join(', ')} and ${more} more` : whole.join(', ')
}
