import type { Command } from 'commander'
import { command, type SetExit } from '../program.ts'
import type { LogsOptions } from './logs-command.ts'

/** `wiretight logs`: what this server's own log says about TLS. */
export function logsProgram(signal: AbortSignal, setExit: SetExit): Command {
  return command('logs')
    .description(
      'Read mail logs of Postfix, Exim or Sendmail: how much was encrypted, how, with whom, and what would break.',
    )
    .argument('<file...>', 'logs in any order, also rotated and compressed (gzip, Zstandard); - for standard input')
    .option('--format <form>', 'text, json, csv or html (default: text)')
    .option('--json', 'short for --format json')
    .option('-o, --output <file>', 'write there instead of standard output')
    .option('-q, --quiet', 'no progress')
    .option('--no-color', 'no colour')
    .option('--ascii', 'plain signs only')
    .addHelpText('after', HELP)
    .action(async (files: readonly string[], options: LogsOptions) => {
      const { logsCommand } = await import('./logs-command.ts')
      setExit(await logsCommand(files, options, signal))
    })
}

const HELP = `
Understood: syslog, RFC 5424, ISO timestamps, Exim's own files, journalctl -o short-iso, json
and export.
Exit code: 0 read; 2 usage; 3 no mail in it; 130 interrupted (what was read until then is shown).

Examples:
  wiretight logs /var/log/mail.log*
  journalctl -u postfix -o export | wiretight logs - --format html -o mail.html
`
