import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { tellGuardian } from './guardian.ts'
import { LOG_CHARACTERS } from './running-peer.ts'

/** A child process that serves. */
export interface Daemon {
  readonly pid: number
  /** What it wrote to stdout and stderr. */
  readonly output: () => string
  /** Ends it and every process of its group; resolves when it is gone. */
  readonly stop: () => Promise<void>
}

/** How to start a daemon and how to tell that it serves. */
export interface DaemonPlan {
  readonly program: string
  readonly parameters: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly folder?: string
  /** Either a port that accepts connections, or words in the output. */
  readonly ready: { readonly address: string; readonly port: number } | RegExp
  /** More to show when the start fails, such as a log file's text. */
  readonly explain?: () => string
}

/** A daemon must serve within this time. */
const START_MILLISECONDS = 15_000

/** After SIGTERM a daemon has this long before SIGKILL. */
const STOP_MILLISECONDS = 3_000

/** Starts a daemon in a process group of its own and waits until it serves. Throws, with its output, when it ends first. */
export async function startDaemon(plan: DaemonPlan): Promise<Daemon> {
  const child = spawn(plan.program, [...plan.parameters], {
    cwd: plan.folder,
    env: { PATH: process.env['PATH'], LANG: 'C', ...plan.environment },
    detached: true, // a group of its own, which can be ended as a whole
    stdio: ['pipe', 'pipe', 'pipe'], // an open stdin: `openssl s_server` ends a connection when it reads the end
  })
  let output = ''
  const collect = (chunk: Buffer): void => {
    output = (output + chunk.toString('latin1')).slice(-LOG_CHARACTERS)
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  child.stdin.on('error', () => {}) // EPIPE of a child that closed it
  const { pid } = child
  if (pid === undefined) {
    const [error] = await once(child, 'error')
    throw error
  }
  tellGuardian('group', pid)
  const daemon: Daemon = { pid, output: () => output, stop: () => stop(child, pid) }
  const deadline = Date.now() + START_MILLISECONDS
  while (!(await isReady(plan.ready, output))) {
    const ended = child.exitCode !== null || child.signalCode !== null
    if (ended || Date.now() > deadline) {
      await daemon.stop()
      const what = ended ? `ended with ${child.exitCode ?? child.signalCode}` : 'does not serve'
      throw new Error(`${plan.program} ${what}\n${output}${plan.explain?.() ?? ''}`)
    }
    await sleep(15)
  }
  return daemon
}

async function stop(child: ChildProcess, pid: number): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), STOP_MILLISECONDS)
    await gone
    clearTimeout(timer)
  }
  // The group outlives its leader when a child of it did.
  signalGroup(pid, 'SIGKILL')
  while (groupLives(pid)) await sleep(5)
  tellGuardian('no-group', pid)
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // the group is gone, which is what we want
  }
}

/** True while a process of the group runs. Those that ended but were not reaped by init yet do not count. */
function groupLives(pid: number): boolean {
  return readdirSync('/proc').some((entry) => {
    if (!/^\d+$/.test(entry)) return false
    try {
      // proc(5): pid (command) state ppid pgrp …; the command may hold spaces and parentheses.
      const [state, , group] = readFileSync(`/proc/${entry}/stat`, 'latin1')
        .replace(/^.*\) /s, '')
        .split(' ')
      return Number(group) === pid && state !== 'Z' && state !== 'X'
    } catch {
      return false // it ended while we looked
    }
  })
}

async function isReady(ready: DaemonPlan['ready'], output: string): Promise<boolean> {
  return ready instanceof RegExp ? ready.test(output) : await accepts(ready)
}

/** True when a TCP connection to this place is accepted. */
export function accepts(place: { readonly address: string; readonly port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(place.port, place.address)
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}
