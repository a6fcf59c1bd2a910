import type { Severity } from '../judge/severity.ts'
import { asciiJson } from './json.ts'
import { visible } from './visible.ts'

/** The program that found something. */
export interface SarifTool {
  readonly name: string
  readonly version: string
}

/** A rule, as a viewer shows it. */
export interface SarifRule {
  readonly id: string
  readonly severity: Severity
  readonly title: string
  readonly explain: string
  readonly fix: string
  /** Words to filter by, besides `security`. */
  readonly tags?: readonly string[]
}

/** Where something was found: in a file, or, of a server, its name, and a URI for viewers that want a file. */
export type SarifLocation =
  | { readonly file: string; readonly line: number; readonly column: number }
  | { readonly subject: string; readonly uri?: string }

/** One finding. */
export interface SarifResult {
  readonly rule: string
  readonly severity: Severity
  readonly message: string
  readonly location: SarifLocation
  /** `fail` by default; `open` is a question that could not be decided, `informational` what is neither good nor bad. */
  readonly kind?: 'fail' | 'open' | 'informational'
  /** The same text for the same fault in every run, so that viewers can follow it. */
  readonly fingerprint?: string
  /** Whatever else is known, for programs. */
  readonly properties?: Readonly<Record<string, string | number | null>>
}

/** SARIF's three levels; what is below them is a note. */
const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
}

/** A number from 0 to 10, by which code-scanning services order findings ("security-severity"). */
const SCORES: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '0.0',
}

/**
 * Writes a log of one run in SARIF 2.1.0 (OASIS). Rules that no result names may be given too; a result that names a rule that
 * was not given goes without its index.
 */
export function renderSarif(tool: SarifTool, rules: readonly SarifRule[], results: readonly SarifResult[]): string {
  const index = new Map(rules.map(({ id }, at) => [id, at]))
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool.name, version: tool.version, rules: rules.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        results: results.map((result) => resultOf(result, index.get(result.rule))),
      },
    ],
  }
  return `${asciiJson(JSON.stringify(log, null, 2))}\n`
}

function descriptor({ id, severity, title, explain, fix, tags = [] }: SarifRule): object {
  return {
    id,
    shortDescription: { text: visible(title) },
    fullDescription: { text: visible(explain, true) },
    help: { text: visible(fix, true) },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { 'security-severity': SCORES[severity], tags: [...new Set(['security', ...tags])] },
  }
}

function resultOf(
  { rule, severity, message, location, kind = 'fail', fingerprint, properties }: SarifResult,
  ruleIndex: number | undefined,
): object {
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    kind,
    // A result that is no failure has no level (SARIF 2.1.0 section 3.27.10).
    level: kind === 'fail' ? LEVELS[severity] : 'none',
    message: { text: visible(message, true) },
    locations: [locationOf(location)],
    ...(fingerprint === undefined ? {} : { partialFingerprints: { 'wiretight/v1': visible(fingerprint) } }),
    properties: { severity, ...properties },
  }
}

function locationOf(location: SarifLocation): object {
  if ('subject' in location) {
    const { subject, uri } = location
    const physical = { physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } } }
    return {
      ...(uri === undefined ? {} : physical),
      logicalLocations: [{ fullyQualifiedName: visible(subject), kind: 'resource' }],
    }
  }
  const { file, line, column } = location
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      region: { startLine: Math.max(1, line), startColumn: Math.max(1, column) },
    },
  }
}

/** A path as a reference of RFC 3986 section 4.1: an absolute one becomes a file URI. */
function uriOf(file: string): string {
  const path = file
    .replaceAll('\\', '/')
    .split('/')
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join('/')
  if (/^[A-Za-z]%3A\//.test(path)) return `file:///${path.replace('%3A', ':')}`
  return path.startsWith('/') ? `file://${path}` : path
}
