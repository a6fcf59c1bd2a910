import { rmSync, writeFileSync } from 'node:fs'
import { attempt, fail } from '../../../base/failure.ts'
import type { LabPathEvent } from '../../../lab/attack/lab-path.ts'
import { labAttackOf } from '../../../lab/attack/path-attack.ts'
import { type Lab, startLab } from '../../../lab/lab.ts'
import type { LabMail } from '../../../lab/take-mail.ts'
import type { LabSeenMail, LabStatusDocument } from '../../../report/lab-documents.ts'
import { quoted, refuse } from '../check-options.ts'
import type { LabAnswer, LabRequest } from './control-protocol.ts'
import { startControlServer } from './control-server.ts'
import { askStatus } from './running-lab.ts'
import { labFiles, makeLabFolder } from './runtime-folder.ts'

/** What happens in a lab that people watch. */
export type LabNews =
  | { readonly kind: 'mail'; readonly mail: LabMail }
  | { readonly kind: 'path'; readonly event: LabPathEvent }
  | { readonly kind: 'attack'; readonly domain: string; readonly attack: string | null }

/** How a lab is kept. */
export interface KeepOptions {
  readonly folder: string
  readonly realPorts: boolean
  readonly onNews: (news: LabNews) => void
  /** Called when another process wants the lab to end. */
  readonly onDown: () => void
}

/** A lab that other processes can reach through its folder. */
export interface KeptLab {
  readonly status: () => LabStatusDocument
  readonly close: () => Promise<void>
}

/** Messages that are remembered, the newest last. */
const REMEMBERED = 200

/**
 * Starts a lab with attackers, and answers in its folder until it is closed. What a lab that died has left there is removed.
 *
 * @throws ProbeError `lab-running`, `file-unwritable`, `port-unusable`
 */
export async function keepLab({ folder, realPorts, onNews, onDown }: KeepOptions): Promise<KeptLab> {
  makeLabFolder(folder)
  const files = labFiles(folder)
  const other = await attempt(() => askStatus(files.socket))
  if (other.ok) fail({ code: 'lab-running', pid: other.value.pid })
  rmSync(files.socket, { force: true })

  const startedAt = new Date()
  const seen: LabSeenMail[] = []
  const remember = (mail: LabSeenMail): void => {
    seen.push(mail)
    if (seen.length > REMEMBERED) seen.shift()
  }
  const lab = await startLab(startedAt, {
    attackers: true,
    submission: true,
    ...(realPorts ? { realPorts } : {}),
    onMail: (mail) => {
      const { host, tls, to, text } = mail
      remember({ host, by: 'server', tls, to, text })
      onNews({ kind: 'mail', mail })
    },
    onPathEvent: (event) => {
      if (event.kind === 'read') {
        const { to, text } = event.mail
        remember({ host: event.host, by: 'attacker', tls: null, to, text })
      }
      onNews({ kind: 'path', event })
    },
  })
  writeFileSync(files.trustAnchor, lab.trustAnchor)
  writeFileSync(files.root, lab.rootPem)
  const status = (): LabStatusDocument => ({
    schema: 'wiretight/lab@1',
    pid: process.pid,
    startedAt: startedAt.toISOString(),
    realPorts,
    dns: lab.dnsServer,
    trustAnchor: lab.trustAnchor,
    trustAnchorFile: files.trustAnchor,
    rootPem: lab.rootPem,
    rootFile: files.root,
    domains: domainsOf(lab),
    places: lab.places,
  })
  const answer = (request: LabRequest): LabAnswer => {
    switch (request.ask) {
      case 'status':
        return { answer: 'status', status: status() }
      case 'attack':
        attackDomain(lab, request.domain, request.attack)
        onNews({ kind: 'attack', domain: request.domain, attack: request.attack })
        return { answer: 'done' }
      case 'seen':
        return { answer: 'seen', seen: seen.filter(({ to }) => to.includes(`<${request.to}>`)) }
      case 'down':
        // The answer has to leave first.
        setTimeout(onDown, 10)
        return { answer: 'done' }
      case 'tunnel':
      case 'tunnel-dns':
        return fail({ code: 'option-invalid', option: request.ask, reason: 'it is no question' })
      default:
        throw request satisfies never
    }
  }
  const server = await startControlServer(files.socket, {
    answer,
    dial: (request) => {
      if (request.ask === 'tunnel') return lab.dial(request)
      return request.ask === 'tunnel-dns' ? dialDns(lab) : null
    },
  })
  return {
    status,
    close: async () => {
      await Promise.all([server.close(), lab.close()])
      for (const file of [files.trustAnchor, files.root]) rmSync(file, { force: true })
    },
  }
}

async function dialDns({ dnsServer }: Lab): ReturnType<Lab['dial']> {
  const { dial } = await import('../../../smtp/dial.ts')
  return dial(dnsServer)
}

function attackDomain(lab: Lab, domain: string, word: string | null): void {
  const attack = word === null ? null : (labAttackOf(word) ?? refuse('--on', `there is no attack ${quoted(word)}`))
  lab.path?.use(domain, attack)
}

function domainsOf({ domains, path }: Lab): LabStatusDocument['domains'] {
  const attacks = path?.attacks()
  return domains.map(({ domain, teaches, hosts }) => ({
    domain,
    teaches,
    hosts: hosts.map(({ name, addresses }) => ({ name, addresses })),
    attack: attacks?.get(domain) ?? null,
  }))
}
