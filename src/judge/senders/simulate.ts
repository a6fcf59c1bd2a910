import type { Attack } from './attack.ts'
import { negotiate } from './negotiate.ts'
import type { Hop, Route } from './route.ts'
import type { Demand, SenderProfile, Simulated, SimulatedWhy } from './sender.ts'

/**
 * What becomes of a message from one kind of sender to a domain, under one attack. The attacker stands in front of every
 * exchanger. A sender that may not use one exchanger goes on to the next (RFC 7672 section 2.2, RFC 8461 section 5).
 */
export function simulate(sender: SenderProfile, route: Route, attack: Attack): Simulated {
  const early = beforeConnecting(sender, route, attack)
  if (early !== null) return early
  if (route.hops.length === 0) return still('no-server')
  let last: Simulated = still('no-server')
  for (const hop of route.hops) {
    last = viaHop(sender, route, hop, attack)
    // What is not known of the first exchanger that may take the mail is not known of the whole.
    if (last.delivery !== 'deferred') return last
  }
  return last
}

/** Decided by DNS alone. */
function beforeConnecting(sender: SenderProfile, route: Route, attack: Attack): Simulated | null {
  if (attack === 'forged-dns') return withForgedDns(sender, route)
  return route.mx === 'bogus' && sender.validatesDns ? deferred('dns-bogus') : null
}

/** The attacker's own server stands at the end of a forged MX record: TLS works, with a good certificate for a wrong name. */
function withForgedDns(sender: SenderProfile, route: Route): Simulated {
  if (route.mx === 'unknown') return still('not-known')
  if (sender.validatesDns && route.mx !== 'insecure') return deferred('mx-forged-detected')
  if (sender.dane?.without === 'defer') return deferred('dane-missing')
  if (sender.dane?.without === 'bounce') return { ...deferred('dane-missing'), delivery: 'bounced' }
  if (sender.mtaSts && route.policy === undefined) return still('not-known')
  if (sender.mtaSts && route.policy === 'enforce') return deferred('policy-mx-mismatch')
  switch (sender.demand) {
    case 'clear':
      return { ...still('never-tls'), delivery: 'plaintext' }
    case 'certificate-of-domain':
      return deferred('certificate-not-trusted')
    case 'opportunistic':
    case 'encryption':
    case 'certificate-of-exchanger':
      return { ...still('mx-forged'), delivery: 'encrypted' }
    default:
      throw sender.demand satisfies never
  }
}

function viaHop(sender: SenderProfile, route: Route, hop: Hop, attack: Attack): Simulated {
  if (sender.demand === 'clear') return { ...still('never-tls'), delivery: 'plaintext' }
  const dane = sender.dane === null ? null : byDane(sender, hop, attack)
  if (dane !== null && dane.kind === 'decided') return dane.result
  const demand = dane?.demand ?? sender.demand
  if (sender.mtaSts && attack !== 'policy-blocked-first') {
    if (route.policy === undefined) return still('not-known')
    if (route.policy === 'enforce') return byPolicy(sender, hop, attack)
  }
  return byDemand(demand, sender, hop, attack)
}

type DaneResult =
  | { readonly kind: 'decided'; readonly result: Simulated }
  /** DANE says nothing here, but for what it asks of TLS. */
  | { readonly kind: 'open'; readonly demand: Demand }

/** RFC 7672 section 2.2: usable records authenticate, or the exchanger is not used. */
function byDane(sender: SenderProfile, hop: Hop, attack: Attack): DaneResult {
  const habits = sender.dane
  const open = (demand: Demand): DaneResult => ({ kind: 'open', demand })
  const decided = (result: Simulated): DaneResult => ({ kind: 'decided', result })
  switch (hop.dane) {
    case 'unknown':
      return decided(still('not-known'))
    case 'lookup-failed':
      return decided(deferred('dane-lookup-failed'))
    case 'matches':
    case 'mismatch': {
      const mismatch = hop.dane === 'mismatch' || attack === 'forged-certificate'
      return decided(overTls(sender, hop, attack, mismatch ? 'dane-mismatch' : 'dane-matches'))
    }
    case 'unusable':
      if (habits?.unusable === 'defer') return decided(deferred('dane-unusable'))
      return open(habits?.unusable === 'encryption' ? strongerOf(sender.demand, 'encryption') : sender.demand)
    case 'none':
      if (habits?.without === 'defer') return decided(deferred('dane-missing'))
      if (habits?.without === 'bounce') return decided({ ...deferred('dane-missing'), delivery: 'bounced' })
      return open(sender.demand)
    default:
      throw hop.dane satisfies never
  }
}

