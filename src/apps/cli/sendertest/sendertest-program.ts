import type { Command } from 'commander'
import { command, listOption, resolverOptions, type SetExit } from '../program.ts'
import type { CheckDelegationOptions } from './check-delegation-command.ts'
import type { SendertestOptions } from './sendertest-command.ts'

/** `wiretight sendertest`: what a mail server that sends does with servers that are good, broken, or under attack. */
export function sendertestProgram(signal: AbortSignal, setExit: SetExit): Command {
  const program = command('sendertest')
    // What stands behind a sub-command is that one's, though both have options of the same names.
    .enablePositionalOptions()
    .description(
      'Receive mail for a test of senders: a sub-domain for each case, and a report of what came and how. Nothing is kept of messages.',
    )
    .option('--local', 'on this machine, for its own mail server, without any delegation')
    .option('--real-ports', 'with --local: ports 25, 53 and 443, as root')
    .option('--network <prefix>', 'with --local: where on loopback (default: 127.25.0)')
    .option('--zone <name>', 'the zone that is delegated to this service (with --local: sendertest.example)')
    .addOption(listOption('--listen <address>', 'an address, or a block such as 2001:db8::/64, for mail servers'))
    .addOption(listOption('--dns <address>', 'an address for the name server (default: the first of --listen)'))
    .addOption(listOption('--https <address>', 'an address for MTA-STS policies (default: the first of --listen)'))
    .addOption(listOption('--name-server <name>', 'a name of the name server (default: ns1 in the zone)'))
    .option('--smtp-port <port>', 'in place of 25 (with --local: 10025)')
    .option('--dns-port <port>', 'in place of 53 (with --local: 10053)')
    .option('--https-port <port>', 'in place of 443 (with --local: 10443)')
    .option('--certificate <file>', 'PEM of a certificate that everybody trusts, its chain and its key')
    .option('--state <folder>', 'keep the key of the zone here, and write trust anchor, authority and setup.json')
    .option('--web <address:port>', 'let people begin tests and read reports here, in plain HTTP')
    .option('--settle <seconds>', 'after this time what has not come counts as not coming (default: 60)')
    .option('--wait <seconds>', 'end by itself this long after the first sign of the sender')
    .option('--format <form>', 'of the report: text, json, ndjson, csv, markdown or html (default: text)')
    .option('--json', 'short for --format json')
    .option('-o, --output <file>', 'write the report there instead of standard output')
    .option('--fail-on <severity>', 'critical, high, medium, low or never, with --wait (default: high)')
    .option('--no-color', 'no colour')
    .option('--ascii', 'plain signs only')
    .addHelpText('after', HELP)
    .action(async (options: SendertestOptions) => {
      const { sendertestCommand } = await import('./sendertest-command.ts')
      setExit(await sendertestCommand(options, signal))
    })
  program.addCommand(checkDelegationProgram(signal, setExit))
  return program
}

const HELP = `
It runs until it is interrupted, and then prints the report of the test that it began. With a form
other than text, and without -o, everything but the report goes to standard error.
Exit code: 0 stopped, or with --wait: clean; 1 findings (with --wait); 2 usage; 3 nothing came
(with --wait).

Examples:
  wiretight sendertest --local
  wiretight sendertest --zone test.example.com --listen 192.0.2.25 --state /var/lib/sendertest
`

function checkDelegationProgram(signal: AbortSignal, setExit: SetExit): Command {
  return resolverOptions(
    command('check-delegation')
      .description('See whether the world finds a sender test: delegation, DNSSEC, and the names of its cases.')
      .argument('<zone>', 'the zone that is delegated to the service'),
  )
    .option('--json', 'as JSON')
    .option('--no-color', 'no colour')
    .addHelpText(
      'after',
      '\nExit code: 0 all is well; 1 something is not; 2 usage; 3 not determined.\n\nExample:\n  wiretight sendertest check-delegation test.example.com --iterate\n',
    )
    .action(async (zone: string, options: CheckDelegationOptions) => {
      const { checkDelegationCommand } = await import('./check-delegation-command.ts')
      setExit(await checkDelegationCommand(zone, options, signal))
    })
}
