import type { Command } from 'commander'
import { command, listOption, lookOptions, resolverOptions, type SetExit } from '../program.ts'
import type { CheckOptions } from './check-command.ts'
import type { GenerateOptions } from './generate-command.ts'
import type { ParseOptions } from './parse-command.ts'
import type { ServeOptions } from './serve-command.ts'

/** `wiretight mta-sts`: policies that make senders insist on encryption. */
export function mtaStsProgram(signal: AbortSignal, setExit: SetExit): Command {
  const program = command('mta-sts')
    .description('MTA-STS (RFC 8461): check, read, write and serve policies.')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  wiretight mta-sts check example.com\n')
  program.addCommand(checkProgram(signal, setExit))
  program.addCommand(parseProgram(setExit))
  program.addCommand(generateProgram(setExit))
  program.addCommand(serveProgram(signal, setExit))
  return program
}

function checkProgram(signal: AbortSignal, setExit: SetExit): Command {
  const program = command('check')
    .description('Look up the record of a domain, fetch its policy, and compare that with the exchangers.')
    .argument('<domain>', 'such as example.com')
  return lookOptions(resolverOptions(program))
    .addOption(listOption('--connect-to <h:p:a:p>', 'go to ADDRESS:PORT where HOST:PORT is meant'))
    .addOption(listOption('--resolve <h:a>', 'take ADDRESS for HOST'))
    .option('--ca-file <file>', 'trust these PEM certificates instead of Mozilla’s')
    .option('--allow-private', 'contact a policy host at a private address')
    .option('--lab', 'the built-in miniature internet instead of the real one')
    .addHelpText('after', CHECK_HELP)
    .action(async (domain: string, options: CheckOptions) => {
      const { checkCommand } = await import('./check-command.ts')
      setExit(await checkCommand(domain, options, signal))
    })
}

const CHECK_HELP = `
Exit code: 0 senders get a policy that names every exchanger; 1 they do not; 2 usage;
3 not determined.

Example:
  wiretight mta-sts check example.com --json
`

function parseProgram(setExit: SetExit): Command {
  const program = command('parse')
    .description('Read a record, or a policy, by the grammar of RFC 8461.')
    .addOption(listOption('--record <text>', 'text of a TXT record; of several, the one that counts is selected'))
    .option('--policy <file>', 'file with a policy, or - for standard input')
    .option('--media-type <type>', 'Content-Type with which the policy is served')
  return lookOptions(program)
    .addHelpText('after', PARSE_HELP)
    .action(async (options: ParseOptions) => {
      const { parseCommand } = await import('./parse-command.ts')
      setExit(await parseCommand(options))
    })
}

const PARSE_HELP = `
Exit code: 0 valid; 1 invalid, or no record of MTA-STS; 2 usage.

Examples:
  wiretight mta-sts parse --record 'v=STSv1; id=20261124'
  curl -s https://mta-sts.example.com/.well-known/mta-sts.txt | wiretight mta-sts parse --policy -
`

function generateProgram(setExit: SetExit): Command {
  return command('generate')
    .description('Write a policy with its record, or say how to give one up.')
    .argument('<domain>', 'such as example.com')
    .option('--mode <mode>', 'enforce, testing or none')
    .addOption(listOption('--mx <pattern>', 'a host, or *.domain; may be repeated, or a list with commas'))
    .option('--max-age <time>', 'how long senders keep it: seconds, or such as 12h, 7d, 4w (default: 4w)')
    .option('--id <id>', 'the id of the record (default: made of the text)')
    .option('--withdraw', 'give MTA-STS up: the steps and when each may be taken')
    .option('--previous-max-age <time>', 'with --withdraw: the max_age of the policy that is given up')
    .option('--now <date>', 'with --withdraw: begin at this date')
    .option('--policy-only', 'nothing but the policy, for a file')
    .option('--json', 'as JSON')
    .option('--no-color', 'no colour')
    .addHelpText('after', GENERATE_HELP)
    .action(async (domain: string, options: GenerateOptions) => {
      const { generateCommand } = await import('./generate-command.ts')
      setExit(await generateCommand(domain, options))
    })
}

const GENERATE_HELP = `
Examples:
  wiretight mta-sts generate example.com --mode testing --mx mx1.example.com --mx '*.example.com'
  wiretight mta-sts generate example.com --withdraw --previous-max-age 4w
`

function serveProgram(signal: AbortSignal, setExit: SetExit): Command {
  return command('serve')
    .description('Serve the policies of a folder over HTTPS; changes of the files are taken up without a restart.')
    .requiredOption('--policies <folder>', 'folder with <domain>.txt, or policies.json: {domain: {mode, mx, maxAge}}')
    .requiredOption('--certificates <folder>', 'folder with certificates and keys in PEM; each is chosen by its names')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--port <n>', 'port to listen on (default: 8443)')
    .option('--admin-port <n>', 'port on loopback for /healthz, /metrics and /policies (default: none)')
    .addHelpText('after', SERVE_HELP)
    .action(async (options: ServeOptions) => {
      const { serveCommand } = await import('./serve-command.ts')
      setExit(await serveCommand(options, signal))
    })
}

const SERVE_HELP = `
The record that each policy needs is written to standard error when the policy is first served,
or changes.

Example:
  wiretight mta-sts serve --policies ./policies --certificates /etc/letsencrypt/live --port 443
`
