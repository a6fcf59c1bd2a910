import { join } from 'node:path'
import type { Simulated } from '../../../src/judge/senders/sender.ts'
import { runInPrivateWorld } from '../../../src/lab/senders/private-world.ts'
import type { SeenDelivery } from '../../../src/lab/senders/read-delivery.ts'
import { peerPath } from './require-peer.ts'

/** What became of one message. */
export interface MatrixCell extends SeenDelivery {
  /** How it arrived at a server, as that server saw it; null when none took it. */
  readonly arrived: 'tls' | 'clear' | null
  /** Somebody who was not meant to has read it. */
  readonly read: boolean
  /** What became of it at the next attempt, where the sender makes one soon and it differs. */
  readonly later?: SeenDelivery
}

/** One domain and attack. */
export interface MatrixRow {
  readonly name: string
  readonly title: string
  readonly attack: string | null
  /** By the id of the sender. */
  readonly cells: Readonly<Record<string, MatrixCell>>
  /** By the id of the simulated sender, from an audit of the domain in peace; null where the simulation has no word for the attack. */
  readonly predicted: Readonly<Record<string, Pick<Simulated, 'delivery' | 'why'>>> | null
}

/** What the world writes. */
export interface Matrix {
  readonly schema: 'wiretight/protection-matrix@1'
  /** Versions of the programs. */
  readonly senders: Readonly<Record<string, string>>
  readonly rows: readonly MatrixRow[]
}

/** Lets the world run in namespaces of its own, which takes about a minute, and gives what it wrote. */
export async function measureMatrix(): Promise<Matrix> {
  const program = join(import.meta.dirname, 'matrix-world.ts')
  const command = [process.execPath, program]
  const { stdout, stderr } = await runInPrivateWorld(peerPath('unshare'), command, DEADLINE_MILLISECONDS)
  if (!stdout.startsWith('{')) throw new Error(`no matrix but ${stdout}${stderr}`)
  return JSON.parse(stdout) as Matrix // the border: written by matrix-world.ts
}

const DEADLINE_MILLISECONDS = 200_000
