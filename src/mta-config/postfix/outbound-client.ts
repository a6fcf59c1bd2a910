import type { MasterService } from './master-cf.ts'
import type { PostfixConfiguration, Settings } from './postfix-configuration.ts'

/** Levels of `smtp_tls_security_level`, the weakest first. `verify` and `secure` ask for a valid certificate. */
export const CLIENT_LEVELS = ['none', 'may', 'encrypt', 'fingerprint', 'verify', 'secure', 'dane', 'dane-only'] as const

/** One of {@link CLIENT_LEVELS}. */
export type ClientLevel = (typeof CLIENT_LEVELS)[number]

/** A client of `master.cf` that sends mail, as it sees its settings. */
export interface OutboundClient {
  /** Null stands for every client without settings of its own. */
  readonly service: MasterService | null
  readonly settings: Settings
  /** Null for a value that is no level. */
  readonly level: ClientLevel | null
  readonly title: string
}

/** The clients that send mail to other machines; those with no settings of their own count as one. */
export function outboundClients({ services, settings, settingsOf }: PostfixConfiguration): readonly OutboundClient[] {
  const transport = settings('default_transport').value.split(':')[0] ?? ''
  const isSending = !NOT_SENDING.has(transport) || settings('relayhost').value !== ''
  const general: readonly OutboundClient[] = isSending
    ? [{ service: null, settings, level: clientLevel(settings), title: 'outgoing mail' }]
    : []
  const own = services.flatMap((service): readonly OutboundClient[] => {
    const isClient = service.command === 'smtp' && service.type === 'unix'
    if (!isClient || !service.overrides.some(({ name }) => /^smtp_(?:tls_|use_tls|enforce_tls|dns_)/.test(name.text)))
      return []
    const view = settingsOf(service)
    return [{ service, settings: view, level: clientLevel(view), title: service.name.text }]
  })
  return [...general, ...own]
}

/** Transports that hand mail to nobody outside. */
const NOT_SENDING: ReadonlySet<string> = new Set(['error', 'retry', 'discard', 'local', 'virtual'])

/** The level at which a client runs, with the parameters that `smtp_tls_security_level` replaced in Postfix 2.3. */
function clientLevel(settings: Settings): ClientLevel | null {
  const level = settings('smtp_tls_security_level').value.toLowerCase()
  if (level !== '') return CLIENT_LEVELS.find((known) => known === level) ?? null
  if (settings('smtp_enforce_tls').value === 'yes') {
    return settings('smtp_tls_enforce_peername').value === 'no' ? 'encrypt' : 'verify'
  }
  return settings('smtp_use_tls').value === 'yes' ? 'may' : 'none'
}

/** True for a level at which mail never goes out in clear where it applies. */
export function isMandatory(level: ClientLevel): boolean {
  return level !== 'none' && level !== 'may'
}
