import { fail } from '../../../base/failure.ts'
import { LAB_ATTACKS, labAttackOf } from '../../../lab/attack/path-attack.ts'
import { asciiJson } from '../../../report/json.ts'
import { labStatusText } from '../../../report/lab-text.ts'
import { quoted, refuse } from '../check-options.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'
import { askLab } from './control-client.ts'
import { requireRunningLab } from './running-lab.ts'
import { labFiles, labFolder } from './runtime-folder.ts'

/** Options of `lab attack`. */
export interface LabAttackOptions {
  readonly on?: string
  readonly off?: true
}

/** Options of `lab status`. */
export interface LabStatusOptions {
  readonly json?: true
  readonly color: boolean
  readonly ascii?: true
}

/** `wiretight lab attack DOMAIN --on ATTACK | --off`: switches an attack of the running lab. Returns the exit code. */
export async function labAttackCommand(domain: string, options: LabAttackOptions): Promise<number> {
  if ((options.on === undefined) === (options.off === undefined)) refuse('--on', 'say either --on ATTACK or --off')
  const attack = options.on === undefined ? null : attackOf(options.on)
  await askLab(socketPath(), { ask: 'attack', domain: domainOf(domain), attack })
  const explain = LAB_ATTACKS.find((one) => one.attack === attack)?.explain
  const says =
    attack === null ? `${domainOf(domain)} is left alone.` : `On the path to ${domainOf(domain)}: somebody ${explain}.`
  await writeOut(`${says}\n`, undefined)
  return EXIT.clean
}

/** `wiretight lab status`: what runs, and who is attacked. Returns the exit code. */
export async function labStatusCommand(options: LabStatusOptions): Promise<number> {
  const { status } = await requireRunningLab()
  const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii ?? false }, process.env)
  const text = options.json ? `${asciiJson(JSON.stringify(status, null, 2))}\n` : labStatusText(status, look)
  await writeOut(text, undefined)
  return EXIT.clean
}

/** How often it is looked whether the lab has gone, and how long. */
const LOOK_MILLISECONDS = 20
const LOOKS = 250

/** `wiretight lab down`: ends the running lab, and waits until it has ended. Returns the exit code. */
export async function labDownCommand(): Promise<number> {
  const { status } = await requireRunningLab()
  await askLab(socketPath(), { ask: 'down' })
  for (let looks = 0; isAlive(status.pid); looks += 1) {
    if (looks > LOOKS) fail({ code: 'lab-running', pid: status.pid })
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS))
  }
  return EXIT.clean
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function attackOf(word: string): string {
  const words = LAB_ATTACKS.flatMap(({ attack, also }) => [attack, ...also])
  return labAttackOf(word) ?? refuse('--on', `there is no attack ${quoted(word)}; there are ${words.join(', ')}`)
}

/** Domains of the lab are written with or without their top. */
function domainOf(text: string): string {
  const name = text.toLowerCase().replace(/\.$/, '')
  return name.includes('.') ? name : `${name}.lab`
}

function socketPath(): string {
  return labFiles(labFolder()).socket
}
