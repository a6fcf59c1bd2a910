import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { makeAuthority } from './certificates.ts'
import { accepts } from './daemon.ts'
import { isMissing } from './require-peer.ts'
import { temporaryFolder } from './running-peer.ts'

describe.skipIf(isMissing('openssl'))('guardian', () => {
  test('ends the daemons and removes the folders of a process that was killed', async () => {
    const folder = temporaryFolder('authority')
    const leaf = makeAuthority(folder.path).issue({ key: 'p-256' })
    const module = (name: string) => JSON.stringify(join(import.meta.dirname, name))
    const program = `
      import { startOpensslServer } from ${module('openssl-server.ts')}
      import { temporaryFolder } from ${module('running-peer.ts')}
      const folder = temporaryFolder('guardian')
      const { port } = await startOpensslServer({ leaf: ${JSON.stringify(leaf)} })
      console.log(JSON.stringify({ port, path: folder.path }))
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(child.stdout, 'data')
    const { port, path } = JSON.parse(String(line)) as { port: number; path: string }
    expect([await accepts({ address: '127.0.0.1', port }), existsSync(path)]).toEqual([true, true])
    child.kill('SIGKILL')
    await once(child, 'exit')
    for (let turn = 0; turn < 100 && existsSync(path); turn++) await sleep(20)
    expect([await accepts({ address: '127.0.0.1', port }), existsSync(path)]).toEqual([false, false])
    folder.remove()
  })
})
