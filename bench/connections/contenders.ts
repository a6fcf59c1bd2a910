import type { ServerFacts } from '../../src/facts/server-facts.ts'
import { VERSION_NAMES } from '../../src/registry/versions.ts'
import type { PlanName } from '../../src/tls/planner/plan.ts'
import { type Client, scanWith } from '../../test/peers/harness/clients.ts'
import { whyMissing } from '../../test/peers/harness/require-peer.ts'
import { runSslyze } from '../scanners/sslyze.ts'
import { runWiretight, type Target } from '../scanners/wiretight.ts'
import type { Bench } from '../section.ts'

/** What one run of a contender told and took. */
export interface Run {
  readonly seconds: number
  readonly cpuSeconds: number
  /** From the first connection to the last; null for programs that do not tell. */
  readonly surveySeconds: number | null
  /** Accepted suites that it lists, of all versions; null when it lists none by version. */
  readonly suites: number | null
}

/** A scanner, told to do a certain amount of work. */
export interface Contender {
  readonly name: string
  /** The plan and the lanes, for those that bounds are set for; null for the other scanners. */
  readonly wiretight: { readonly plan: PlanName; readonly lanes: number } | null
  /** Takes minutes when the server is distant. */
  readonly isSlow: boolean
  readonly run: (target: Target) => Promise<Run>
}

/** Everyone who takes part, and for everyone who cannot the reason. */
export interface Field {
  readonly contenders: readonly Contender[]
  readonly absent: readonly string[]
}

/** Who takes part on this machine. */
export function contenders(bench: Bench): Field {
  const absent: string[] = []
  const others = OTHERS.flatMap((other): readonly Contender[] => {
    const reason = whyMissing(other.client)
    if (reason !== null) absent.push(`${other.name}: ${reason}`)
    return reason === null ? [contenderOf(other)] : []
  })
  const { sslyze } = bench
  if ('missing' in sslyze) absent.push(`sslyze: ${sslyze.missing}`)
  const last = 'program' in sslyze ? [sslyzeContender(sslyze.program)] : []
  return { contenders: [...OWN.map((own) => ownContender(bench, own)), ...others, ...last], absent }
}

const OWN: readonly { readonly plan: PlanName; readonly lanes: number }[] = [
  { plan: 'quick', lanes: 4 },
  { plan: 'quick', lanes: 8 },
  { plan: 'default', lanes: 8 },
  { plan: 'full', lanes: 8 },
]

function ownContender({ product }: Bench, { plan, lanes }: (typeof OWN)[number]): Contender {
  return {
    name: `wiretight ${plan}, ${lanes} lanes`,
    wiretight: { plan, lanes },
    isSlow: false,
    run: async (target) => {
      const run = await runWiretight(product, target, { plan, lanes })
      return { ...run, suites: plan === 'full' ? acceptedSuites(run.facts) : null }
    },
  }
}

function acceptedSuites({ suites }: ServerFacts): number {
  return VERSION_NAMES.flatMap((version) => suites[version]).filter(({ state }) => state === 'accepted').length
}

interface Other {
  readonly name: string
  readonly client: Client
  readonly scope: 'suites' | 'everything'
  readonly isSlow: boolean
}

/** The scanners as they are without options, and sslscan once more with all switched off that can be. */
const OTHERS: readonly Other[] = [
  { name: 'sslscan', client: 'sslscan', scope: 'everything', isSlow: false },
  { name: 'sslscan, suites only', client: 'sslscan', scope: 'suites', isSlow: false },
  { name: 'nmap ssl-enum-ciphers', client: 'nmap', scope: 'everything', isSlow: false },
  { name: 'testssl.sh', client: 'testssl', scope: 'everything', isSlow: true },
]

function contenderOf({ name, client, scope, isSlow }: Other): Contender {
  return {
    name,
    wiretight: null,
    isSlow,
    run: async (target) => {
      const scan = await scanWith(client, target, { scope, timeoutMilliseconds: 900_000 })
      const found = VERSION_NAMES.flatMap((version) => scan.suites[version]).length
      return { ...scan, surveySeconds: null, suites: found === 0 ? null : found }
    },
  }
}

function sslyzeContender(program: string): Contender {
  return {
    name: 'sslyze',
    wiretight: null,
    isSlow: false,
    run: async (target) => {
      const run = await runSslyze(program, target, 'everything')
      const suites = VERSION_NAMES.flatMap((version) => run.found.suites[version] ?? []).length
      return { ...run, surveySeconds: null, suites }
    },
  }
}
