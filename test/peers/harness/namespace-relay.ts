/**
 * Run as `unshare -n -- node namespace-relay.ts SOCKET PORT PROGRAM …`: turns loopback on in the new network namespace,
 * starts the program in it, and carries each connection to the Unix socket on to the program's port. Says `relay ready`
 * when the program listens, and ends when it ends.
 */
import { execFileSync, spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { accepts } from './daemon.ts'

const [socketPath = '', portText = '', program = '', ...parameters] = process.argv.slice(2)
const port = Number(portText)

execFileSync('ip', ['link', 'set', 'lo', 'up'])
const child = spawn(program, parameters, { stdio: 'inherit' })
child.once('exit', (code) => process.exit(code ?? 1))

while (!(await accepts({ address: '127.0.0.1', port }))) await sleep(15)
const server = createServer({ allowHalfOpen: true }, (outer) => {
  const inner = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
  outer.pipe(inner)
  inner.pipe(outer)
  outer.on('error', () => inner.destroy()).once('close', () => inner.destroy())
  inner.on('error', () => outer.destroy()).once('close', () => outer.destroy())
})
server.listen(socketPath, () => process.stdout.write('relay ready\n'))
