import { Command, Option } from 'commander'

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

/** Lets the settings file be named behind a command as well as before it. Its help is that of the program. */
export function takeSettings(program: Command): void {
  for (const below of program.commands) takeSettings(below)
  if (program.options.some((option) => option.attributeName() === 'config')) return
  program.addOption(new Option('--config <file>').hideHelp()).addOption(new Option('--no-config').hideHelp())
}
