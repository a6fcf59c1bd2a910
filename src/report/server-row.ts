import type { ServerFacts } from '../facts/server-facts.ts'
import type { RuleCode } from '../judge/codes.ts'
import { type LeafSummary, leafSummaries } from '../judge/leaf-summary.ts'
import type { Grade } from '../judge/score.ts'
import { VERSION_NAMES } from '../registry/versions.ts'
import { harmless } from './harmless.ts'
import type { Tone } from './paint.ts'
import { endpoint, type Report, type ReportedAddress, type ReportedExchanger } from './report.ts'

/** A cell of a table: its text and what it means. */
export interface Cell {
  readonly text: string
  readonly tone: Tone | null
}

/** What is said of one address in one line. */
export interface ServerRow {
  readonly preference: string
  readonly host: string
  readonly address: string
  readonly grade: Cell
  readonly versions: Cell
  readonly keyExchange: string
  readonly certificate: Cell
  readonly issuer: string
}

/** Stands for what is not known or does not exist. */
const NONE = '–'

/** One row for each address of each exchanger; the exchanger is named in its first row only. */
export function serverRows(report: Report): readonly ServerRow[] {
  return report.mx.flatMap((exchanger) => {
    const { host, preference, addresses } = exchanger
    const name = {
      preference: report.domain.route === 'target' ? '' : String(preference),
      host: harmless(host, 255),
    }
    if (addresses.length === 0)
      return [{ ...name, ...NOTHING_KNOWN, address: 'no address', grade: gradeCell(exchanger) }]
    return addresses.map((address, at) => ({
      ...(at === 0 ? name : { preference: '', host: '' }),
      ...addressRow(report, address),
    }))
  })
}

/** `B 82`, with a question mark while it is provisional. */
export function gradeCell({
  grade,
  score,
  provisional,
}: Pick<ReportedExchanger, 'grade' | 'score' | 'provisional'>): Cell {
  if (grade === null) return { text: NONE, tone: null }
  return { text: `${grade} ${score}${provisional ? '?' : ''}`, tone: gradeTone(grade, provisional) }
}

/** Green is for what was proved: a provisional grade is none. */
export function gradeTone(grade: Grade, provisional: boolean): Tone {
  switch (grade) {
    case 'A+':
    case 'A':
    case 'B':
      return provisional ? 'strong' : 'good'
    case 'C':
      return 'medium'
    case 'D':
      return 'high'
    case 'F':
      return 'critical'
    default:
      return grade satisfies never
  }
}

const NOTHING_KNOWN = {
  grade: { text: NONE, tone: null },
  versions: { text: NONE, tone: null },
  keyExchange: NONE,
  certificate: { text: NONE, tone: null },
  issuer: '',
} as const

function addressRow(report: Report, address: ReportedAddress): Omit<ServerRow, 'host' | 'preference'> {
  const { ip, port, facts } = address
  const shown = port === 25 ? harmless(ip, 64) : endpoint(harmless(ip, 64), port)
  if (facts === null) {
    const versions: Cell = { text: 'not examined', tone: 'faint' }
    return { ...NOTHING_KNOWN, address: shown, versions }
  }
  const [leaf] = leafSummaries(facts)
  return {
    address: shown,
    grade: gradeCell(address),
    versions: versionsCell(facts),
    keyExchange: keyExchange(facts),
    certificate: certificateCell(report, address, facts, leaf),
    issuer: leaf?.issuer ?? '',
  }
}

/** Accepted versions, the newest first; TLS goes without saying. */
function versionsCell({ mode, smtp, versions }: ServerFacts): Cell {
  const accepted = VERSION_NAMES.toReversed().filter((version) => versions[version].state === 'accepted')
  if (accepted.length === 0) {
    if (mode === 'starttls' && smtp.starttls.state === 'refused') return { text: 'none', tone: 'critical' }
    const refused = VERSION_NAMES.every((version) => versions[version].state === 'refused')
    return refused ? { text: 'none', tone: 'critical' } : { text: 'unknown', tone: 'faint' }
  }
  const old = accepted.some((version) => version !== 'tls12' && version !== 'tls13')
  return { text: accepted.map((version) => SHORT_VERSIONS[version]).join(' '), tone: old ? 'medium' : 'good' }
}

const SHORT_VERSIONS = { ssl2: 'SSL2', ssl3: 'SSL3', tls10: '1.0', tls11: '1.1', tls12: '1.2', tls13: '1.3' } as const

/** The group of a real handshake; else one that is known to be accepted. */
function keyExchange({ handshakes, groups }: ServerFacts): string {
  const used = handshakes.find(({ group }) => group !== null)?.group
  const name = used ?? groups.find(({ state }) => state === 'accepted')?.name
  return name === undefined ? NONE : groupTitle(harmless(name, 40))
}

/** The name that people know a group by. */
export function groupTitle(name: string): string {
  return GROUP_TITLES.get(name.toLowerCase()) ?? name
}

const GROUP_TITLES: ReadonlyMap<string, string> = new Map([
  ['x25519', 'X25519'],
  ['x448', 'X448'],
  ['secp256r1', 'P-256'],
  ['prime256v1', 'P-256'],
  ['secp384r1', 'P-384'],
  ['secp521r1', 'P-521'],
])

/** What is wrong with a certificate, the worst first. */
const FAULTS: readonly { readonly code: RuleCode; readonly text: string }[] = [
  { code: 'cert-revoked', text: 'revoked' },
  { code: 'cert-not-yet-valid', text: 'not valid yet' },
  { code: 'cert-name-mismatch', text: 'other name' },
  { code: 'cert-no-san', text: 'no name' },
  { code: 'cert-self-signed', text: 'self-signed' },
  { code: 'cert-incomplete-chain', text: 'chain incomplete' },
  { code: 'cert-untrusted', text: 'not trusted' },
]

function certificateCell(
  report: Report,
  { ip, port }: ReportedAddress,
  facts: ServerFacts,
  leaf: LeafSummary | undefined,
): Cell {
  if (leaf === undefined) return { text: NONE, tone: null }
  const days = Math.trunc((Date.parse(leaf.notAfter) - Date.parse(report.startedAt)) / 86_400_000)
  const own = report.findings.filter(({ subject }) => subject.address === ip && subject.port === port)
  const has = (code: RuleCode) => own.find((finding) => finding.code === code)
  if (Date.parse(leaf.notAfter) < Date.parse(report.startedAt)) {
    return { text: days === 0 ? 'expired today' : `expired ${-days} d ago`, tone: 'high' }
  }
  const fault = FAULTS.find(({ code }) => has(code) !== undefined)
  if (fault !== undefined) return { text: fault.text, tone: has(fault.code)?.severity ?? 'medium' }
  if (facts.verification.state !== 'verified') return { text: `${days} d left`, tone: null }
  return { text: `valid ${days} d`, tone: has('cert-expires-soon')?.severity ?? 'good' }
}
