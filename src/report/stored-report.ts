import { fail } from '../base/failure.ts'
import type { DomainFacts, ExchangerFacts, ServerRef } from '../facts/domain-facts.ts'
import type { ServerFacts } from '../facts/server-facts.ts'
import { harmless } from './harmless.ts'
import { type StoredExchanger, type StoredReport, storedReportSchema } from './schema/report-schema.ts'

/**
 * Reads the facts out of a report, so that it can be judged again. The report may come from anywhere: it is checked
 * first, and only its facts are used. What an earlier judgement said of them is not believed.
 *
 * @param value what `JSON.parse` made of the report
 * @param document how to call it in an error, such as the name of its file
 * @throws ProbeError `document-invalid` with the place as a JSON Pointer (RFC 6901)
 */
export function factsOfReport(value: unknown, document = 'report'): DomainFacts {
  const parsed = storedReportSchema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return fail({
      code: 'document-invalid',
      document,
      at: pointer(issue?.path ?? []),
      reason: harmless(issue?.message ?? 'not a report', 200),
    })
  }
  return factsOf(parsed.data, document)
}

/**
 * Reads the facts of one report or of an array of reports, as `check --json` writes them.
 *
 * @throws ProbeError `document-invalid`
 */
export function factsOfReports(value: unknown, document = 'report'): readonly DomainFacts[] {
  if (!Array.isArray(value)) return [factsOfReport(value, document)]
  if (value.length > REPORTS) return invalid(document, [], `more than ${REPORTS} reports`)
  return value.map((each: unknown, at) => factsOfReport(each, `${document} ${at}`))
}

/** Reports of one file; a larger scan is judged line by line. */
const REPORTS = 10_000

/** JSON Pointer of a path. */
export function pointer(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => `/${harmless(String(step), 100).replaceAll('~', '~0').replaceAll('/', '~1')}`)
  return steps.join('')
}

/**
 * Puts the facts of a report together again, without checking its shape.
 *
 * @throws ProbeError `document-invalid` where the report contradicts itself
 */
export function factsOf(report: StoredReport, document: string): DomainFacts {
  const servers = new Map<string, ServerFacts>()
  const exchangerOf = (exchanger: StoredExchanger, path: readonly PropertyKey[]): ExchangerFacts => {
    const { host, preference, lookups, tlsa, addresses } = exchanger
    const refs = addresses.map(({ ip, port, facts, unsurveyed }, at): ServerRef => {
      const key = `${ip} ${port}`
      if (facts === null) {
        if (unsurveyed !== null) return { address: ip, port, surveyed: false, ...unsurveyed }
        return invalid(document, [...path, 'addresses', at], 'neither facts nor a reason why there are none')
      }
      // The address that a survey says it is of decides to whom its facts belong; two names for it would not be honest.
      if (facts.address !== ip || facts.port !== port) {
        return invalid(document, [...path, 'addresses', at, 'facts'], 'the facts are of another address')
      }
      if (!servers.has(key)) servers.set(key, facts)
      return { address: ip, port, surveyed: true }
    })
    return { host, preference, ...lookups, tlsa, servers: refs }
  }
  const { mx, route, mtaSts, tlsRpt, reverse, caa } = report.domain
  const exchangers = report.mx.map((exchanger, at) => exchangerOf(exchanger, ['mx', at]))
  const submission = report.domain.submission.map(({ service, lookup, hosts }, at) => ({
    service,
    lookup,
    hosts: hosts.map((host, hostAt) => exchangerOf(host, ['domain', 'submission', at, 'hosts', hostAt])),
  }))
  return {
    schema: 'wiretight/facts@1',
    domain: report.target,
    kind: report.kind,
    at: report.startedAt,
    finishedAt: report.finishedAt,
    vantage: report.vantage,
    mx,
    route,
    exchangers,
    mtaSts,
    tlsRpt,
    submission,
    reverse,
    caa,
    servers: [...servers.values()],
  }
}

function invalid(document: string, path: readonly PropertyKey[], reason: string): never {
  return fail({ code: 'document-invalid', document, at: pointer(path), reason })
}
