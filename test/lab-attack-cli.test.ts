import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { labStatusSchema } from '../src/report/schema/lab-schema.ts'
import { type CliResult, runCli } from './support/run-cli.ts'

/* The command `lab` and what uses a running lab, as two terminals of one user. */

/** A user who may do nothing. */
const NOBODY = { uid: 65_534, gid: 65_534 }

const ENTRY = fileURLToPath(new URL('./support/cli-entry.ts', import.meta.url))

let runtime: string
let running: ChildProcess[] = []

beforeEach(() => {
  runtime = mkdtempSync(join(tmpdir(), 'wiretight-lab-cli-'))
})

afterEach(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  running = []
  rmSync(runtime, { recursive: true, force: true })
})

function run(...words: readonly string[]): Promise<CliResult> {
  return runCli(words, { environment: { XDG_RUNTIME_DIR: runtime } })
}

interface Up {
  readonly child: ChildProcess
  readonly output: () => string
}

/** Starts `lab up` and waits until it says that it runs. */
async function up(user: { readonly uid?: number; readonly gid?: number } = {}): Promise<Up> {
  const child = spawn(process.execPath, [ENTRY, 'lab', 'up'], {
    ...user,
    env: { ...process.env, XDG_RUNTIME_DIR: runtime, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  let output = ''
  await new Promise<void>((resolve, reject) => {
    const collect = (chunk: Buffer): void => {
      output += String(chunk)
      if (output.includes('ends it.')) resolve()
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    child.once('exit', (code) => reject(new Error(`lab up ended with ${code}\n${output}`)))
  })
  return { child, output: () => output }
}

const folder = (): string => join(runtime, 'wiretight-lab')

describe('a running lab', () => {
  test('is seen, attacked, audited under attack, and ended from a second terminal', async () => {
    const { child, output } = await up()
    expect(output()).toMatch(/^perfect\.lab +203\.0\.113\.10\+3 /)
    expect(output()).toMatch(/The lab of \d+ domains runs after \d+\.\d s\./)
    expect(statSync(folder()).mode & 0o077).toBe(0)

    const status = await run('lab', 'status', '--json')
    expect(status).toMatchObject({ code: 0, stderr: '' })
    const parsed = labStatusSchema.parse(JSON.parse(status.stdout))
    expect(parsed).toMatchObject({ pid: child.pid, realPorts: false })
    expect(existsSync(parsed.trustAnchorFile)).toBe(true)

    const check = (): Promise<CliResult> =>
      run('check', 'dane-good.lab', '--lab', '--quick', '--json', '--fail-on', 'high')
    const peace = await check()
    expect(peace.code).toBe(0)
    expect(peace.stderr).toMatch(/using the lab that runs since \d\d:\d\d:\d\d UTC \(nobody is attacked\)/)

    expect((await run('lab', 'attack', 'dane-good.lab', '--on', 'strip')).stdout).toMatch(/somebody takes STARTTLS out/)
    const attacked = await check()
    expect(attacked.code).toBe(1)
    expect(JSON.parse(attacked.stdout).findings.map(({ code }: { code: string }) => code)).toContain('starttls-missing')
    expect(attacked.stderr).toContain('(dane-good.lab: strip)')
    expect((await run('lab', 'status')).stdout).toMatch(/^ {2}dane-good\.lab {2}strip$/m)

    // The short form of a name, and another word for an attack.
    await run('lab', 'attack', 'dane-good', '--on', '454')
    expect((await run('lab', 'status')).stdout).toMatch(/dane-good\.lab {2}temporary-failure/)
    await run('lab', 'attack', 'dane-good', '--on', 'dns-forged')
    expect((await run('dns', 'dane-good.lab', 'MX', '--lab')).code).toBe(1)
    expect((await run('lab', 'attack', 'dane-good', '--off')).stdout).toBe('dane-good.lab is left alone.\n')
    expect((await run('dns', 'dane-good.lab', 'MX', '--lab')).code).toBe(0)

    expect(output()).toMatch(/^\d\d:\d\d:\d\d {2}dane-good\.lab is attacked: strip$/m)
    expect(output()).toMatch(/on the path to mx1\.dane-good\.lab: strip$/m)

    const gone = once(child, 'exit')
    expect(await run('lab', 'down')).toMatchObject({ code: 0, stdout: '' })
    expect(await gone).toEqual([0, null])
    expect(existsSync(join(folder(), 'control'))).toBe(false)
  })

  test('is one for each user, and ends at the first signal', async () => {
    const { child } = await up()
    const second = await run('lab', 'up')
    expect(second.code).toBe(2)
    expect(second.stderr).toContain(`(process ${child.pid}); stop it with: wiretight lab down [lab-running]`)
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await gone).toEqual([0, null])
    expect(existsSync(join(folder(), 'control'))).toBe(false)
  })

  test('that died leaves a socket, which does not matter', async () => {
    const { child } = await up()
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
    expect(existsSync(join(folder(), 'control'))).toBe(true)
    expect((await run('lab', 'status')).stderr).toContain('[lab-not-running]')
    // Whoever wants a lab gets one of its own.
    expect((await run('dns', 'dane-good.lab', 'MX', '--lab')).code).toBe(0)
    await up()
    expect((await run('lab', 'status')).code).toBe(0)
  })
})

describe('without a running lab', () => {
  const needing = [
    ['lab', 'status'],
    ['lab', 'down'],
    ['lab', 'attack', 'perfect.lab', '--off'],
    ['lab', 'send', '--as', 'postfix-may', 'anna@perfect.lab'],
  ]
  test.each(needing)('%s %s says so', async (...words) => {
    const { code, stderr } = await run(...words)
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'wiretight: no lab is running; start one with: wiretight lab up [lab-not-running]\n',
    })
  })
})

describe('what cannot be', () => {
  const mistakes = [
    { words: ['attack', 'perfect.lab'], says: 'say either --on ATTACK or --off' },
    { words: ['attack', 'perfect.lab', '--on', 'strip', '--off'], says: 'say either --on ATTACK or --off' },
    { words: ['attack', 'perfect.lab', '--on', 'magic'], says: 'there are strip, temporary-failure, 454,' },
    { words: ['attack', 'example.com', '--on', 'strip'], says: '[name-invalid]' },
    { words: ['send', '--as', 'sendmail', 'a@perfect.lab'], says: 'there are postfix-none, postfix-may,' },
    { words: ['send', '--as', 'exim', 'a@example.com'], says: 'the lab has no domain' },
    { words: ['send', '--as', 'exim', 'a b@perfect.lab'], says: 'expected an address such as' },
    { words: ['send', 'a@perfect.lab'], says: "required option '--as <sender>'" },
  ]

  test('is refused with its reason', async () => {
    await up()
    for (const { words, says } of mistakes) {
      const { code, stderr } = await run('lab', ...words)
      expect(code, words.join(' ')).toBe(2)
      expect(stderr).toContain(says)
    }
  })

  const places = [
    { name: 'a folder that others may write to', make: () => chmodSync(makeFolder(), 0o777) },
    { name: 'a link', make: () => symlinkSync(runtime, folder()) },
    { name: 'a file', make: () => writeFileSync(folder(), '') },
  ]
  function makeFolder(): string {
    mkdirSync(folder())
    return folder()
  }

  test.each(places)('a lab in $name', async ({ make }) => {
    make()
    const { code, stderr } = await run('lab', 'up')
    expect(code).toBe(2)
    expect(stderr).toMatch(/\[file-unwritable\]\n$/)
  })

  test.skipIf(process.getuid?.() !== 0)('a mail server in a network of its own, for others than root', async () => {
    chownSync(runtime, NOBODY.uid, NOBODY.gid)
    // The lab itself needs no privileges.
    await up(NOBODY)
    const child = spawn(process.execPath, [ENTRY, 'lab', 'send', '--as', 'postfix-may', 'anna@perfect.lab'], {
      ...NOBODY,
      env: { ...process.env, XDG_RUNTIME_DIR: runtime },
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said += String(chunk)
    })
    expect((await once(child, 'close'))[0]).toBe(2)
    expect(said).toContain('[root-needed]')
    // Nor is the lab of another user looked into.
    expect((await run('lab', 'status')).stderr).toContain('[lab-not-running]')
  })
})
