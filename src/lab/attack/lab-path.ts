import { fail } from '../../base/failure.ts'
import type { IssuedCertificate } from '../certificate-authority.ts'
import type { DnsAttack, DnsAttackBelow, DnsAttacker } from '../dns/dns-attacker.ts'
import type { LoopbackPlace } from './loopback.ts'
import { type ManInTheMiddle, type PathEvent, startManInTheMiddle } from './man-in-the-middle.ts'
import { type LabAttack, type PathAttack, pathAttackOf } from './path-attack.ts'

/** Attacks of a lab, which are switched on and off while it runs. */
export interface LabPath {
  /**
   * Attacks a domain from now on, or leaves it alone again. Connections that are open go on as they began.
   *
   * @throws ProbeError `name-invalid` for a domain that the lab does not have
   */
  use(domain: string, attack: LabAttack | null): void
  /** Domains that are attacked. */
  readonly attacks: () => ReadonlyMap<string, LabAttack>
}

/** What somebody on the path did to the mail of a domain, or got of it. */
export type LabPathEvent = PathEvent & { readonly domain: string; readonly host: string }

/** A server that somebody may stand in front of. */
export interface Watched {
  readonly domain: string
  readonly host: string
  readonly service: 'mail' | 'policy'
  readonly mode: 'starttls' | 'implicit'
  readonly server: LoopbackPlace
  /** Where clients shall come to; port 0 takes a free one. */
  readonly at: LoopbackPlace
  /** What is done here for good; null for nothing. */
  readonly nature: PathAttack | null
}

/** The path to every server of a lab, while it is built. */
export interface LabPathBuilder extends LabPath {
  /** Puts somebody in front of a server, and says where clients have to go to. */
  readonly front: (server: Watched) => Promise<LoopbackPlace>
  readonly close: () => Promise<void>
}

/** What a path is built with. */
export interface LabPathSettings {
  readonly domains: readonly string[]
  readonly forge: (name: string) => Promise<IssuedCertificate>
  /** Somebody on the path to the DNS, once there is one. */
  readonly dnsAttacker: () => DnsAttacker | null
  readonly onEvent: (event: LabPathEvent) => void
}

/** The domain of the attacker’s own server, to which forged answers lead. Its certificate is good. */
export const ATTACKER_DOMAIN = 'attacker.lab'

/** Builds the path to the servers of a lab. */
export function createLabPath({ domains, forge, dnsAttacker, onEvent }: LabPathSettings): LabPathBuilder {
  const men: { readonly watched: Watched; readonly man: ManInTheMiddle }[] = []
  const attacks = new Map<string, LabAttack>()
  return {
    async front(watched) {
      const { domain, host, mode, server, at: listen, nature } = watched
      const man = await startManInTheMiddle({
        listen,
        server,
        mode,
        forge: () => forge(host),
        onEvent: (event) => onEvent({ ...event, domain, host }),
      })
      man.use(nature)
      men.push({ watched, man })
      return { address: man.address, port: man.port }
    },
    use(domain, attack) {
      if (!domains.includes(domain)) fail({ code: 'name-invalid', name: domain, reason: 'the lab has no such domain' })
      if (attack === null) attacks.delete(domain)
      else attacks.set(domain, attack)
      for (const { watched, man } of men) {
        if (watched.domain === domain) man.use(pathAttackOf(attack, watched.service) ?? watched.nature)
      }
      const onDns = [...attacks].flatMap(([name, each]) => dnsAttackOn(name, each))
      dnsAttacker()?.use(onDns.length === 0 ? null : { kind: 'each', attacks: onDns })
    },
    attacks: () => new Map(attacks),
    close: async () => {
      await Promise.all(men.map(({ man }) => man.close()))
    },
  }
}

function dnsAttackOn(domain: string, attack: LabAttack): readonly DnsAttackBelow[] {
  const dnsAttack = ((): DnsAttack | null => {
    if (attack === 'stripped-dns') return { kind: 'strip-dnssec' }
    if (attack !== 'forged-dns') return null
    return { kind: 'forge', records: [`${domain}. 60 MX 10 mx1.${ATTACKER_DOMAIN}.`] }
  })()
  return dnsAttack === null ? [] : [{ below: domain, attack: dnsAttack }]
}
