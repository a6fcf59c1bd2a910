import { runProgram } from './harness/run-program.ts'

/** Where a server listens. */
interface Place {
  readonly address: string
  readonly port: number
}

/**
 * Suites of SSL 3.0 that a client of 2015 gets from a server after STARTTLS, one handshake each: that of Node.js 0.12.0 with
 * OpenSSL 1.0.1l. No client of today can tell, since none has SSL 3.0. By OpenSSL's names, sorted.
 */
export async function acceptedSsl3Suites({ address, port }: Place): Promise<readonly string[]> {
  const client = CLIENT.replace('$PORT', String(port)).replace('$ADDRESS', address)
  const { exitCode, output } = await runProgram('node-0.12.0', ['--enable-ssl3', '-e', client])
  const [, list] = /^accepted:(.*)$/m.exec(output) ?? []
  if (exitCode !== 0 || list === undefined) throw new Error(`the client failed (${exitCode}):\n${output}`)
  return list.split(' ').filter((name) => name !== '').toSorted()
}

/** In the JavaScript of 2009. It asks for each suite of its own list, one after the other. */
const CLIENT = `
var net = require('net'), tls = require('tls')
var left = tls.getCiphers().map(function (name) { return name.toUpperCase() })
var accepted = []
function next() {
  var suite = left.pop()
  if (suite === undefined) return console.log('accepted:' + accepted.join(' '))
  var socket = net.connect($PORT, '$ADDRESS'), isOver = false
  function over() {
    if (isOver) return
    isOver = true
    socket.destroy()
    next()
  }
  socket.on('error', over).on('close', over)
  socket.once('data', function () {
    socket.write('STARTTLS\\r\\n')
    socket.once('data', function () {
      try {
        var secure = tls.connect({ socket: socket, rejectUnauthorized: false, secureProtocol: 'SSLv3_client_method', ciphers: suite }, function () {
          accepted.push(suite)
          over()
        })
        secure.on('error', over).on('close', over)
      } catch (error) {
        over() // a suite that SSL 3.0 does not know
      }
    })
  })
}
next()
`
