/*
 * A sender of mail may put REQUIRETLS behind MAIL FROM, and so ask that the message passes over nothing but proved TLS, or
 * comes back. Every server on the way has to keep the promise, so that the message goes only to servers that make it too:
 *
 *     server   250-mx.example.org … 250 REQUIRETLS          announced inside TLS only, without parameter
 *     client   MAIL FROM:<a@example.net> REQUIRETLS
 *
 * What a client checks of each server, before it says so, is here as one pure function. It stands on what others found out:
 * how the server's name was learnt, what became of TLS, what proved the certificate.
 */

/** One server that a message may be handed to, as far as a sender knows it. */
export interface Candidate {
  readonly host: string
  /**
   * What proves that the domain meant this server: a signed MX record (DNSSEC), an MTA-STS policy that names it, or that no MX
   * record was needed, because the domain's own name is the server's. `nothing` when none of these does.
   */
  readonly name: 'dnssec' | 'mta-sts' | 'own' | 'nothing' | 'unknown'
  /** Whether TLS came about. */
  readonly tls: 'established' | 'not-offered' | 'failed' | 'unknown'
  /** What proves the certificate: a chain to a trusted authority with the server's name in it, or DANE (RFC 7672). */
  readonly certificate: 'pkix' | 'dane' | 'nothing' | 'unknown'
  /** Whether the answer to EHLO inside TLS announces REQUIRETLS. What was announced in clear counts for nothing. */
  readonly offered: boolean | 'unknown'
}

/** The four things that are asked, in the order in which a client meets them. */
export type Step = 'name' | 'tls' | 'certificate' | 'extension'

/**
 * Whether a message that requires TLS may be sent. `unknown` names the first step that was not settled, unless another one
 * already refuses.
 */
export type RequireTlsVerdict =
  | { readonly verdict: 'permitted' }
  | {
      readonly verdict: 'refused'
      readonly step: Step
      /** The enhanced status code of the non-delivery notification. */
      readonly status: '5.7.10' | '5.7.30'
      readonly reason: string
    }
  | { readonly verdict: 'unknown'; readonly step: Step }

/**
 * Decides whether one server may be handed a message that requires TLS.
 *
 * RFC 8689 section 4.2.1 gives two status codes: 5.7.10 where no TLS session came about, 5.7.30 where the server does not
 * support REQUIRETLS. Servers whose name or certificate is not proved get the second one too: the promise cannot be kept there.
 *
 * @see RFC 8689 sections 2 and 4.2.1
 */
export function requireTlsVerdict(candidate: Candidate): RequireTlsVerdict {
  const { host, name, tls, certificate, offered } = candidate
  if (name === 'nothing') {
    return refused('name', '5.7.30', `neither DNSSEC nor MTA-STS proves that ${host} is a mail server of the domain`)
  }
  if (tls === 'not-offered') return refused('tls', '5.7.10', `${host} does not offer STARTTLS`)
  if (tls === 'failed') return refused('tls', '5.7.10', `no TLS session with ${host} came about`)
  if (certificate === 'nothing') {
    return refused('certificate', '5.7.30', `nothing proves the certificate of ${host}: no trusted chain, no DANE`)
  }
  if (offered === false) return refused('extension', '5.7.30', `${host} does not announce REQUIRETLS inside TLS`)
  const open = (
    [
      ['name', name],
      ['tls', tls],
      ['certificate', certificate],
      ['extension', offered],
    ] as const
  ).find(([, answer]) => answer === 'unknown')
  return open === undefined ? { verdict: 'permitted' } : { verdict: 'unknown', step: open[0] }
}

/**
 * Decides for all servers of a domain: one that is permitted is enough, and the message comes back only when every one of
 * them refuses. A domain without servers refuses everything.
 *
 * @param candidates in the order in which a client tries them
 * @see RFC 8689 section 4.2.1
 */
export function requireTlsRoute(candidates: readonly Candidate[]): RequireTlsVerdict {
  const verdicts = candidates.map(requireTlsVerdict)
  const best =
    verdicts.find(({ verdict }) => verdict === 'permitted') ?? verdicts.find(({ verdict }) => verdict === 'unknown')
  return best ?? verdicts.at(-1) ?? refused('name', '5.7.30', 'the domain has no mail server')
}

function refused(step: Step, status: '5.7.10' | '5.7.30', reason: string): RequireTlsVerdict {
  return { verdict: 'refused', step, status, reason }
}
