import { domainNameOrNull } from '../../../base/domain-name.ts'
import { fail } from '../../../base/failure.ts'
import { LAB_ATTACKS } from '../../../lab/attack/path-attack.ts'
import { runInPrivateWorld } from '../../../lab/senders/private-world.ts'
import { requirePostfixMaster, requireProgram } from '../../../lab/senders/programs.ts'
import { SENDER_KINDS, type SenderKind, senderKindById } from '../../../lab/senders/sender-kind.ts'
import { asciiJson } from '../../../report/json.ts'
import type { LabSeenMail, LabSendDocument } from '../../../report/lab-documents.ts'
import { labSendText } from '../../../report/lab-text.ts'
import { quoted, refuse } from '../check-options.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'
import { askLab } from './control-client.ts'
import { type RunningLab, requireRunningLab } from './running-lab.ts'
import { labFiles, labFolder } from './runtime-folder.ts'
import { parseInsideResult } from './send-inside.ts'

/** Options of `lab send`. */
export interface LabSendOptions {
  readonly as: string
  readonly json?: true
  readonly color: boolean
  readonly ascii?: true
}

/**
 * `wiretight lab send --as SENDER TO`: lets a real mail server of this machine send one message into the running lab, from a
 * network of its own, and shows what became of it. Returns the exit code: 1 when somebody could read the message.
 */
export async function labSendCommand(to: string, options: LabSendOptions): Promise<number> {
  const kind = kindOf(options.as)
  const { status } = await requireRunningLab()
  const recipient = recipientOf(to, status)
  if (process.getuid?.() !== 0) fail({ code: 'root-needed', what: 'a mail server in a network namespace of its own' })
  const unshare = requireProgram('unshare')
  for (const name of ['ip', 'mount', 'unbound'] as const) requireProgram(name)
  if (kind.program === 'postfix') requirePostfixMaster()
  else requireProgram('exim4', 'exim')

  const { socket } = labFiles(labFolder())
  const before = await seenBy(socket, recipient)
  const inside = await runInside(unshare, [socket, kind.id, recipient])
  const seen = (await seenBy(socket, recipient)).slice(before.length)
  const attack = status.domains.find(({ domain }) => recipient.endsWith(`@${domain}`))?.attack ?? null
  const document: LabSendDocument = {
    schema: 'wiretight/lab-send@1',
    sender: { id: kind.id, name: kind.name, settings: kind.settings },
    to: recipient,
    attack: attack === null ? null : { name: attack, explain: explainOf(attack) },
    ...inside,
    seen: seen.map((mail) => (mail.host.endsWith('.attacker.lab') ? { ...mail, by: 'attacker' } : mail)),
  }
  const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii ?? false }, process.env)
  await writeOut(
    options.json ? `${asciiJson(JSON.stringify(document, null, 2))}\n` : labSendText(document, look),
    undefined,
  )
  const isOpen = document.delivery === 'plaintext' || document.seen.some(({ by }) => by === 'attacker')
  return isOpen ? EXIT.findings : EXIT.clean
}

function kindOf(id: string): SenderKind {
  const ids = SENDER_KINDS.map((kind) => kind.id).join(', ')
  return senderKindById(id) ?? refuse('--as', `there is no sender ${quoted(id)}; there are ${ids}`)
}

/** An address in a domain of the lab, in plain ASCII, so that it can stand in a command. */
function recipientOf(to: string, { domains }: RunningLab['status']): string {
  const [, local, domain = ''] = /^([A-Za-z0-9._+-]{1,64})@([^@\s]+)$/.exec(to) ?? []
  if (local === undefined) return refuse('TO', `expected an address such as anna@perfect.lab, not ${quoted(to)}`)
  const name = domainNameOrNull(domain)
  if (!domains.some((one) => one.domain === name)) refuse('TO', `the lab has no domain ${quoted(domain)}`)
  return `${local}@${name}`
}

function explainOf(name: string): string {
  return LAB_ATTACKS.find(({ attack }) => attack === name)?.explain ?? name
}

async function seenBy(socket: string, to: string): Promise<readonly LabSeenMail[]> {
  const answer = await askLab(socket, { ask: 'seen', to })
  return answer.answer === 'seen' ? answer.seen : []
}

/** This very program, in namespaces of its own, where it starts the mail server. */
async function runInside(
  unshare: string,
  parameters: readonly string[],
): Promise<Pick<LabSendDocument, 'delivery' | 'evidence'>> {
  const self = [process.execPath, ...process.execArgv, process.argv[1] ?? '', 'lab', 'send-inside', ...parameters]
  const { stdout, stderr } = await runInPrivateWorld(unshare, self)
  return parseInsideResult(stdout) ?? fail({ code: 'program-failed', program: 'unshare', text: stderr.trim() })
}
