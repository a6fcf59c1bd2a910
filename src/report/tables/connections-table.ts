import { columns, type ReferenceTable } from './table.ts'

/** How TLS starts on each port of a mail server, and who uses it. */
export const CONNECTIONS: ReferenceTable = {
  name: 'ports',
  title: 'Explicit and implicit TLS',
  source: 'RFC 3207, RFC 8314 sections 3 and 7.3, RFC 5321, RFC 6186',
  columns: columns({
    port: 'port',
    service: 'service',
    tls: 'TLS',
    start: 'how it starts',
    clear: 'in clear before',
    users: 'who connects',
    defence: 'against a downgrade',
  }),
  rows: [
    {
      port: '25',
      service: 'smtp',
      tls: 'explicit (STARTTLS)',
      start: 'plain connection, then the command STARTTLS',
      clear: 'greeting and EHLO',
      users: 'other mail servers',
      defence: 'MTA-STS or DANE of the domain',
    },
    {
      port: '587',
      service: 'submission',
      tls: 'explicit (STARTTLS)',
      start: 'plain connection, then the command STARTTLS',
      clear: 'greeting and EHLO',
      users: 'mail programs that log in',
      defence: 'the program insists on TLS and on the certificate',
    },
    {
      port: '465',
      service: 'submissions',
      tls: 'implicit',
      start: 'TLS from the first byte',
      clear: 'nothing',
      users: 'mail programs that log in',
      defence: 'there is nothing to strip',
    },
    {
      port: '443',
      service: 'https',
      tls: 'implicit',
      start: 'TLS from the first byte',
      clear: 'nothing',
      users: 'senders that fetch an MTA-STS policy',
      defence: 'there is nothing to strip',
    },
  ],
  note: 'RFC 8314 prefers 465 to 587 for mail programs. Between servers there is no implicit TLS: port 25 is the only one.',
}
