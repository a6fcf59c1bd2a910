import { Command, Option } from 'commander'

/** Tells with which code the process is to end. */
export type SetExit = (code: number) => void

/** A command of the program, with help and errors as all of them have. */
export function command(name: string): Command {
  return new Command(name).helpOption('-h, --help', 'show help').showSuggestionAfterError(true).exitOverride()
}

/** An option that may be given many times; its values in order. */
export function listOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser<readonly string[]>((value, before) => [...(before ?? []), value])
}

/** Adds the options that say how the DNS is asked; `named-resolver.ts` reads them. */
export function resolverOptions(program: Command): Command {
  return program
    .option('--resolver <address>', 'ask this resolver: address[:port], tls://…, https://… (default: the system’s)')
    .option('--trust-anchor <file>', 'trust these DS or DNSKEY records instead of the root’s')
    .option('--iterate', 'ask the servers of each zone, from the root down')
    .option('--timeout <seconds>', 'the longest wait for any one answer (default: 3)')
    .option('--now <date>', 'judge signatures as if it were this date')
}

/** Adds the options that say who is asked, and where names lead. */
export function placeOptions(program: Command): Command {
  return program
    .option('--lab', 'the built-in miniature internet, not the real one')
    .option('--resolver <address>', 'ask this DNS resolver: ADDRESS, tls://… or https://…')
    .option('--trust-anchor <file>', 'trust these DNSSEC keys instead of the root’s')
    .option('--iterate', 'ask no resolver, but from the root downwards')
    .addOption(listOption('--connect-to <h:p:a:p>', 'go to ADDRESS:PORT where HOST:PORT is meant'))
    .addOption(listOption('--resolve <h:a>', 'take ADDRESS for HOST'))
}

/** Adds the options that say how servers are contacted. */
export function contactOptions(program: Command): Command {
  return program
    .option('--allow-private', 'contact names that resolve to private addresses')
    .option('-4, --ipv4', 'IPv4 only')
    .option('-6, --ipv6', 'IPv6 only')
    .option('--timeout <seconds>', 'the longest wait for any one answer')
}

/** Adds the options that say how a result looks. */
export function lookOptions(program: Command): Command {
  return program.option('--json', 'as JSON').option('--no-color', 'no colour').option('--ascii', 'plain signs only')
}

/** Lets the settings file be named behind a command as well as before it. Its help is that of the program. */
export function takeSettings(program: Command): void {
  for (const below of program.commands) takeSettings(below)
  if (program.options.some((option) => option.attributeName() === 'config')) return
  program.addOption(new Option('--config <file>').hideHelp()).addOption(new Option('--no-config').hideHelp())
}
