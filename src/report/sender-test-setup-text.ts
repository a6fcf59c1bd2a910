import { delegationRecords, type SenderTestSetup, unboundLines } from './sender-test-setup.ts'

/** The ports that mail servers, name servers and policy hosts have where nobody says otherwise. */
const USUAL = { smtp: 25, dns: 53, https: 443 } as const

/** How to let mail flow to a test, for people: what to add where, and what to send. */
export function renderSenderTestSetup(setup: SenderTestSetup): string {
  const sections =
    setup.mode === 'local' ? [resolving(setup), transporting(setup)] : [delegating(setup), certifying(setup)]
  return [...sections, sending(setup)]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
    .join('\n')
}

function resolving({ zone, dns, ds, resolver }: SenderTestSetup): readonly string[] {
  const own =
    resolver?.port === USUAL.dns
      ? [
          'Or, without unbound, for the time of the test (other names are passed on to the servers you have now):',
          ...indent([
            '# /etc/resolv.conf, first lines; a chrooted Postfix has a copy in its queue directory',
            `nameserver ${resolver.address}`,
            'options edns0 trust-ad',
          ]),
        ]
      : []
  return [
    `1. Let the resolver of the mail server know ${zone} (unbound, say in /etc/unbound/unbound.conf.d/sendertest.conf):`,
    ...indent(unboundLines({ zone, dns, ds })),
    ...own,
  ]
}

function transporting(setup: SenderTestSetup): readonly string[] {
  const { zone, mail, authorityFile } = setup
  const isUsual = mail.port === USUAL.smtp
  const trust = authorityFile === null ? [] : [`smtp_tls_CAfile = ${authorityFile}    # only to test verify and secure`]
  const postfix = isUsual
    ? trust
    : [
        '# master.cf',
        `sendertest unix - - n - - smtp -o smtp_tcp_port=${mail.port}`,
        '# main.cf',
        `transport_maps = inline:{ {.${zone} = sendertest:} }`,
        ...trust,
      ]
  return [
    '2. Let the mail server deliver there. Postfix:',
    ...indent(postfix.length > 0 ? postfix : ['(nothing to add)']),
    '   Exim (Debian’s own router ignores hosts in 127.0.0.0/8; this one goes before it):',
    ...indent([
      'sendertest_router:',
      '  driver = dnslookup',
      `  domains = *.${zone}`,
      '  transport = sendertest_smtp',
      '  dnssec_request_domains = *',
      '  self = send',
      'sendertest_smtp:',
      '  driver = smtp',
      ...(isUsual ? [] : [`  port = ${mail.port}`]),
      '  dnssec_request_domains = *',
      '  hosts_try_dane = *',
    ]),
  ]
}

function delegating(setup: SenderTestSetup): readonly string[] {
  return [
    `1. Have the parent of ${setup.zone} publish:`,
    ...indent(delegationRecords(setup)),
    `   and look with: wiretight sendertest check-delegation ${setup.zone}`,
  ]
}

function certifying({ zone, namesToCertify }: SenderTestSetup): readonly string[] {
  if (namesToCertify.length === 0) return []
  return [
    '2. Without a certificate of a public authority, what depends on one (MTA-STS, and senders that verify) cannot succeed.',
    `   Get one for these names and give it with --certificate FILE (PEM, chain and key):`,
    ...indent(wrapWords(namesToCertify.map((name) => name.slice(0, -zone.length - 1)))),
    `   each below ${zone}.`,
  ]
}

function sending({ zone, token, recipients, mailto, mail, web }: SenderTestSetup): readonly string[] {
  const cases = recipients.map((recipient) => recipient.slice(token.length + 1, -zone.length - 1))
  const [first] = mail.servers
  return [
    `Then send a message to each of ${recipients.length} recipients, from the mail server that is to be tested:`,
    ...indent([
      ...continued(`for c in ${cases.join(' ')}`),
      `do printf 'Subject: sender test\\n\\n' | sendmail ${token}@$c.${zone}; done`,
    ]),
    'or from a mail program, to all of them at once:',
    ...indent([mailto]),
    ...(first === undefined || first.addresses[0] === undefined
      ? []
      : [
          'or to one of them directly:',
          ...indent([
            `swaks --server ${bracketed(first.addresses[0])}:${mail.port} --to ${token}@${first.case}.${zone} --tls`,
          ]),
        ]),
    ...(web === null ? [] : [`The report: ${web}/${token}`]),
  ]
}

/** Columns of a line that people copy. */
const COPIED_WIDTH = 90

/** A command of the shell over several lines. */
function continued(text: string): readonly string[] {
  const lines = wrapWords(text.split(' '))
  return lines.map((line, at) => (at === lines.length - 1 ? line : `${line} \\`))
}

function wrapWords(words: readonly string[]): readonly string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= COPIED_WIDTH) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `     ${line}`)
}
