// An SMTP server with STARTTLS for Node.js 0.10 to 10, in the JavaScript of 2009, so that the OpenSSL of those years
// serves. Run by old-node-server.ts with one argument, a JSON object:
//   address, port, name, cert, key, and of Node's TLS options: ciphers, secureProtocol, dhparam (a file), ecdhCurve,
//   honorCipherOrder
'use strict'
var fs = require('fs')
var net = require('net')
var tls = require('tls')
var crypto = require('crypto')

var options = JSON.parse(process.argv[2])
var SSL_OP_CIPHER_SERVER_PREFERENCE = 0x00400000

var settings = {
  key: fs.readFileSync(options.key),
  cert: fs.readFileSync(options.cert),
  ciphers: options.ciphers,
  secureProtocol: options.secureProtocol,
  ecdhCurve: options.ecdhCurve,
}
if (options.dhparam) settings.dhparam = fs.readFileSync(options.dhparam)
if (options.honorCipherOrder) settings.secureOptions = SSL_OP_CIPHER_SERVER_PREFERENCE

// Node.js 0.10 has neither tls.TLSSocket nor tls.createSecureContext; what it has, 10 has no more.
var old = !tls.createSecureContext
var context = old ? crypto.createCredentials(settings) : tls.createSecureContext(settings)

function upgrade(socket) {
  if (!old) return new tls.TLSSocket(socket, { isServer: true, secureContext: context })
  var pair = tls.createSecurePair(context, true, false, false)
  pair.encrypted.pipe(socket)
  socket.pipe(pair.encrypted)
  pair.on('error', function (error) {
    console.log('tls: ' + error.message)
    socket.destroy()
  })
  socket.on('close', function () {
    pair.destroy()
  })
  return pair.cleartext
}

function serve(stream, socket, secure) {
  var pending = ''
  stream.on('error', function (error) {
    console.log((secure ? 'tls: ' : 'tcp: ') + error.message)
    socket.destroy()
  })
  stream.on('data', function take(chunk) {
    pending += chunk.toString('binary')
    var end = pending.indexOf('\n')
    while (end >= 0) {
      var verb = pending.slice(0, end).trim().split(' ')[0].toUpperCase()
      pending = pending.slice(end + 1)
      if (verb === 'EHLO') stream.write('250-' + options.name + '\r\n' + (secure ? '250 8BITMIME\r\n' : '250 STARTTLS\r\n'))
      else if (verb === 'STARTTLS' && !secure) {
        stream.removeListener('data', take)
        socket.write('220 Ready\r\n')
        serve(upgrade(socket), socket, true)
        return
      } else if (verb === 'QUIT') {
        stream.end('221 Bye\r\n')
        return
      } else stream.write('250 OK\r\n')
      end = pending.indexOf('\n')
    }
  })
}

process.on('uncaughtException', function (error) {
  console.log('uncaught: ' + error.stack)
})

net
  .createServer(function (socket) {
    socket.write('220 ' + options.name + ' ESMTP\r\n')
    serve(socket, socket, false)
  })
  .listen(options.port, options.address, function () {
    console.log('ready ' + process.version + ' ' + process.versions.openssl)
  })
