import { type Command, Option } from 'commander'
import { command, contactOptions, listOption, lookOptions, placeOptions, type SetExit } from '../program.ts'
import type { DaneCheckOptions } from './check-command.ts'
import type { DaneGenerateOptions } from './generate-command.ts'
import type { DaneMatchOptions } from './match-command.ts'
import type { DaneRolloverOptions } from './rollover-command.ts'

/** `wiretight dane`: the TLSA records of mail servers. */
export function daneProgram(signal: AbortSignal, setExit: SetExit): Command {
  const program = command('dane')
    .description('DANE (RFC 7672): check TLSA records, write them, match a chain, plan a change of keys.')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  wiretight dane check example.com\n')
  program.addCommand(checkProgram(signal, setExit))
  program.addCommand(generateProgram(signal, setExit))
  program.addCommand(matchProgram(setExit))
  program.addCommand(rolloverProgram(setExit))
  return program
}

function checkProgram(signal: AbortSignal, setExit: SetExit): Command {
  const program = command('check')
    .alias('verify')
    .description('Hold the TLSA records of every exchanger against every chain on every address.')
    .argument('<target>', 'domain, host:port, smtp://host or smtps://host')
    .option('--port <n>', 'the port of each exchanger (default: 25)')
  return lookOptions(networkOptions(program))
    .addHelpText('after', CHECK_HELP)
    .action(async (target: string, options: DaneCheckOptions) => {
      const { checkCommand } = await import('./check-command.ts')
      setExit(await checkCommand(target, options, signal))
    })
}

const CHECK_HELP = `
Exit code: 0 every exchanger is authenticated; 1 DANE fails, works in part, or is not there;
2 usage; 3 not determined.

Example:
  wiretight dane check example.com
`

function generateProgram(signal: AbortSignal, setExit: SetExit): Command {
  const program = command('generate')
    .description('Write the records of a certificate, a key, or all that a server shows, as lines of a zone.')
    .option('--cert <file>', 'PEM file of a certificate, a chain or a key; - for standard input')
    .option('--from <host:port>', 'take every chain that this server shows')
    .option('--usage <n>', '3 for the server’s own certificate, 2 for an authority’s (default: 3)')
    .option('--selector <n>', '1 for the key, 0 for all of the certificate (default: 1)')
    .option('--matching <n>', '1 for SHA-256, 2 for SHA-512, 0 in full (default: 1)')
    .option('--name <host>', 'the host of the MX record (default: that of --from)')
    .option('--port <n>', 'the port of the service (default: that of --from, else 25)')
    .option('--ttl <seconds>', 'put this TTL into the lines')
  return lookOptions(networkOptions(program))
    .addHelpText('after', GENERATE_HELP)
    .action(async (options: DaneGenerateOptions) => {
      const { generateCommand } = await import('./generate-command.ts')
      setExit(await generateCommand(options, signal))
    })
}

const GENERATE_HELP = `
Example:
  wiretight dane generate --cert chain.pem --name mx.example.com
`

function matchProgram(setExit: SetExit): Command {
  const program = command('match')
    .description('Match a chain in a file against TLSA records, without any connection.')
    .addOption(
      new Option('--tlsa <record...>', 'such as "3 1 1 HEX"; one or several, may be repeated').makeOptionMandatory(),
    )
    .requiredOption(
      '--chain <file>',
      'PEM file of the chain as sent, the server’s certificate first; - for standard input',
    )
    .addOption(listOption('--name <name>', 'a name of which one must stand in the certificate; may be repeated'))
    .option('--now <date>', 'judge as if it were this date')
    .option('--ca-file <file>', 'let usages 0 and 1 count too, with these roots, as in protocols other than SMTP')
  return lookOptions(program)
    .addHelpText('after', MATCH_HELP)
    .action(async (options: DaneMatchOptions) => {
      const { matchCommand } = await import('./match-command.ts')
      setExit(await matchCommand(options))
    })
}

const MATCH_HELP = `
Exit code: 0 authenticated; 1 failed, or no record can be used; 2 usage.

Example:
  wiretight dane match --tlsa "2 1 1 8d02…" --chain chain.pem --name mx.example.com
`

function rolloverProgram(setExit: SetExit): Command {
  const program = command('rollover')
    .description('Plan the change from one key to the next: what to publish when.')
    .requiredOption('--current <file>', 'PEM file of the chain, or key, in use')
    .requiredOption('--next <file>', 'PEM file of the next chain, or key')
    .option('--name <host>', 'the host of the MX record (default: the first name of --current)')
    .option('--port <n>', 'the port of the service (default: 25)')
    .option('--ttl <seconds>', 'the TTL of the records in the zone (default: 3600)')
    .option('--scheme <scheme>', '3+3 for two keys, 3+2 for a key and its authority (default: 3+3)')
    .addOption(new Option('--tlsa <record...>', 'the records in the zone (default: those of --current)'))
    .option('--now <date>', 'begin at this date')
  return lookOptions(program)
    .addHelpText('after', ROLLOVER_HELP)
    .action(async (options: DaneRolloverOptions) => {
      const { rolloverCommand } = await import('./rollover-command.ts')
      setExit(await rolloverCommand(options))
    })
}

const ROLLOVER_HELP = `
Example:
  wiretight dane rollover --current chain.pem --next next-key.pem --ttl 3600 --name mx.example.com
`

/** How servers and the DNS are reached, as for check. */
function networkOptions(program: Command): Command {
  return contactOptions(
    placeOptions(program).option('--ehlo <name>', 'the name to greet with (default: this machine’s)'),
  ).option('--now <date>', 'judge as if it were this date')
}
