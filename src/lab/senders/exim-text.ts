/** The user that Debian's Exim was compiled for. */
export const EXIM_USER = 'Debian-exim'

/** What one Exim that sends has of its own. */
export interface EximSettings {
  /** The path of `exim4`. */
  readonly program: string
  /** A folder of {@link EXIM_USER}. */
  readonly spool: string
  /** The name with which it greets. */
  readonly name: string
  /** Of `log_selector`, each with its sign. */
  readonly logs: readonly string[]
  /** Further lines of the main section. */
  readonly main?: readonly string[]
  /** Options of the one transport. */
  readonly transport: readonly string[]
  /** Rules for trying again; without any a message is tried once. */
  readonly retry?: readonly string[]
}

/** Writes the configuration of an Exim that sends to whatever the DNS says, asks for DNSSEC, and takes no mail itself. */
export function eximText({ program, spool, name, logs, main = [], transport, retry = [] }: EximSettings): string {
  const options = (lines: readonly string[]): string => lines.map((line) => `  ${line}\n`).join('')
  const rules = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
  return `exim_path = ${program}
exim_user = ${EXIM_USER}
keep_environment =
primary_hostname = ${name}
spool_directory = ${spool}
log_file_path = ${spool}/%slog
log_selector = ${logs.join(' ')}
dns_dnssec_ok = 1
${rules(main)}
begin routers
all:
  driver = dnslookup
  domains = *
  transport = remote
  dnssec_request_domains = *
  self = send

begin transports
remote:
  driver = smtp
  dnssec_request_domains = *
${options(transport)}
begin retry
${rules(retry)}`
}
