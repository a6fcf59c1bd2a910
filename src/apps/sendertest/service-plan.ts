import { readFile } from 'node:fs/promises'
import { fail } from '../../base/failure.ts'
import { printable } from '../../base/printable.ts'
import { parseAddressList } from './address-list.ts'
import { CASES } from './cases.ts'
import { localPlaces } from './local-places.ts'
import { parseZoneName } from './names.ts'
import { placeCases } from './placement.ts'
import { readIdentity } from './read-identity.ts'
import type { SenderTestOptions } from './sender-test.ts'
import { zoneKeyOf } from './state-folder.ts'

/** What a person wants, as it was written. */
export interface ServicePlan {
  readonly local: boolean
  /** A local test on ports 25, 53 and 443. */
  readonly realPorts: boolean
  readonly network: string
  readonly zone: string | null
  readonly listen: readonly string[]
  readonly dns: readonly string[]
  readonly https: readonly string[]
  readonly nameServers: readonly string[]
  readonly ports: { readonly smtp: number | null; readonly dns: number | null; readonly https: number | null }
  readonly certificate: string | null
  readonly state: string | null
}

/** Reserved by RFC 6761, and not one of the names that resolvers answer by themselves, as they do for `.test`. */
const LOCAL_ZONE = 'sendertest.example'

const REAL_PORTS = { smtp: 25, dns: 53, https: 443 } as const
const HIGH_PORTS = { smtp: 10_025, dns: 10_053, https: 10_443 } as const

/** A local sender comes back when its administrator says so; a real one after some minutes at the earliest. */
const GREYLIST_MILLISECONDS = { local: 5_000, delegated: 60_000 } as const

/** Long enough for a client at the other end of the world, which has to be silent for so long to be believed. */
const INJECTION_MILLISECONDS = { local: 1_000, delegated: 3_000 } as const

/**
 * Makes the options of a service of what a person wrote.
 *
 * @throws ProbeError `option-invalid`, `name-invalid`, `file-unreadable`, `document-invalid`
 */
export async function planService(plan: ServicePlan, now: () => number): Promise<SenderTestOptions> {
  return plan.local ? localOptions(plan, now) : delegatedOptions(plan, now)
}

async function localOptions(plan: ServicePlan, now: () => number): Promise<SenderTestOptions> {
  if (plan.listen.length > 0) refuse('--listen', 'a local test has addresses of its own; see --network')
  const zone = parseZoneName(plan.zone ?? LOCAL_ZONE)
  const ports = portsOf(plan, plan.realPorts ? REAL_PORTS : HIGH_PORTS)
  const places = await localPlaces(plan.network, ports.smtp)
  return {
    zone,
    mode: 'local',
    mail: { placement: places.placement, port: ports.smtp },
    dns: { names: [`ns1.${zone}`], addresses: [places.nameServer], port: ports.dns },
    https: { addresses: [places.policySite], port: ports.https },
    resolver: { address: places.resolver, port: ports.dns },
    certificate: null,
    greylistMilliseconds: GREYLIST_MILLISECONDS.local,
    injectionMilliseconds: INJECTION_MILLISECONDS.local,
    now,
  }
}

async function delegatedOptions(plan: ServicePlan, now: () => number): Promise<SenderTestOptions> {
  if (plan.zone === null) return refuse('--zone', 'a service needs the zone that is delegated to it; or give --local')
  if (plan.listen.length === 0) return refuse('--listen', 'a service needs addresses to listen on; or give --local')
  if (plan.state === null) return refuse('--state', 'a service needs a folder for the key of its zone')
  const zone = parseZoneName(plan.zone)
  const mail = parseAddressList('--listen', plan.listen)
  const all = [...mail.v4, ...mail.v6]
  const first = [...mail.v4.slice(0, 1), ...mail.v6.slice(0, 1)]
  const listed = (option: string, texts: readonly string[]): readonly string[] => {
    const { v4, v6 } = parseAddressList(option, texts)
    return texts.length === 0 ? first : [...v4, ...v6]
  }
  const names = plan.nameServers.length === 0 ? [`ns1.${zone}`] : plan.nameServers.map(parseZoneName)
  if (all.length === 0) return refuse('--listen', 'there is no address in it')
  const ports = portsOf(plan, REAL_PORTS)
  return {
    zone,
    mode: 'delegated',
    mail: { placement: placeCases(CASES, mail), port: ports.smtp },
    dns: { names, addresses: listed('--dns', plan.dns), port: ports.dns },
    https: { addresses: listed('--https', plan.https), port: ports.https },
    resolver: null,
    certificate: plan.certificate === null ? null : readIdentity(plan.certificate, await read(plan.certificate)),
    zoneKey: await zoneKeyOf(plan.state),
    greylistMilliseconds: GREYLIST_MILLISECONDS.delegated,
    injectionMilliseconds: INJECTION_MILLISECONDS.delegated,
    now,
  }
}

function portsOf(
  { ports }: ServicePlan,
  usual: Readonly<Record<'smtp' | 'dns' | 'https', number>>,
): Readonly<Record<'smtp' | 'dns' | 'https', number>> {
  return { smtp: ports.smtp ?? usual.smtp, dns: ports.dns ?? usual.dns, https: ports.https ?? usual.https }
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return fail({ code: 'file-unreadable', file: printable(file, 200), reason })
  }
}

function refuse(option: string, reason: string): never {
  return fail({ code: 'option-invalid', option, reason })
}
