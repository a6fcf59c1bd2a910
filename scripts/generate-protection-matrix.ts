import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { SENDER_KINDS, type SenderKind } from '../src/lab/senders/sender-kind.ts'
import { type Matrix, type MatrixCell, type MatrixRow, measureMatrix } from '../test/peers/harness/protection-matrix.ts'

/**
 * Writes docs/protection-matrix.md from data/protection-matrix/matrix.json.
 *
 *     node scripts/generate-protection-matrix.ts              writes it
 *     node scripts/generate-protection-matrix.ts --check      writes nothing; exits 1 when it differs
 *     node scripts/generate-protection-matrix.ts --measure    lets the mail servers send first, and writes both files (root)
 */

const ROOT = join(import.meta.dirname, '..')
const DATA = 'data/protection-matrix/matrix.json'

/** The document that is generated. */
export const MATRIX_DOCUMENT = 'docs/protection-matrix.md'

/** The matrix that was measured last. */
export function storedMatrix(): Matrix {
  return JSON.parse(readFileSync(join(ROOT, DATA), 'utf8')) as Matrix // the border: written below
}

/** Cells in which the simulation of senders says something else than the program did, and why that is no mistake. */
export const DIFFERENCES: readonly { readonly row: string; readonly sender: string; readonly why: string }[] = [
  {
    row: 'dns-loose',
    sender: 'postfix-verify',
    why: 'Postfix has verified the name that the forged MX record gave it, and calls that verified. The simulation calls it encrypted: the server is not one of the domain.',
  },
]

/** Exim with `hosts_try_dane` does what it does by default, so that it has no column. */
const COLUMNS = SENDER_KINDS.filter(({ id }) => id !== 'exim-try-dane')

const WORDS: Readonly<Record<MatrixCell['delivery'], string>> = {
  authenticated: 'authenticated',
  encrypted: 'encrypted',
  plaintext: 'in clear',
  deferred: 'waits',
  bounced: 'returned',
}

/** Sentences of the document, each with what makes it true; generating fails when one is not. */
const CLAIMS: readonly { readonly says: string; readonly holds: (look: Look) => boolean }[] = [
  {
    says: 'Postfix `may`, the usual level, delivers in clear to whoever strips STARTTLS or forges a 454, and the attacker reads it, whether the domain has TLSA records or not.',
    holds: ({ is, isRead }) =>
      ['strip-plain', 'strip-dane', 'r454-plain', 'r454-dane'].every(
        (row) => is(row, 'postfix-may', 'plaintext') && isRead(row, 'postfix-may'),
      ),
  },
  {
    says: '`encrypt` stops both attacks, and hands its mail to whoever forges a certificate.',
    holds: ({ is, isRead }) =>
      is('strip-plain', 'postfix-encrypt', 'deferred') &&
      is('forged-plain', 'postfix-encrypt', 'encrypted') &&
      isRead('forged-plain', 'postfix-encrypt'),
  },
  {
    says: '`dane` loses nothing to any of the attacks where the domain has TLSA records, and is as open as `may` where it has none.',
    holds: ({ is, isRead, rows }) =>
      rows.every(
        ({ name, attack }) =>
          attack === null || !/-dane$|-signed$|-stripped$/.test(name) || !isRead(name, 'postfix-dane'),
      ) && is('strip-plain', 'postfix-dane', 'plaintext'),
  },
  {
    says: 'An expired certificate does not matter to DANE-EE (3 1 1), and does to DANE-TA (2 1 1) (RFC 7672 sections 3.1.1 and 3.1.2).',
    holds: ({ is }) =>
      is('expired-311', 'postfix-dane', 'authenticated') && is('expired-211', 'postfix-dane', 'deferred'),
  },
  {
    says: 'TLSA records in a zone without DNSSEC are ignored, and who forges the MX record of such a zone gets the mail of all but `dane-only`, `secure` and `hosts_require_dane`.',
    holds: ({ is, isRead }) =>
      is('dane-loose', 'postfix-dane', 'encrypted') &&
      COLUMNS.every(
        ({ id }) =>
          isRead('dns-loose', id) !== ['postfix-dane-only', 'postfix-secure', 'exim-require-dane'].includes(id),
      ),
  },
  {
    says: 'A resolver that validates turns forged and stripped answers of a signed zone into a delay, for every sender.',
    holds: ({ is }) =>
      COLUMNS.every(({ id }) => is('dns-signed', id, 'deferred') && is('dns-stripped', id, 'deferred')),
  },
  {
    says: 'An MTA-STS policy alone changes nothing for senders that do not look for it, as Postfix and Exim do not by themselves.',
    holds: ({ is, isRead }) => is('strip-policy', 'postfix-may', 'plaintext') && isRead('strip-policy', 'exim'),
  },
  {
    says: 'After a handshake that was reset Postfix waits, and tries again in clear once the message is older than `minimal_backoff_time` (two seconds in this laboratory, five minutes by default). Exim does so at once.',
    holds: ({ is, cell }) =>
      is('reset-plain', 'postfix-may', 'deferred') &&
      cell('reset-plain', 'postfix-may')?.later?.delivery === 'plaintext' &&
      cell('reset-dane', 'postfix-dane')?.later === undefined &&
      is('reset-plain', 'exim', 'plaintext'),
  },
]

interface Look {
  readonly rows: readonly MatrixRow[]
  readonly cell: (row: string, sender: string) => MatrixCell | undefined
  readonly is: (row: string, sender: string, delivery: MatrixCell['delivery']) => boolean
  readonly isRead: (row: string, sender: string) => boolean
}

