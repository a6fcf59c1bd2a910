import type { Command } from 'commander'
import { command, contactOptions, listOption, type SetExit } from '../program.ts'
import type { SClientOptions } from './s-client-command.ts'

/** `wiretight s-client`: one whole handshake with one mail server. */
export function sClientProgram(signal: AbortSignal, setExit: SetExit): Command {
  const program = command('s-client')
    .description('Make one TLS handshake with a mail server and show it as openssl s_client does, with the command.')
    .argument('<host>', 'host, host:port, [ip]:port, smtp://host or smtps://host (default: port 25, STARTTLS)')
    .option('--showcerts', 'every certificate as PEM')
    .option('--ca-file <file>', 'trust these PEM certificates instead of Mozilla’s')
    .option('--ehlo <name>', 'the name to greet with (default: this machine’s)')
    .option('--lab', 'the built-in miniature internet instead of the real one')
    .option('--resolver <address>', 'ask this DNS resolver: ADDRESS, tls://… or https://…')
    .addOption(listOption('--connect-to <h:p:a:p>', 'go to ADDRESS:PORT where HOST:PORT is meant'))
    .addOption(listOption('--resolve <h:a>', 'take ADDRESS for HOST'))
  return contactOptions(program)
    .option('--json', 'as JSON')
    .option('--no-color', 'no colour')
    .addHelpText('after', HELP)
    .action(async (host: string, options: SClientOptions) => {
      const { sClientCommand } = await import('./s-client-command.ts')
      setExit(await sClientCommand(host, options, signal))
    })
}

const HELP = `
Exit code: 0 the handshake was completed, whatever the chain is worth; 1 the server has no TLS, or
the handshake failed; 2 usage; 3 no connection, or no answer.

Example:
  wiretight s-client mx.example.com
`
