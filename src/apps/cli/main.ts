import { Command, CommanderError } from 'commander'
import { VERSION } from '../../audit/version.ts'
import { type Failure, ProbeError } from '../../base/failure.ts'
import type { RawCheckOptions } from './check-options.ts'
import { completionProgram } from './completion/completion-program.ts'
import { configProgram } from './config/config-program.ts'
import { daneProgram } from './dane/dane-program.ts'
import type { DnsOptions } from './dns-command.ts'
import type { ExplainOptions } from './explain-command.ts'
import { glossaryProgram } from './glossary/glossary-program.ts'
import { headersProgram } from './headers/headers-program.ts'
import type { JudgeOptions } from './judge-command.ts'
import { labProgram } from './lab/lab-program.ts'
import { logsProgram } from './logs/logs-program.ts'
import { mtaStsProgram } from './mta-sts/mta-sts-program.ts'
import {
  command,
  contactOptions,
  listOption,
  placeOptions,
  resolverOptions,
  type SetExit,
  takeSettings,
} from './program.ts'
import { sClientProgram } from './s-client/s-client-program.ts'
import { sendertestProgram } from './sendertest/sendertest-program.ts'
import { setupProgram } from './setup/setup-program.ts'
import { tablesProgram } from './tables/tables-program.ts'
import { tlsRptProgram } from './tls-rpt/tls-rpt-program.ts'

/** Exit codes that must not cost an import; `exit-code.ts` has them all. */
const USAGE = 2
const INTERRUPTED = 130

/**
 * The command line. Each command loads its code when it is called, so that help and version cost nothing.
 *
 * @param words the command line without program names
 */
export async function main(words: readonly string[]): Promise<void> {
  const interrupt = new AbortController()
  let exit = 0
  const setExit: SetExit = (code) => {
    exit = code
  }
  const program = createProgram(interrupt.signal, setExit, called(words))
  process.on('SIGINT', () => onInterrupt(interrupt))
  process.on('SIGTERM', () => onInterrupt(interrupt))
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `wiretight … | head` closes the pipe; that is no failure of ours.
    if (error.code === 'EPIPE') process.exit(exit)
    throw error
  })
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
    exit = await exitOfError(error)
  }
  process.exitCode = exit
}

/** The first interrupt ends the work and prints what there is; a second one ends the process. */
function onInterrupt(interrupt: AbortController): void {
  if (interrupt.signal.aborted) process.exit(INTERRUPTED)
  interrupt.abort()
}

async function exitOfError(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE
  if (!(error instanceof ProbeError)) throw error
  const { failureSentence } = await import('../../report/wording.ts')
  process.stderr.write(`wiretight: ${failureSentence(error.failure)} [${error.failure.code}]\n`)
  return exitOfFailure(error.failure)
}

function exitOfFailure(failure: Failure): number {
  return failure.code === 'cancelled' ? INTERRUPTED : USAGE
}

type MakeCommand = (signal: AbortSignal, setExit: SetExit) => Command

/** Every command, in the order of the help. */
const COMMANDS: Readonly<Record<string, MakeCommand>> = {
  check: checkProgram,
  judge: (_signal, setExit) => judgeProgram(setExit),
  dns: dnsProgram,
  dane: daneProgram,
  'mta-sts': mtaStsProgram,
  setup: setupProgram,
  'tls-rpt': tlsRptProgram,
  headers: headersProgram,
  logs: logsProgram,
  's-client': sClientProgram,
  config: configProgram,
  sendertest: sendertestProgram,
  explain: (_signal, setExit) => explainProgram(setExit),
  tables: (_signal, setExit) => tablesProgram(setExit),
  glossary: (_signal, setExit) => glossaryProgram(setExit),
  completion: (_signal, setExit) => completionProgram(setExit),
  lab: labProgram,
  demo: demoProgram,
}

/** The command that is called, so that the others need not be made; undefined where all are looked at. */
function called([first = '']: readonly string[]): MakeCommand | undefined {
  return first === 'completion' || !Object.hasOwn(COMMANDS, first) ? undefined : COMMANDS[first]
}

/**
 * The command line as commander knows it; completions and the manual are written from it.
 *
 * @param only the one command that is needed; without it, all are there
 */
