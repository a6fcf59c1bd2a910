import type { LoadedCertificates } from './load-certificates.ts'
import type { LoadedPolicies } from './load-policies.ts'

/** What a policy host counts. */
export interface HostCounters {
  /** Responses by status. */
  readonly responses: Map<number, number>
  /** Policies that were served, by domain. */
  readonly served: Map<string, number>
  failedHandshakes: number
  reloads: number
}

/** What it holds at the moment. */
export interface HostState {
  readonly policies: LoadedPolicies
  readonly certificates: LoadedCertificates
  readonly connections: number
}

/** Counts nothing yet. */
export function newCounters(): HostCounters {
  return { responses: new Map(), served: new Map(), failedHandshakes: 0, reloads: 0 }
}

/** Adds one. */
export function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

const PREFIX = 'wiretight_policy_host'

/** Counters and state in the text format of Prometheus. */
export function renderHostMetrics(counters: HostCounters, { policies, certificates, connections }: HostState): string {
  const problems = policies.problems.length + certificates.problems.length
  const metrics = [
    metric('responses_total', 'counter', 'Responses by status.', labelled('status', counters.responses)),
    metric('served_total', 'counter', 'Policies served, by domain.', labelled('domain', counters.served)),
    metric('failed_handshakes_total', 'counter', 'TLS handshakes that failed.', plain(counters.failedHandshakes)),
    metric('reloads_total', 'counter', 'Times the files were read again.', plain(counters.reloads)),
    metric('connections', 'gauge', 'Open connections.', plain(connections)),
    metric('policies', 'gauge', 'Domains with a policy.', plain(policies.byHost.size)),
    metric('problems', 'gauge', 'Files that are of no use.', plain(problems)),
    metric(
      'certificate_not_after_seconds',
      'gauge',
      'When each certificate ends, seconds since 1970.',
      labelled('file', new Map(certificates.all.map(({ file, notAfter }) => [file, Date.parse(notAfter) / 1_000]))),
    ),
  ]
  return metrics.join('')
}

type Sample = readonly [labels: string, value: number]

function metric(name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => `${PREFIX}_${name}${labels} ${value}\n`)
  return `# HELP ${PREFIX}_${name} ${help}\n# TYPE ${PREFIX}_${name} ${type}\n${lines.join('')}`
}

function plain(value: number): readonly Sample[] {
  return [['', value]]
}

function labelled(label: string, values: ReadonlyMap<string | number, number>): readonly Sample[] {
  return [...values].map(([key, value]) => [`{${label}="${escaped(String(key))}"}`, value])
}

/** Backslash, quotation mark and line end are escaped in the value of a label. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
