import { hostname } from 'node:os'
import { domainNameOrNull } from '../base/domain-name.ts'
import { specialKind } from '../base/ip-address.ts'
import { CONNECT_MILLISECONDS, TLS_MILLISECONDS } from '../base/limits.ts'
import { createStubResolver } from '../dns/stub-resolver.ts'
import { readSystemServers } from '../dns/system-servers.ts'
import { SMTP_LIMITS } from '../smtp/conversation.ts'
import { dial } from '../smtp/dial.ts'
import type { AuditEnvironment, AuditOptions, Patience } from './environment.ts'
import { VERSION } from './version.ts'

/** Pause before a server that turned parallel connections away is asked once more. */
const BACK_OFF_MILLISECONDS = 5_000

/** Waits that suit servers on the internet. */
export const PATIENCE: Patience = {
  connectMilliseconds: CONNECT_MILLISECONDS,
  tlsMilliseconds: TLS_MILLISECONDS,
  smtp: SMTP_LIMITS,
  backOffMilliseconds: BACK_OFF_MILLISECONDS,
}

/** The default plan on port 25, four connections at once, both address families, public addresses only. */
export const DEFAULT_OPTIONS: AuditOptions = {
  plan: 'default',
  lanes: 4,
  connections: 1_000,
  ports: [25],
  families: [4, 6],
  allowPrivate: false,
}

/** The world as this machine sees it: the system's resolvers, the network, Mozilla's roots, the clock. */
export async function realEnvironment(changes: Partial<AuditEnvironment> = {}): Promise<AuditEnvironment> {
  return {
    resolver: changes.resolver ?? createStubResolver({ servers: await readSystemServers() }),
    dial,
    roots: { kind: 'mozilla', pem: null },
    ehloName: domainNameOrNull(hostname()) ?? 'localhost',
    now: () => new Date(),
    specialKind,
    patience: PATIENCE,
    version: VERSION,
    ...changes,
  }
}
