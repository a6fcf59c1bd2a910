import { quoted } from './exchange-subject.ts'
import { PROTOCOLS_KEY } from './rules-schannel.ts'

/** What to generate for. */
export interface ExchangeWishes {
  readonly least?: 'TLSv1.2' | 'TLSv1.3'
  /** Partners with TLS, for which mail is to be authenticated. */
  readonly partners?: readonly string[]
  /** The thumbprint of the certificate for SMTP. */
  readonly thumbprint?: string
}

const RETIRED = ['SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1'] as const
const ROLES = ['Server', 'Client'] as const
const FRAMEWORKS = [
  'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319',
  'HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\Microsoft\\.NETFramework\\v4.0.30319',
] as const
const STRONG = ['SystemDefaultTlsVersions', 'SchUseStrongCrypto'] as const

/** Suites of TLS 1.2 without forward secrecy, or with CBC, as Windows Server 2016 to 2022 name them. */
const LESSER_SUITES = [
  'TLS_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_256_CBC_SHA256',
  'TLS_RSA_WITH_AES_128_CBC_SHA256',
  'TLS_RSA_WITH_AES_256_CBC_SHA',
  'TLS_RSA_WITH_AES_128_CBC_SHA',
  'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
] as const

/** The PowerShell for connectors, certificate and suites, for the Exchange Management Shell. */
export function generateExchangePowerShell({ partners = [], thumbprint }: ExchangeWishes = {}): string {
  const certificate =
    thumbprint === undefined
      ? `# The certificate for SMTP: put its thumbprint here.\n# Enable-ExchangeCertificate -Thumbprint THUMBPRINT -Services SMTP\n`
      : `# The certificate for SMTP.\nEnable-ExchangeCertificate -Thumbprint ${thumbprint} -Services SMTP\n`
  const connectors = partners.map(
    (partner) => `# Mail to ${partner} goes out encrypted to an authenticated server, or not at all.
New-SendConnector -Name ${quoted(`To ${partner} (TLS)`)} -AddressSpaces ${quoted(partner)} -RequireTLS $true \`
  -TlsAuthLevel DomainValidation -ProtocolLoggingLevel Verbose
`,
  )
  return `# TLS settings of Exchange 2019 and later, written by wiretight. Run it in the Exchange Management Shell.
# The versions of TLS are in the registry: wiretight config generate exchange --part registry

${certificate}
# Mail that comes in: STARTTLS is offered and senders choose. A public exchanger may not require it
# (RFC 3207 section 4); MTA-STS lets senders require it. Passwords come inside TLS alone.
Get-ReceiveConnector | Where-Object { $_.PermissionGroups -match 'AnonymousUsers' } | ForEach-Object {
  $mechanisms = @($_.AuthMechanism.ToString() -split ', ' | Where-Object { $_ -ne 'None' })
  if ($mechanisms -notcontains 'Tls') { $mechanisms += 'Tls' }
  if ($mechanisms -contains 'BasicAuth' -and $mechanisms -notcontains 'BasicAuthRequireTLS') { $mechanisms += 'BasicAuthRequireTLS' }
  Set-ReceiveConnector -Identity $_.Identity -AuthMechanism ($mechanisms -join ',') -ProtocolLoggingLevel Verbose
}

# Mail that goes out: TLS wherever it is offered. Without Exchange Online there is neither DANE nor MTA-STS.
Get-SendConnector | Where-Object { $_.IgnoreSTARTTLS } | Set-SendConnector -IgnoreSTARTTLS $false
Get-SendConnector | Set-SendConnector -ProtocolLoggingLevel Verbose

${connectors.join('\n')}${connectors.length > 0 ? '\n' : ''}# Suites without forward secrecy.
${LESSER_SUITES.map((suite) => `Disable-TlsCipherSuite -Name ${suite} -ErrorAction SilentlyContinue`).join('\n')}
`
}

/** The registry file that switches the retired versions off and has .NET leave the choice to Windows; restart after it. */
export function generateExchangeRegistry({ least = 'TLSv1.2' }: ExchangeWishes = {}): string {
  const off = least === 'TLSv1.3' ? [...RETIRED, 'TLS 1.2'] : RETIRED
  const on = least === 'TLSv1.3' ? ['TLS 1.3'] : ['TLS 1.2']
  const protocol = (version: string, enabled: boolean): readonly string[] =>
    ROLES.map(
      (role) =>
        `[${PROTOCOLS_KEY}\\${version}\\${role}]\n"Enabled"=dword:0000000${enabled ? 1 : 0}\n"DisabledByDefault"=dword:0000000${enabled ? 0 : 1}\n`,
    )
  const frameworks = FRAMEWORKS.map((key) => `[${key}]\n${STRONG.map((name) => `"${name}"=dword:00000001\n`).join('')}`)
  return file(
    [
      '; TLS settings of Exchange, written by wiretight: versions before 1.2 are retired (RFC 8996).',
      '; Restart the server afterwards. The file from --part undo takes this back.',
    ],
    [
      ...off.flatMap((version) => protocol(version, false)),
      ...on.flatMap((version) => protocol(version, true)),
      ...frameworks,
    ],
  )
}

/** The registry file that takes {@link generateExchangeRegistry} back: every value goes, so that Windows' defaults hold. */
export function generateExchangeUndo({ least = 'TLSv1.2' }: ExchangeWishes = {}): string {
  const versions = least === 'TLSv1.3' ? [...RETIRED, 'TLS 1.2', 'TLS 1.3'] : [...RETIRED, 'TLS 1.2']
  const keys = versions.flatMap((version) =>
    ROLES.map((role) => `[${PROTOCOLS_KEY}\\${version}\\${role}]\n"Enabled"=-\n"DisabledByDefault"=-\n`),
  )
  const frameworks = FRAMEWORKS.map((key) => `[${key}]\n${STRONG.map((name) => `"${name}"=-\n`).join('')}`)
  return file(
    ['; Takes back what wiretight config generate exchange --part registry wrote. Restart the server afterwards.'],
    [...keys, ...frameworks],
  )
}

function file(comments: readonly string[], keys: readonly string[]): string {
  return `Windows Registry Editor Version 5.00\r\n\r\n${comments.join('\r\n')}\r\n\r\n${keys.join('\n').replaceAll('\n', '\r\n')}`
}
