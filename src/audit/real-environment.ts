import { hostname } from 'node:os'
import { domainNameOrNull } from '../base/domain-name.ts'
import { specialKind } from '../base/ip-address.ts'
import { CONNECT_MILLISECONDS, TLS_MILLISECONDS } from '../base/limits.ts'
import type { OpenedResolver } from '../dns/open-resolver.ts'
import { SMTP_LIMITS } from '../smtp/conversation.ts'
import { dial } from '../smtp/dial.ts'
import type { AuditEnvironment, AuditOptions, Patience } from './environment.ts'
import { lazyResolver } from './lazy-resolver.ts'
import { VERSION } from './version.ts'

/** Pause before a server that turned parallel connections away is asked once more. */
const BACK_OFF_MILLISECONDS = 5_000

/** Waits that suit servers on the internet. */
export const PATIENCE: Patience = {
  connectMilliseconds: CONNECT_MILLISECONDS,
  tlsMilliseconds: TLS_MILLISECONDS,
  smtp: SMTP_LIMITS,
  backOffMilliseconds: BACK_OFF_MILLISECONDS,
  policy: {},
}

/** The default plan on port 25, four connections at once, both address families, public addresses only. */
export const DEFAULT_OPTIONS: AuditOptions = {
  plan: 'default',
  lanes: 4,
  connections: 1_000,
  ports: [25],
  families: [4, 6],
  allowPrivate: false,
  dane: true,
  mtaSts: true,
  submission: true,
  openRelay: false,
}

/** What may differ from the world as this machine sees it. */
export type EnvironmentChanges = Partial<AuditEnvironment> & {
  /** Told what is to be known about the system's resolvers, such as that they lose DNSSEC. */
  readonly onWarning?: (warning: string) => void
}

/** The world as this machine sees it: the system's resolvers, validated here, the network, Mozilla's roots, the clock. */
export function realEnvironment(changes: EnvironmentChanges = {}): AuditEnvironment {
  const { onWarning = () => {}, ...own } = changes
  return {
    resolver: lazyResolver(openSystemResolver, onWarning),
    dial,
    roots: { kind: 'mozilla', pem: null },
    ehloName: domainNameOrNull(hostname()) ?? 'localhost',
    now: () => new Date(),
    specialKind,
    patience: PATIENCE,
    version: VERSION,
    ...own,
  }
}

/** Loaded when it is needed: an audit of an address needs no resolver, and a resolver is a good part of the code. */
async function openSystemResolver(): Promise<OpenedResolver> {
  const { openResolver } = await import('../dns/open-resolver.ts')
  return openResolver()
}
