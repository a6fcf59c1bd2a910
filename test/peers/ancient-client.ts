import { CIPHER_SUITES } from '../../src/registry/cipher-suites.ts'
import { runProgram } from './harness/run-program.ts'

/** Where a server listens. */
interface Place {
  readonly address: string
  readonly port: number
}

/** Names that OpenSSL 1.0.1 had for what is called otherwise since 1.1.0. */
const OLD_NAMES: Readonly<Record<string, string>> = { 'DHE-RSA-DES-CBC3-SHA': 'EDH-RSA-DES-CBC3-SHA' }

/**
 * Ids of the suites of SSL 3.0 that a client of 2015 gets from a server after STARTTLS, one handshake each, sorted. The client
 * is that of Node.js 0.12.0 with OpenSSL 1.0.1l; none of today has SSL 3.0 or can list its suites.
 */
export async function acceptedSsl3Suites({ address, port }: Place): Promise<readonly number[]> {
  const suites = CIPHER_SUITES.flatMap(({ id, openssl }) => {
    return openssl === null ? [] : [{ id, name: OLD_NAMES[openssl] ?? openssl }]
  })
  const client = CLIENT.replace('$PORT', String(port)).replace('$ADDRESS', address)
  const names = suites.map(({ name }) => name).join(' ')
  const { exitCode, output } = await runProgram('node-0.12.0', ['--enable-ssl3', '-e', client.replace('$NAMES', names)])
  const [, list] = /^accepted:(.*)$/m.exec(output) ?? []
  if (exitCode !== 0 || list === undefined) throw new Error(`the client failed (${exitCode}):\n${output}`)
  const accepted = new Set(list.split(' '))
  return suites
    .filter(({ name }) => accepted.has(name))
    .map(({ id }) => id)
    .toSorted((a, b) => a - b)
}

/** In the JavaScript of 2009. It asks for one suite after the other; those that its OpenSSL does not know throw. */
const CLIENT = `
var net = require('net'), tls = require('tls')
var left = '$NAMES'.split(' '), accepted = [], current
process.on('uncaughtException', function () { current() })
function next() {
  var suite = left.pop()
  if (suite === undefined) {
    console.log('accepted:' + accepted.join(' '))
    process.exit(0)
  }
  var socket = net.connect($PORT, '$ADDRESS'), isOver = false
  function over() {
    if (isOver) return
    isOver = true
    socket.destroy()
    next()
  }
  current = over
  socket.on('error', over).on('close', over)
  socket.once('data', function () {
    socket.write('STARTTLS\\r\\n')
    socket.once('data', function () {
      var options = { socket: socket, rejectUnauthorized: false, secureProtocol: 'SSLv3_client_method', ciphers: suite }
      var secure = tls.connect(options, function () {
        accepted.push(suite)
        over()
      })
      secure.on('error', over).on('close', over)
    })
  })
}
next()
`
