import type { Command } from 'commander'
import { command, type SetExit } from '../program.ts'
import type { LabAttackOptions, LabStatusOptions } from './control-commands.ts'
import type { LabSendOptions } from './send-command.ts'
import type { LabUpOptions } from './up-command.ts'

/** `wiretight lab`: the miniature internet, kept running, with somebody on the path who attacks when told to. */
export function labProgram(signal: AbortSignal, setExit: SetExit): Command {
  const program = command('lab')
    .description('Keep the lab running, attack it, and let real mail servers send to it. Nothing leaves this machine.')
    .helpCommand(false)
    .addHelpText('after', LAB_HELP)
  program.addCommand(upProgram(signal, setExit))
  program.addCommand(attackProgram(setExit))
  program.addCommand(sendProgram(setExit))
  program.addCommand(statusProgram(setExit))
  program.addCommand(downProgram(setExit))
  program.addCommand(insideProgram(setExit), { hidden: true })
  return program
}

const LAB_HELP = `
While a lab is running, check --lab and dns --lab use it; otherwise they start one of their own.

Example:
  wiretight lab up
  wiretight check dane-good.lab --lab
  wiretight lab attack dane-good.lab --on strip
  wiretight lab send --as postfix-may anna@dane-good.lab
`

function upProgram(signal: AbortSignal, setExit: SetExit): Command {
  return command('up')
    .description('Start the lab, show its map, and keep it running until Ctrl-C or lab down.')
    .option('--real-ports', 'as root: each host at 127.x.y.z with ports 25, 465, 587 and 443, the DNS on port 53')
    .option('-q, --quiet', 'no map, and no news while it runs')
    .option('--no-color', 'no colour')
    .option('--ascii', 'plain signs only')
    .addHelpText('after', '\nExample:\n  wiretight lab up\n')
    .action(async (options: LabUpOptions) => {
      const { labUpCommand } = await import('./up-command.ts')
      setExit(await labUpCommand(options, signal))
    })
}

function attackProgram(setExit: SetExit): Command {
  return command('attack')
    .description('Put somebody on the path to a domain of the running lab, or send him home.')
    .argument('<domain>', 'such as dane-good.lab')
    .option(
      '--on <attack>',
      'strip, 454, forged-certificate, reset, policy-blocked, dns-forged or dns-stripped; one at a time',
    )
    .option('--off', 'leave the domain alone')
    .addHelpText('after', '\nExample:\n  wiretight lab attack dane-good.lab --on strip\n')
    .action(async (domain: string, options: LabAttackOptions) => {
      const { labAttackCommand } = await import('./control-commands.ts')
      setExit(await labAttackCommand(domain, options))
    })
}

function sendProgram(setExit: SetExit): Command {
  return command('send')
    .description(
      'Let a real Postfix or Exim of this machine send a message to the running lab. Needs root and unbound.',
    )
    .argument('<to>', 'such as anna@dane-good.lab')
    .requiredOption(
      '--as <sender>',
      'postfix-none, -may, -encrypt, -dane, -dane-only, -verify or -secure; exim, exim-try-dane, -require-dane or -require-tls',
    )
    .option('--json', 'as JSON')
    .option('--no-color', 'no colour')
    .option('--ascii', 'plain signs only')
    .addHelpText('after', SEND_HELP)
    .action(async (to: string, options: LabSendOptions) => {
      const { labSendCommand } = await import('./send-command.ts')
      setExit(await labSendCommand(to, options))
    })
}

const SEND_HELP = `
The mail server runs in a network of its own, where there is nothing but the lab; it neither sees nor changes the one that
this machine may have.

Exit code: 0 nobody could read the message; 1 somebody could, or did; 2 usage, or something is not installed.

Example:
  wiretight lab send --as postfix-may anna@dane-good.lab
`

function statusProgram(setExit: SetExit): Command {
  return command('status')
    .description('Show what runs, who is attacked, and how other programs find the lab.')
    .option('--json', 'as JSON')
    .option('--no-color', 'no colour')
    .option('--ascii', 'plain signs only')
    .addHelpText('after', '\nExample:\n  wiretight lab status --json\n')
    .action(async (options: LabStatusOptions) => {
      const { labStatusCommand } = await import('./control-commands.ts')
      setExit(await labStatusCommand(options))
    })
}

function downProgram(setExit: SetExit): Command {
  return command('down')
    .description('End the running lab.')
    .addHelpText('after', '\nExample:\n  wiretight lab down\n')
    .action(async () => {
      const { labDownCommand } = await import('./control-commands.ts')
      setExit(await labDownCommand())
    })
}

/** What `lab send` starts in a network of its own. */
function insideProgram(setExit: SetExit): Command {
  return command('send-inside')
    .argument('<socket>')
    .argument('<sender>')
    .argument('<to>')
    .action(async (socket: string, sender: string, to: string) => {
      const { labSendInside } = await import('./send-inside.ts')
      setExit(await labSendInside(socket, sender, to))
    })
}
