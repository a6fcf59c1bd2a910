import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type Peer, peerPath } from './require-peer.ts'

/** How a program ended and what it said. */
export interface Ended {
  readonly exitCode: number | null
  /** Standard output and standard error, in the order in which they came. */
  readonly output: string
}

/** What a program is given besides its parameters. */
export interface RunOptions {
  /** By default nothing. */
  readonly input?: string
  /** After this time the program is ended. By default a minute. */
  readonly timeoutMilliseconds?: number
}

/** Runs a peer's client program to its end without blocking the servers that live in this process. */
export async function runProgram(peer: Peer, parameters: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = spawn(peerPath(peer), parameters, {
    timeout: options.timeoutMilliseconds ?? 60_000,
    killSignal: 'SIGKILL',
    env: { PATH: process.env['PATH'], LANG: 'C', HOME: '/nonexistent' },
  })
  let output = ''
  const collect = (chunk: Buffer): void => {
    output += chunk.toString('latin1')
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  child.stdin.on('error', () => {}) // a program that ends before it has read everything
  child.stdin.end(options.input ?? '')
  await once(child, 'close')
  return { exitCode: child.exitCode, output }
}