function lookAt({ rows }: Matrix): Look {
  const cell = (row: string, sender: string): MatrixCell | undefined =>
    rows.find(({ name }) => name === row)?.cells[sender]
  return {
    rows,
    cell,
    is: (row, sender, delivery) => cell(row, sender)?.delivery === delivery,
    isRead: (row, sender) => cell(row, sender)?.read === true,
  }
}

/** The text of docs/protection-matrix.md. Throws when a sentence of it is not true. */
export function matrixDocument(matrix: Matrix): string {
  const look = lookAt(matrix)
  const untrue = CLAIMS.filter(({ holds }) => !holds(look)).map(({ says }) => says)
  if (untrue.length > 0) throw new Error(`not what was measured: ${untrue.join(' ')}`)
  const peaceful = matrix.rows.filter(({ attack }) => attack === null)
  const attacked = matrix.rows.filter(({ attack }) => attack !== null)
  return `# What real mail servers do when somebody interferes

Postfix ${matrix.senders['postfix']} and Exim ${matrix.senders['exim']} sent one message to each of these domains of the lab, through a resolver that validates DNSSEC
(unbound). This page is generated by \`scripts/generate-protection-matrix.ts\` from what they did; \`test/peers/protection-matrix.test.ts\`
lets them do it again, and compares every cell with what the simulation of senders in \`src/judge/senders\` predicts from an audit
of the same domain.

| words | meaning |
|---|---|
| authenticated | delivered over TLS, to a server that was proved to be the right one |
| encrypted | delivered over TLS, to whomever |
| in clear | delivered without TLS |
| waits | not delivered at the first attempt, to be tried again |
| returned | given back to the writer |
| **…, read** | somebody who was not meant to has read the message |

## What it shows

${CLAIMS.map(({ says }) => `- ${says}`).join('\n')}

## Nobody interferes

${table(peaceful)}

## Somebody interferes

${table(attacked)}

Exim with \`hosts_try_dane\` did what Exim does by default.

## Settings

| column | settings that make the difference | it asks for |
|---|---|---|
${COLUMNS.map((kind) => `| ${headingOf(kind)} | ${settingsOf(kind)} | ${kind.explain} |`).join('\n')}

All Postfix levels: \`smtp_dns_support_level = dnssec\`, \`smtp_host_lookup = dns\`, \`smtp_tls_CAfile\` with the root of the lab. Exim:
\`dnssec_request_domains = *\`, \`tls_verify_certificates\` with the same root.

## Where the simulation says something else

${DIFFERENCES.map(({ row, sender, why }) => `- ${titleOf(matrix, row)}, ${nameOf(sender)}: ${why}`).join('\n')}

## Evidence

What the log of each sender said. The lab's addresses are those of loopback.

${matrix.rows.map(evidenceOf).join('\n\n')}
`
}

function table(rows: readonly MatrixRow[]): string {
  const head = `| domain | ${COLUMNS.map(headingOf).join(' | ')} |`
  const line = `|---|${COLUMNS.map(() => '---|').join('')}`
  const body = rows.map(
    ({ title, cells }) => `| ${title} | ${COLUMNS.map(({ id }) => wordsOf(cells[id])).join(' | ')} |`,
  )
  return [head, line, ...body].join('\n')
}

function wordsOf(cell: MatrixCell | undefined): string {
  if (cell === undefined) return '–'
  const words =
    cell.later === undefined ? WORDS[cell.delivery] : `${WORDS[cell.delivery]}, then ${WORDS[cell.later.delivery]}`
  return cell.read ? `**${words}, read**` : words
}

function headingOf({ name }: SenderKind): string {
  return name
    .replace('hosts_', '`hosts_')
    .replace(/(`hosts_\w+)$/, '$1`')
    .replace(/^Postfix (\S+)$/, 'Postfix `$1`')
}

function settingsOf({ settings }: SenderKind): string {
  return settings.length === 0 ? 'none' : settings.map((line) => `\`${line}\``).join(', ')
}

function titleOf({ rows }: Matrix, row: string): string {
  return rows.find(({ name }) => name === row)?.title ?? row
}

function nameOf(sender: string): string {
  return SENDER_KINDS.find(({ id }) => id === sender)?.name ?? sender
}

function evidenceOf({ title, cells }: MatrixRow): string {
  const lines = COLUMNS.flatMap(({ id, name }) => {
    const cell = cells[id]
    if (cell === undefined) return []
    return [`${name}: ${WORDS[cell.delivery]}`, ...cell.evidence.map((line) => `    ${line}`), ...laterOf(cell)]
  })
  return `### ${title}\n\n\`\`\`\n${lines.join('\n')}\n\`\`\``
}

function laterOf({ later }: MatrixCell): readonly string[] {
  return later === undefined ? [] : [`  then: ${WORDS[later.delivery]}`, ...later.evidence.map((line) => `    ${line}`)]
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, measure: { type: 'boolean' } } })
  if (values.measure) writeFileSync(join(ROOT, DATA), `${JSON.stringify(await measureMatrix(), null, 1)}\n`)
  const text = matrixDocument(storedMatrix())
  const file = join(ROOT, MATRIX_DOCUMENT)
  if (!values.check) writeFileSync(file, text)
  else if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write(`${MATRIX_DOCUMENT} is not what the script makes of ${DATA}\n`)
    process.exitCode = 1
  }
}
