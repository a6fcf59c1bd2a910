import type { AuditEnvironment, AuditOptions } from '../../../audit/environment.ts'
import { findExchanger } from '../../../audit/find-exchanger.ts'
import { findRoute, type Route } from '../../../audit/find-route.ts'
import { DEFAULT_OPTIONS } from '../../../audit/real-environment.ts'
import { parseTarget, type Target } from '../../../audit/target.ts'
import { fail } from '../../../base/failure.ts'
import { judgeDomain, judgeHost } from '../../../dane/host-verdict.ts'
import { referenceNames } from '../../../dane/reference-names.ts'
import { standingOf } from '../../../dane/standing.ts'
import type { DaneCheck, DaneHost, DaneServer } from '../../../facts/dane-facts.ts'
import type { ServerRef } from '../../../facts/exchanger-facts.ts'
import { renderDaneCheck } from '../../../report/dane-check-text.ts'
import { checkDocumentOf, renderDaneJson } from '../../../report/dane-json.ts'
import { numberOf, type RawCheckOptions } from '../check-options.ts'
import { openEnvironment, usableFamilies } from '../environment.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'
import { servedChains } from './served-chains.ts'

/** Options of `dane check`; those that it shares with `check` mean the same. */
export type DaneCheckOptions = Omit<RawCheckOptions, 'dane' | 'mtaSts'> & { readonly port?: string }

/**
 * `wiretight dane check TARGET`: the TLSA records of every exchanger, held against every chain on every address. Returns the
 * exit code.
 */
export async function checkCommand(text: string, options: DaneCheckOptions, signal: AbortSignal): Promise<number> {
  const target = parseTarget(text)
  if (target.kind === 'server' && target.isAddress) {
    fail({ code: 'target-invalid', target: target.text, reason: 'an address has no TLSA records; name the host' })
  }
  const raw: RawCheckOptions = { ...options, dane: true, mtaSts: false }
  const { environment, close } = await openEnvironment(raw, [target])
  try {
    const found = await check(target, environment, {
      ...DEFAULT_OPTIONS,
      ports: [numberOf('--port', options.port, 25, { least: 1, most: 65_535 })],
      families: usableFamilies(raw),
      allowPrivate: options.allowPrivate ?? false,
      signal,
    })
    const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii ?? false }, process.env)
    await writeOut(options.json ? renderDaneJson(checkDocumentOf(found)) : renderDaneCheck(found, look), undefined)
    return EXITS[found.verdict]
  } finally {
    await close()
  }
}

const EXITS: Readonly<Record<DaneCheck['verdict'], number>> = {
  valid: EXIT.clean,
  partial: EXIT.findings,
  failing: EXIT.findings,
  none: EXIT.findings,
  unknown: EXIT.undetermined,
}

type Options = AuditOptions & { readonly signal: AbortSignal }

async function check(target: Target, environment: AuditEnvironment, options: Options): Promise<DaneCheck> {
  const at = environment.now().toISOString()
  const route = await findRoute(target, environment, options)
  const hosts = await Promise.all(
    route.exchangers.map((exchanger) => checkHost(exchanger, { target, route, at, environment, options })),
  )
  const isSecure = route.mx === null || route.mx.dnssec.status === 'secure'
  return {
    target: target.text,
    at,
    resolver: environment.resolver.description,
    mx: route.mx,
    route: route.kind,
    verdict:
      route.kind === 'unknown'
        ? failedRoute(route)
        : judgeDomain(
            hosts.map(({ state }) => state),
            isSecure,
          ),
    hosts,
  }
}

/** An MX set that fails its proof holds the mail back; that of which nobody heard may be our own trouble. */
function failedRoute({ mx }: Route): DaneCheck['verdict'] {
  return mx?.dnssec.status === 'bogus' ? 'failing' : 'unknown'
}

interface Context {
  readonly target: Target
  readonly route: Route
  readonly at: string
  readonly environment: AuditEnvironment
  readonly options: Options
}

async function checkHost(exchanger: Route['exchangers'][number], context: Context): Promise<DaneHost> {
  const { target, route, at, environment, options } = context
  const [port = 25] = options.ports
  const service =
    target.kind === 'server' ? target : { port, mode: port === 465 ? ('implicit' as const) : ('starttls' as const) }
  const question = { ...exchanger, isAddress: false, services: [{ port: service.port, mode: service.mode }] }
  const { facts, targets } = await findExchanger(question, environment, options)
  const [search] = facts.tlsa
  if (search === undefined) throw new TypeError('no search for a host with a name')
  const standing = standingOf(search)
  const seen = await Promise.all(targets.map((server) => servedChains(server, environment, options.signal)))
  const base = search.base ?? exchanger.host
  const nextHop = target.kind === 'domain' ? target.domain : null
  const names = referenceNames({ base, nextHop, mx: route.mx })
  const { state, coverage, rollover } = judgeHost(standing, seen, names, at)
  const judged = new Map(coverage?.servers.map((server) => [server.address, server]))
  const servers = seen.map(
    ({ address, port: at25, chains, failure }): DaneServer => ({
      address,
      port: at25,
      state: judged.get(address)?.state ?? null,
      chains: chains.map(({ keyType, version, certificates }, index) => ({
        keyType,
        version,
        certificates: certificates.map((der) => Buffer.from(der).toString('base64')),
        match: judged.get(address)?.chains[index]?.match ?? null,
      })),
      failure,
      skipped: null,
    }),
  )
  return {
    host: exchanger.host,
    preference: exchanger.preference,
    port: service.port,
    state,
    standing,
    search,
    sni: targets[0]?.sni ?? base,
    referenceNames: names,
    rollover,
    servers: [...servers, ...facts.servers.flatMap(notContacted)],
  }
}

function notContacted(server: ServerRef): readonly DaneServer[] {
  if (server.surveyed) return []
  const { address, port, failure, why } = server
  return [{ address, port, state: null, chains: [], failure, skipped: why }]
}
