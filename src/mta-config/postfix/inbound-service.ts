import type { MasterService } from './master-cf.ts'
import type { PostfixConfiguration, Settings } from './postfix-configuration.ts'

/** What a port is for: mail from anywhere, or mail of one's own users. */
export type InboundRole = 'mx' | 'submission' | 'submissions'

/** A server of `master.cf` that takes mail, as it sees its settings. */
export interface InboundService {
  /** Null stands for the server that Postfix ships, when no `master.cf` was given. */
  readonly service: MasterService | null
  readonly role: InboundRole
  readonly settings: Settings
  /** What comes of `smtpd_tls_security_level`, `smtpd_tls_wrappermode` and their forerunners. */
  readonly level: 'none' | 'may' | 'encrypt'
  /** For a sentence: `port 25`, `submission`. */
  readonly title: string
}

/** The servers that strangers or users reach; those on the loopback addresses take mail from programs of the same machine. */
export function inboundServices(configuration: PostfixConfiguration): readonly InboundService[] {
  const { services, settings, settingsOf, masters } = configuration
  if (isLoopbackOnly(settings('inet_interfaces').value)) return []
  const servers = services.flatMap((service): readonly InboundService[] => {
    const isServer = service.command === 'smtpd' && (service.type === 'inet' || service.type === 'pass')
    if (!isServer || isLocalService(service.name.text)) return []
    return [inboundService(service, settingsOf(service))]
  })
  if (masters.length === 0 && !servers.some(({ role }) => role === 'mx')) {
    return [{ service: null, role: 'mx', settings, level: serverLevel(settings), title: 'port 25' }, ...servers]
  }
  return servers
}

function inboundService(service: MasterService, settings: Settings): InboundService {
  const port = portOf(service.name.text)
  const isWrapped = settings('smtpd_tls_wrappermode').value === 'yes'
  const role = isWrapped || SUBMISSIONS.has(port) ? 'submissions' : SUBMISSION.has(port) ? 'submission' : 'mx'
  const title = role === 'mx' && (port === 'smtp' || service.type === 'pass') ? 'port 25' : service.name.text
  return { service, role, settings, level: serverLevel(settings), title }
}

/**
 * The level at which smtpd runs: the wrapper mode counts before the level, and the level before the two parameters that it
 * replaced in Postfix 2.3 (smtpd(8)). A level that smtpd does not know counts as none here; another rule reports it.
 */
function serverLevel(settings: Settings): InboundService['level'] {
  if (settings('smtpd_tls_wrappermode').value === 'yes') return 'encrypt'
  const level = settings('smtpd_tls_security_level').value.toLowerCase()
  if (level === '') {
    if (settings('smtpd_enforce_tls').value === 'yes') return 'encrypt'
    return settings('smtpd_use_tls').value === 'yes' ? 'may' : 'none'
  }
  if (level === 'may') return 'may'
  return SERVER_ENCRYPT.has(level) ? 'encrypt' : 'none'
}

/** Levels that smtpd takes for `encrypt`, the last three with a warning. */
const SERVER_ENCRYPT: ReadonlySet<string> = new Set(['encrypt', 'fingerprint', 'verify', 'secure'])

const SUBMISSION: ReadonlySet<string> = new Set(['587', 'submission'])
const SUBMISSIONS: ReadonlySet<string> = new Set(['465', 'submissions', 'smtps', 'ssmtp', 'urd'])

/** `587` of `587`, `192.0.2.1:587`, `[::]:587`. */
function portOf(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1)
}

function isLocalService(name: string): boolean {
  return /^(?:127\.|localhost:|\[::1\]|\[127\.)/.test(name)
}

function isLoopbackOnly(interfaces: string): boolean {
  const words = interfaces.split(/[\s,]+/).filter((word) => word !== '')
  return words.length > 0 && words.every((word) => /^(?:loopback-only|localhost|127\.[\d.]+|\[?::1\]?)$/.test(word))
}
