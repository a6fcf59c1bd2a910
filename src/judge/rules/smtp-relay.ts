import type { AddressRule } from '../rule.ts'
import { CLEAR, found, NOT_APPLICABLE, open } from '../verdict.ts'

/** Where mail between servers arrives; elsewhere users log in before they send to strangers. */
const SMTP_PORT = 25

/**
 * High, not critical: what is proved is an accepted RCPT. The message itself was never sent, and some servers accept every
 * recipient and refuse the message, or return it, later.
 */
const openRelay: AddressRule = {
  code: 'smtp-open-relay',
  scope: 'address',
  tls: false,
  optIn: '--open-relay',
  severity: 'high',
  title: 'The server takes mail from anybody for anybody',
  source: ['RFC 2505 section 2.1', 'RFC 5321 section 7.9'],
  explain:
    'A stranger began a message to another stranger, and the server accepted the recipient; the message itself was not sent. Unless it refuses such mail at a later step, spam goes out in its name within days, and its own mail is then turned away everywhere. The few servers that accept every recipient and return the mail later send those returns to people who wrote nothing. Ask from outside: a server may well relay for its own network, and this machine may be in it.',
  fix: {
    any: 'Take mail for other domains only from clients that have logged in, or whose addresses are listed; refuse unknown recipients while the client is connected.',
    postfix:
      'smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination\n# and see that mynetworks lists your own addresses only',
    exim: 'hostlist relay_from_hosts = localhost\n# in the ACL for RCPT, behind "accept hosts = +relay_from_hosts" and "accept authenticated = *":\nrequire message = relay not permitted\ndomains = +local_domains : +relay_to_domains',
    exchange:
      'Get-ReceiveConnector NAME | Remove-ADPermission -User "NT AUTHORITY\\ANONYMOUS LOGON" -ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient',
    sendmail:
      "dnl FEATURE(`promiscuous_relay')dnl\n# no such line may be left in sendmail.mc; your own domains stand in /etc/mail/relay-domains",
    opensmtpd:
      'action "outbound" relay\nmatch from local for any action "outbound"\nmatch from any auth for any action "outbound"',
  },
  verify:
    'swaks --server {address} --port {port} --from wiretight@example.com --to wiretight@example.org --quit-after RCPT',
  check: ({ server }) => {
    const { answer, reply } = server.smtp.relay
    if (server.mode === 'implicit' || server.port !== SMTP_PORT) return NOT_APPLICABLE
    if (answer.state === 'refused') return CLEAR
    if (answer.state === 'unknown') return open(answer.why)
    return found({
      kind: 'relay',
      from: reply?.from ?? '',
      to: reply?.to ?? '',
      code: reply?.code ?? 250,
      text: reply?.text ?? '',
    })
  },
}

/** Whether the server passes mail of strangers on. Nobody is asked that without being told to ask. */
export const SMTP_RELAY_RULES: readonly AddressRule[] = [openRelay]
