import type { Command } from 'commander'
import { command, listOption, type SetExit } from '../program.ts'
import type { ExplainOptions } from './explain-command.ts'
import type { FixCommandOptions } from './fix-command.ts'
import type { GenerateOptions } from './generate-command.ts'
import type { LintOptions } from './lint-command.ts'

/** `wiretight config`: the TLS settings of Postfix, Exim and Exchange. */
export function configProgram(_signal: AbortSignal, setExit: SetExit): Command {
  const program = command('config')
    .description('Judge, mend and write the TLS settings of Postfix, Exim and Exchange.')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  wiretight config lint postfix /etc/postfix\n')
  program.addCommand(lintProgram(setExit))
  program.addCommand(fixProgram(setExit))
  program.addCommand(generateProgram(setExit))
  program.addCommand(explainProgram(setExit))
  return program
}

const SOFTWARE = 'postfix, exim or exchange'
const FILES = 'files of the software, a folder with them, or - for standard input'

function lintProgram(setExit: SetExit): Command {
  return judging(command('lint'))
    .description('Say what is wrong with settings, with the line and what to write instead.')
    .argument('<software>', SOFTWARE)
    .argument('<file...>', FILES)
    .option('--format <form>', 'text, json or sarif (default: text)')
    .option('--json', 'short for --format json')
    .option('-o, --output <file>', 'write there instead of standard output')
    .option('--fail-on <severity>', 'critical, high, medium, low or never (default: low)')
    .option('--now <date>', 'judge certificates as if it were this date')
    .addHelpText('after', LINT_HELP)
    .action(async (software: string, files: readonly string[], options: LintOptions) => {
      const { lintCommand } = await import('./lint-command.ts')
      setExit(await lintCommand(software, files, options))
    })
}

const LINT_HELP = `
Postfix: main.cf, master.cf, what postconf -n, -P and -M print. Exim: its configuration, and what
exim -bV prints. Exchange: what Get-SendConnector, Get-ReceiveConnector and Get-ExchangeCertificate
give as CliXml, JSON, CSV or list text, and registry files of SChannel.
Exit code: 0 nothing at or above --fail-on; 1 something; 2 usage, or a file that cannot be read.

Example:
  postconf -n | wiretight config lint postfix - --format sarif
`

function fixProgram(setExit: SetExit): Command {
  return judging(command('fix'))
    .description('Show what would end the findings as a diff, or write it. For Exchange, the PowerShell that does it.')
    .argument('<software>', SOFTWARE)
    .argument('<file...>', FILES)
    .option('--write', 'change the files; each is kept beside as FILE.bak')
    .option('--only <codes>', 'end these findings alone, such as config-version-obsolete')
    .addHelpText('after', '\nExample:\n  wiretight config fix postfix /etc/postfix/main.cf | less\n')
    .action(async (software: string, files: readonly string[], options: FixCommandOptions) => {
      const { fixCommand } = await import('./fix-command.ts')
      setExit(await fixCommand(software, files, options))
    })
}

function generateProgram(setExit: SetExit): Command {
  return judging(command('generate'))
    .description('Write TLS settings, each with the reason for it.')
    .argument('<software>', SOFTWARE)
    .option('--tls-min <version>', '1.2 or 1.3 (default: 1.2)')
    .option('--outbound <kind>', 'may, encrypt, dane or mta-sts (default: dane)')
    .option('--cert <file>', 'the certificate with its chain')
    .option('--key <file>', 'its key, when that is in a file of its own')
    .option('--ca-file <file>', 'Postfix: trusted authorities for outgoing mail')
    .option('--policy-server <table>', 'Postfix: the policy server for mta-sts')
    .option('--part <part>', 'Exchange: powershell, registry or undo (default: powershell)')
    .addOption(
      listOption('--partner <domain>', 'Exchange: a domain to which mail goes by authenticated TLS or not at all'),
    )
    .option('--thumbprint <hex>', 'Exchange: the certificate for SMTP')
    .option('-o, --output <file>', 'write there instead of standard output')
    .addHelpText(
      'after',
      '\nExample:\n  wiretight config generate postfix --version 3.7 --outbound dane --cert /etc/ssl/mail.pem\n',
    )
    .action(async (software: string, options: GenerateOptions) => {
      const { generateCommand } = await import('./generate-command.ts')
      setExit(await generateCommand(software, options))
    })
}

function explainProgram(setExit: SetExit): Command {
  return command('explain')
    .description('Tell what a level of Postfix did against each attack; without one, all beside each other.')
    .argument('[level...]', 'none, may, encrypt, fingerprint, verify, secure, dane or dane-only; or a code')
    .option('--json', 'as JSON')
    .option('--no-color', 'no colour')
    .option('--ascii', 'plain signs only')
    .addHelpText('after', '\nExample:\n  wiretight config explain dane\n')
    .action(async (words: readonly string[], options: ExplainOptions) => {
      const { explainCommand } = await import('./explain-command.ts')
      setExit(await explainCommand(words, options))
    })
}

/** Options that say by what to judge. */
function judging(program: Command): Command {
  return program
    .option('--version <release>', 'Postfix: the release, such as 3.7 (default: what the files tell)')
    .option('--library <name>', 'Exim: openssl or gnutls (default: what the files tell)')
    .option('--profile <name>', 'guide-2026, rfc9325 or ncsc-nl-2025 (default: guide-2026)')
    .option('--no-color', 'no colour')
    .option('--ascii', 'plain signs only')
}
