import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** What a run of a Node.js program took, by the kernel's account of its process. */
export interface ResourceUse {
  readonly exitCode: number | null
  readonly stdout: string
  readonly userSeconds: number
  readonly systemSeconds: number
  /** The most memory that was resident at any time, in megabytes of a million bytes. */
  readonly peakMegabytes: number
}

/** Runs inside the measured process, at its very end, and tells on a pipe of its own. */
const TELL = `process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  require('node:fs').writeSync(3, JSON.stringify({ userCPUTime, systemCPUTime, maxRSS }))
})`

/** Runs a script of Node.js to its end and says what it took. Throws when the process did not end by itself. */
export async function resourceUseOf(script: string, words: readonly string[]): Promise<ResourceUse> {
  const preload = `data:text/javascript,${encodeURIComponent(`import { createRequire } from 'node:module'
const require = createRequire('file:///')
${TELL}`)}`
  const child = spawn(process.execPath, ['--import', preload, script, ...words], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  })
  const texts = { stdout: '', told: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text
  })
  child.stdio[3]?.on('data', (chunk: Buffer) => {
    texts.told += chunk.toString('utf8')
  })
  await once(child, 'close')
  if (texts.told === '') throw new Error(`${script} ended with ${child.exitCode ?? child.signalCode}`)
  const told: { userCPUTime: number; systemCPUTime: number; maxRSS: number } = JSON.parse(texts.told)
  return {
    exitCode: child.exitCode,
    stdout: texts.stdout,
    userSeconds: told.userCPUTime / 1e6,
    systemSeconds: told.systemCPUTime / 1e6,
    peakMegabytes: (told.maxRSS * 1024) / 1e6, // the kernel counts kibibytes
  }
}
