import type { Command } from 'commander'
import { command, listOption, lookOptions, resolverOptions, type SetExit } from '../program.ts'
import type { CheckOptions } from './check-command.ts'
import type { GenerateOptions } from './generate-command.ts'
import type { ParseOptions } from './parse-command.ts'
import type { ReadOptions } from './read-command.ts'

/** `wiretight tls-rpt`: the record that asks senders for reports, and the reports that they send. */
export function tlsRptProgram(signal: AbortSignal, setExit: SetExit): Command {
  const program = command('tls-rpt')
    .description('TLS reporting (RFC 8460): check or write the record, read the reports.')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  wiretight tls-rpt read ~/Maildir/.tls-reports --audit report.json\n')
  program.addCommand(checkProgram(signal, setExit))
  program.addCommand(parseProgram(setExit))
  program.addCommand(generateProgram(setExit))
  program.addCommand(readProgram(signal, setExit))
  return program
}

function checkProgram(signal: AbortSignal, setExit: SetExit): Command {
  const program = command('check')
    .description('Look up the record of a domain, and whether reports can arrive where it says.')
    .argument('<domain>', 'such as example.com')
    .option('--lab', 'the built-in miniature internet instead of the real one')
  return lookOptions(resolverOptions(program))
    .addHelpText('after', CHECK_HELP)
    .action(async (domain: string, options: CheckOptions) => {
      const { checkCommand } = await import('./check-command.ts')
      setExit(await checkCommand(domain, options, signal))
    })
}

const CHECK_HELP = `
Exit code: 0 valid; 1 invalid, none or several; 2 usage; 3 not determined.

Example:
  wiretight tls-rpt check example.com
`

function parseProgram(setExit: SetExit): Command {
  const program = command('parse')
    .description('Read the text of a record; of several records, select the one that counts.')
    .addOption(listOption('--record <text>', 'text of a TXT record; may be repeated').makeOptionMandatory())
  return lookOptions(program)
    .addHelpText('after', PARSE_HELP)
    .action(async (options: ParseOptions) => {
      const { parseCommand } = await import('./parse-command.ts')
      setExit(await parseCommand(options))
    })
}

const PARSE_HELP = `
Exit code: 0 valid; 1 invalid; 2 usage.

Example:
  wiretight tls-rpt parse --record 'v=TLSRPTv1; rua=mailto:tls@example.com'
`

function generateProgram(setExit: SetExit): Command {
  const program = command('generate')
    .description('Write the record for a domain.')
    .argument('<domain>', 'such as example.com')
    .addOption(listOption('--rua <place>', 'an address, mailto: or https: URI; may be repeated').makeOptionMandatory())
  return lookOptions(program)
    .addHelpText('after', '\nExample:\n  wiretight tls-rpt generate example.com --rua tls-reports@example.com\n')
    .action(async (domain: string, options: GenerateOptions) => {
      const { generateCommand } = await import('./generate-command.ts')
      setExit(await generateCommand(domain, options))
    })
}

function readProgram(signal: AbortSignal, setExit: SetExit): Command {
  const program = command('read')
    .description('Read reports and say what they say together: JSON, gzip, mails, mailboxes, Maildirs, folders.')
    .argument('<file...>', 'files and folders, or - for standard input')
    .option('--audit <report>', 'put what this JSON report of check says beside each failing server')
    .option('--max-bytes <n>', 'the largest report, unpacked (default: 10485760)')
    .option('--format <form>', 'text, json, ndjson or csv (default: text)')
    .option('-o, --output <file>', 'write there instead of standard output')
    .option('-q, --quiet', 'no progress')
  return lookOptions(program)
    .addHelpText('after', READ_HELP)
    .action(async (files: readonly string[], options: ReadOptions) => {
      const { readCommand } = await import('./read-command.ts')
      setExit(await readCommand(files, options, signal))
    })
}

const READ_HELP = `
Exit code: 0 all were read; 1 at least one was not; 2 usage; 130 interrupted.

Example:
  wiretight tls-rpt read reports.mbox reports/*.json.gz
`