export function createProgram(signal: AbortSignal, setExit: SetExit, only?: MakeCommand): Command {
  const program = new Command('wiretight')
    .description('Finds out, proves and enforces how e-mail is encrypted between servers.')
    .version(VERSION, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .exitOverride()
    // A command may have a --version of its own, such as that of the software whose settings it writes.
    .enablePositionalOptions()
    .option('--config <file>', 'settings for options that are not given (default: ~/.config/wiretight/config.json)')
    .option('--no-config', 'use no settings file')
    .hook('preAction', async (_program, called) => {
      const { applySettings } = await import('./settings.ts')
      await applySettings(called, called.optsWithGlobals<{ readonly config?: string | boolean }>().config, process.env)
    })
    .addHelpText('after', HELP)
  for (const make of only === undefined ? Object.values(COMMANDS) : [only]) program.addCommand(make(signal, setExit))
  for (const each of program.commands) takeSettings(each)
  return program
}

const HELP = `
Environment: WIRETIGHT_RESOLVER (as --resolver), WIRETIGHT_CA_FILE (as --ca-file), WIRETIGHT_CONFIG (as --config),
NO_COLOR, FORCE_COLOR. What stands on the command line counts first, then the environment, then the settings.

Example:
  wiretight check example.com
`

function checkProgram(signal: AbortSignal, setExit: SetExit): Command {
  const program = outputOptions(command('check'))
    .description('Audit how mail to a domain, or a mail server, is encrypted.')
    .argument(
      '[target...]',
      'domain, host:port, [ip]:port, smtp://host, smtps://host, or - for lines of standard input',
    )
    .option('--quick', 'a verdict in the fewest connections')
    .option('--full', 'every suite, group and feature')
    .option('--ports <list>', 'ports of each exchanger (default: 25)')
    .option('--connections <n>', 'at most so many connections to each server')
    .option('--lanes <n>', 'at most so many at once (default: 4)')
    .option('--resume <file>', 'go on from an earlier JSON report, for its target')
    .option('--only <codes>', 'these findings alone, such as cipher-rc4,cert-expired')
  placeOptions(program)
    .option('--ca-file <file>', 'trust these PEM certificates instead of Mozilla’s')
    .option('--ehlo <name>', 'the name to greet with (default: this machine’s)')
    .option('--no-dane', 'look for no TLSA records')
    .option('--no-mta-sts', 'look for no MTA-STS policy')
    .option('--open-relay', 'try whether servers take mail from anybody for anybody; sends none, no plan does it')
  return contactOptions(program)
    .option('--now <date>', 'judge as if it were this date')
    .option('-q, --quiet', 'no progress')
    .addHelpText('after', CHECK_HELP)
    .action(async (targets: readonly string[], options: RawCheckOptions) => {
      const { checkCommand } = await import('./check-command.ts')
      setExit(await checkCommand(targets, options, signal))
    })
}

const CHECK_HELP = `
Example:
  wiretight check example.com --format json -o report.json --format text
`

function judgeProgram(setExit: SetExit): Command {
  return outputOptions(command('judge'))
    .description('Judge the facts of a stored JSON report again, without any connection.')
    .argument('<report>', 'file written by check --json, or - for standard input')
    .addHelpText(
      'after',
      '\nExample:\n  wiretight judge report.json --format html -o report.html --format sarif -o report.sarif\n',
    )
    .action(async (file: string, options: JudgeOptions) => {
      const { judgeCommand } = await import('./judge-command.ts')
      setExit(await judgeCommand(file, options))
    })
}

function dnsProgram(signal: AbortSignal, setExit: SetExit): Command {
  const program = command('dns')
    .description('Look up a name and validate the answer here, from the trust anchor down.')
    .argument('<name>', 'such as example.com or _25._tcp.mx.example.com')
    .argument('<type>', 'such as MX or TLSA, or TYPE257 for any number')
  return resolverOptions(program)
    .option('--lab', 'ask the DNS of the lab on this machine, such as bogus.lab')
    .option('--json', 'as JSON')
    .option('--no-color', 'no colour')
    .addHelpText('after', DNS_HELP)
    .action(async (name: string, type: string, options: DnsOptions) => {
      const { dnsCommand } = await import('./dns-command.ts')
      setExit(await dnsCommand(name, type, options, signal))
    })
}

const DNS_HELP = `
Exit code: 0 secure or insecure, also when there is no such record; 1 bogus; 2 usage; 3 not determined.

Example:
  wiretight dns _25._tcp.mx.example.com TLSA --resolver 1.1.1.1
`

function explainProgram(setExit: SetExit): Command {
  return command('explain')
    .description('Tell all about a diagnostic code; without one, list them.')
    .argument('[code]', 'such as tls-version-obsolete')
    .option('--json', 'as JSON')
    .option('--markdown', 'as Markdown')
    .option('--no-color', 'no colour')
    .addHelpText('after', '\nExample:\n  wiretight explain cert-expired\n')
    .action(async (code: string | undefined, options: ExplainOptions) => {
      const { explainCommand } = await import('./explain-command.ts')
      setExit(await explainCommand(code, options))
    })
}

function demoProgram(signal: AbortSignal, setExit: SetExit): Command {
  return command('demo')
    .description('Set up the lab, audit every domain of it, and write wiretight-demo.json and wiretight-demo.html.')
    .option('--no-color', 'no colour')
    .option('--ascii', 'plain signs only')
    .addHelpText('after', '\nExample:\n  wiretight demo\n')
    .action(async (options: Pick<RawCheckOptions, 'color' | 'ascii'>) => {
      const { demoCommand } = await import('./demo-command.ts')
      setExit(await demoCommand(options, signal))
    })
}

/** Options of every command that writes reports. */
function outputOptions(program: Command): Command {
  return program
    .option('--profile <name>', 'judge by guide-2026 (default), rfc9325, ncsc-nl-2025')
    .addOption(listOption('--format <form>', 'text, json, ndjson, csv, html, markdown, sarif or junit (default: text)'))
    .option('--json', 'short for --format json')
    .addOption(listOption('-o, --output <file>', 'write there; once for each --format, in the same order'))
    .option('--fail-on <severity>', 'critical, high, medium, low or never (default: high)')
    .option('--no-color', 'no colour')
    .option('--ascii', 'plain signs only')
}
