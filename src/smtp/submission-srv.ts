/** An SRV record (RFC 2782), in the shape that lookups give it. */
export interface ServiceRecord {
  readonly priority: number
  readonly weight: number
  readonly port: number
  /** A-labels in lower case, no trailing dot; `.` for a service that is not offered. */
  readonly target: string
}

/** The services under which submission is announced: with implicit TLS (RFC 8314 section 5.1), with STARTTLS (RFC 6186 section 3.1). */
export type SubmissionService = '_submissions._tcp' | '_submission._tcp'

/** Both services, the better one first: implicit TLS is preferred over STARTTLS (RFC 8314 section 3.3). */
const SUBMISSION_SERVICES: readonly SubmissionService[] = ['_submissions._tcp', '_submission._tcp']

/** One server to which users may submit mail. */
export interface SubmissionHost {
  readonly service: SubmissionService
  readonly tls: 'implicit' | 'starttls'
  readonly host: string
  readonly port: number
  readonly priority: number
  readonly weight: number
}

/**
 * What a domain says of one service: its servers in the order in which a client tries them, that it does not offer the service
 * (the one target `.`), that it says nothing, or that the lookup failed.
 */
export type SubmissionOffer =
  | { readonly state: 'offered'; readonly hosts: readonly SubmissionHost[] }
  | { readonly state: 'declined' | 'absent' | 'unknown'; readonly hosts: readonly [] }

/**
 * Selects the servers of one service. Priorities ascend; within one, servers are drawn by weight, for which chance is handed
 * in. A target `.` beside others says nothing, and records with port 0 lead nowhere; both are passed over, as are
 * repetitions.
 *
 * @param records null when the lookup failed
 * @param random numbers from 0 to below 1; without it, the heavier servers come first
 * @see RFC 2782, RFC 6186 section 3.1
 */
export function selectSubmission(
  service: SubmissionService,
  records: readonly ServiceRecord[] | null,
  random?: () => number,
): SubmissionOffer {
  if (records === null) return { state: 'unknown', hosts: [] }
  if (records.length === 0) return { state: 'absent', hosts: [] }
  const usable = records.filter(({ target, port }) => target !== '.' && port > 0)
  if (usable.length === 0)
    return { state: records.some(({ target }) => target === '.') ? 'declined' : 'absent', hosts: [] }
  const tls = service === '_submissions._tcp' ? 'implicit' : 'starttls'
  const priorities = [...new Set(usable.map(({ priority }) => priority))].toSorted((a, b) => a - b)
  const ordered = priorities.flatMap((priority) =>
    byWeight(
      usable.filter((record) => record.priority === priority),
      random,
    ),
  )
  const seen = new Set<string>()
  const hosts = ordered.flatMap(({ target, port, priority, weight }): readonly SubmissionHost[] => {
    const key = `${target}:${port}`
    if (seen.has(key)) return []
    seen.add(key)
    return [{ service, tls, host: target, port, priority, weight }]
  })
  return { state: 'offered', hosts }
}

/** The servers of both services in the order in which a client tries them: implicit TLS first. RFC 8314 section 3.3. */
export function submissionHosts(offers: readonly SubmissionOffer[]): readonly SubmissionHost[] {
  const hosts = offers.flatMap((offer) => offer.hosts)
  return SUBMISSION_SERVICES.flatMap((service) => hosts.filter((host) => host.service === service))
}

/**
 * Draws records by weight, as RFC 2782 tells it: those of weight 0 stand first, and the first whose running sum reaches a number
 * drawn from 0 to the whole sum is next.
 */
function byWeight(records: readonly ServiceRecord[], random: (() => number) | undefined): readonly ServiceRecord[] {
  if (random === undefined) return records.toSorted((a, b) => b.weight - a.weight)
  const left = records.toSorted((a, b) => Math.sign(a.weight) - Math.sign(b.weight))
  const drawn: ServiceRecord[] = []
  while (left.length > 0) {
    const sum = left.reduce((total, { weight }) => total + weight, 0)
    const number = Math.floor(random() * (sum + 1))
    let running = 0
    const at = left.findIndex(({ weight }) => {
      running += weight
      return running >= number
    })
    drawn.push(...left.splice(Math.max(0, at), 1))
  }
  return drawn
}