function strongerOf(own: Demand, least: Demand): Demand {
  return own === 'opportunistic' ? least : own
}

/** RFC 8461 section 5: an exchanger of the policy, with TLS and a trusted certificate for its name, or none. */
function byPolicy(sender: SenderProfile, hop: Hop, attack: Attack): Simulated {
  if (hop.inPolicy === null) return still('not-known')
  if (!hop.inPolicy) return deferred('policy-mx-mismatch')
  const trusted = attack === 'forged-certificate' ? false : hop.trustedForHost
  if (trusted === null) return still('not-known')
  return overTls(sender, hop, attack, trusted ? 'policy-fulfilled' : 'certificate-not-trusted')
}

function byDemand(demand: Demand, sender: SenderProfile, hop: Hop, attack: Attack): Simulated {
  switch (demand) {
    case 'clear':
      return { ...still('never-tls'), delivery: 'plaintext' }
    case 'opportunistic': {
      const tls = overTls(sender, hop, attack, 'tls-any-certificate')
      return tls.delivery === 'deferred' ? { ...tls, delivery: 'plaintext' } : tls
    }
    case 'encryption':
      return overTls(sender, hop, attack, 'tls-any-certificate')
    case 'certificate-of-exchanger':
    case 'certificate-of-domain': {
      const known = demand === 'certificate-of-domain' ? hop.trustedForDomain : hop.trustedForHost
      const trusted = attack === 'forged-certificate' ? false : known
      const unreachable = overTls(sender, hop, attack, 'certificate-not-trusted')
      if (trusted === null) return unreachable.why === 'certificate-not-trusted' ? still('not-known') : unreachable
      return trusted ? overTls(sender, hop, attack, 'certificate-trusted') : unreachable
    }
    default:
      throw demand satisfies never
  }
}

const OUTCOMES: Readonly<Partial<Record<SimulatedWhy, Simulated['delivery']>>> = {
  'dane-matches': 'authenticated',
  'policy-fulfilled': 'authenticated',
  'certificate-trusted': 'authenticated',
  'tls-any-certificate': 'encrypted',
}

/** Deferred where TLS does not come about; else what `why` stands for. */
function overTls(sender: SenderProfile, hop: Hop, attack: Attack, why: SimulatedWhy): Simulated {
  const stripped = attack === 'strip' || attack === 'policy-blocked-first' || attack === 'policy-blocked-cached'
  if (stripped || hop.starttls === false) return deferred('no-starttls')
  if (attack === 'temporary-failure' || hop.refusesStarttls === true) return deferred('starttls-refused')
  // Whoever forges the certificate speaks whatever TLS the sender likes.
  const forged = attack === 'forged-certificate'
  if (!forged && hop.starttls === null) return still('not-known')
  const agreed = forged ? ({ tls: 'agreed', version: null, suite: null } as const) : negotiate(sender, hop)
  if (agreed.tls === 'unknown') return still('not-known')
  if (agreed.tls === 'none') return deferred('no-common-tls')
  const delivery = OUTCOMES[why] ?? 'deferred'
  const { version, suite } = delivery === 'deferred' ? { version: null, suite: null } : agreed
  return { delivery, why, version, suite }
}

function deferred(why: SimulatedWhy): Simulated {
  return { delivery: 'deferred', why, version: null, suite: null }
}

/** Not known, or not about TLS. */
function still(why: SimulatedWhy): Simulated {
  return { delivery: null, why, version: null, suite: null }
}
