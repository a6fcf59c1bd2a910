/** The version names used in facts and JSON, oldest first. */
export type TlsVersion = 'ssl2' | 'ssl3' | 'tls10' | 'tls11' | 'tls12' | 'tls13'

/**
 * Why a question stays open. An open question never counts against a server.
 *
 * - `not-asked`: no probe of this plan asked it
 * - `budget`: the connection budget ended first
 * - `rate-limited`: the server answered 421, 450 or the like
 * - `timeout`, `reset`, `unreachable`: the network or the server gave no verdict
 * - `inconclusive`: the server answered, and the answer proves nothing either way
 * - `contradictory`: two probes proved opposite answers (several machines behind one address)
 * - `not-applicable`: the question makes no sense here (no STARTTLS, no certificate, …)
 * - `interrupted`: somebody stopped the audit
 * - `local`: this machine cannot ask it (no route for the address family, a limit of the local OpenSSL)
 * - `unlisted`: no list of this product holds what it is about (a certification authority that it does not know)
 */
export type Unknown =
  | 'not-asked'
  | 'budget'
  | 'rate-limited'
  | 'timeout'
  | 'reset'
  | 'unreachable'
  | 'inconclusive'
  | 'contradictory'
  | 'not-applicable'
  | 'interrupted'
  | 'local'
  | 'unlisted'

/** How a server showed that it refuses. */
export type RefusalHow = 'alert' | 'close' | 'reset' | 'reply' | 'ignored'

/**
 * What the network told about one question: accepted, refused or unknown, never just two of them.
 * `by` is the index of the probe, in the survey's list of probes, that proved the answer.
 */
export type Answer =
  | { readonly state: 'accepted'; readonly by: number }
  | { readonly state: 'refused'; readonly by: number; readonly how: RefusalHow }
  | { readonly state: 'unknown'; readonly why: Unknown }

/** Makes an open answer. */
export function unknown(why: Unknown): Answer {
  return { state: 'unknown', why }
}

/** True when a probe has proved the answer either way. */
export function isSettled(answer: Answer): boolean {
  return answer.state !== 'unknown'
}
