import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endSendertests, type SendertestProcess, startSendertest } from './support/sendertest-process.ts'
import { LOCAL_OPTIONS, NETWORK, PORTS, SmtpClient } from './support/sendertest-service.ts'

/*
 * A spammer's afternoon: the service in a process of its own, clients that want it to relay, to fill its memory, or to be busy.
 * `WIRETIGHT_ABUSE=full` makes it 10,000 connections and a gigabyte; otherwise it is a tenth, in a few seconds.
 */
const FULL = process.env['WIRETIGHT_ABUSE'] === 'full'
const CONNECTIONS = FULL ? 10_000 : 1_000
const DATA_MEGABYTES = FULL ? 1_024 : 128

/** What the service may need beyond what it needs when nobody is there. */
const GROWTH_MEGABYTES = 160

const port = PORTS.smtp
let service: SendertestProcess
let folder: string
let quiet = 0
let most = 0
let watch: NodeJS.Timeout

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wiretight-sendertest-abuse-'))
  service = await startSendertest(folder, [...LOCAL_OPTIONS, '--settle', '1'])
  // One honest message first, so that everything that is loaded late is there.
  expect(await honest()).toBe(true)
  quiet = service.residentMegabytes()
  watch = setInterval(() => {
    most = Math.max(most, service.residentMegabytes())
  }, 20)
}, 60_000)

afterAll(async () => {
  clearInterval(watch)
  const code = await service.stop()
  endSendertests()
  rmSync(folder, { recursive: true })
  process.stderr.write(`sendertest under abuse: ${quiet.toFixed(0)} MB quiet, ${most.toFixed(0)} MB at most\n`)
  expect(code).toBe(0)
})

/** An honest sender, from an address of its own, with three attempts as a queue would make. */
async function honest(): Promise<boolean> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const client = await SmtpClient.open({ host: `${NETWORK}.1`, port }, '127.0.9.9').catch(() => null)
    if (client === null) continue
    try {
      await client.say('EHLO honest.example')
      await client.startTls()
      await client.say('EHLO honest.example')
      await client.say('MAIL FROM:<a@honest.example>')
      const recipient = await client.say(`RCPT TO:<${service.setup.recipients[0]}>`)
      if (!recipient.startsWith('250')) continue
      await client.say('DATA')
      if ((await client.say('x: y\r\n\r\nhello\r\n.')).startsWith('250')) return true
    } catch {
      await sleep(200)
    } finally {
      client.close()
    }
  }
  return false
}

function attacker(number: number): Socket {
  const socket = connect({
    host: `${NETWORK}.${1 + (number % 34)}`,
    port,
    localAddress: `127.0.66.${1 + (number % 250)}`,
  })
  socket.on('error', () => {})
  return socket
}

/** Attacks, and sends an honest message every so often; each of them must arrive. */
async function during(attack: () => Promise<void>): Promise<void> {
  const results: boolean[] = []
  let isOver = false
  const sender = async (): Promise<void> => {
    while (!isOver) {
      results.push(await honest())
      await sleep(100)
    }
  }
  const sending = sender()
  await attack()
  isOver = true
  await sending
  expect(results.length).toBeGreaterThan(0)
  expect(results).not.toContain(false)
  expect(most - quiet).toBeLessThan(GROWTH_MEGABYTES)
}

const ended = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()))

describe('a spammer’s afternoon', () => {
  test(`${CONNECTIONS} connections that stay`, { timeout: 120_000 }, async () => {
    await during(async () => {
      const atOnce = 250
      for (let done = 0; done < CONNECTIONS; done += atOnce) {
        const sockets = Array.from({ length: atOnce }, (_, at) => attacker(done + at))
        for (const socket of sockets) socket.write('EHLO spammer.example\r\n')
        await Promise.race([Promise.all(sockets.map(ended)), sleep(FULL ? 600 : 300)])
        for (const socket of sockets) socket.destroy()
      }
    })
  })

  test('recipients elsewhere: every one refused, and an end after ten', async () => {
    await during(async () => {
      const heard = await Promise.all(
        Array.from({ length: 20 }, async (_, number) => {
          const socket = attacker(number)
          let text = ''
          socket.setEncoding('latin1').on('data', (chunk: string) => {
            text += chunk
          })
          const recipients = Array.from({ length: 500 }, (__, at) => `RCPT TO:<victim${at}@example.org>\r\n`)
          socket.write(`EHLO spammer.example\r\nMAIL FROM:<a@b.example>\r\n${recipients.join('')}DATA\r\nspam\r\n.\r\n`)
          await ended(socket)
          return text
        }),
      )
      for (const text of heard) {
        expect(text.match(/^550 /gm) ?? []).toHaveLength(10)
        expect(text).toMatch(/^421 /m)
        expect(text).not.toMatch(/^354 /m)
      }
    })
  })

  test(`${DATA_MEGABYTES} MB in one message are not read to the end`, { timeout: 120_000 }, async () => {
    await during(async () => {
      const socket = attacker(1)
      const recipient = `${service.setup.token}@${service.setup.mail.servers[1]?.case}.${service.setup.zone}`
      socket.write(`EHLO x.example\r\nMAIL FROM:<>\r\nRCPT TO:<${recipient}>\r\nDATA\r\n`)
      let heard = ''
      socket.setEncoding('latin1').on('data', (chunk: string) => {
        heard += chunk
      })
      const piece = Buffer.alloc(1_048_576, 'spam and eggs\r\n')
      let sent = 0
      const gone = ended(socket)
      while (!socket.destroyed && sent < DATA_MEGABYTES) {
        await Promise.race([new Promise<void>((resolve) => socket.write(piece, () => resolve())), gone])
        sent += 1
      }
      await gone
      // What fits into the buffers of the kernel, beside the megabyte that is allowed.
      expect(sent).toBeLessThan(32)
      expect(heard).not.toContain('Seen and thrown away')
    })
  })

  test('slow writers', async () => {
    await during(async () => {
      const sockets = Array.from({ length: 100 }, (_, at) => attacker(at))
      for (let round = 0; round < 5; round += 1) {
        for (const socket of sockets) socket.write('E')
        await sleep(300)
      }
      for (const socket of sockets) socket.destroy()
    })
  })

  test('garbage without an end, lines without an end, and clients that never read', { timeout: 60_000 }, async () => {
    await during(async () => {
      const noise = Buffer.alloc(262_144, '\u0000\u00ff\r\nEHLO\r\nSTARTTLS x\r\nMAIL\r\n\u0016\u0003\u0001', 'latin1')
      const line = Buffer.alloc(262_144, 'x')
      const polite = Buffer.alloc(262_144, 'NOOP\r\n')
      const sockets = [noise, line, polite].flatMap((piece, kind) =>
        Array.from({ length: 30 }, (_, at) => {
          const socket = attacker(100 * kind + at)
          socket.pause()
          const pour = (): void => {
            while (!socket.destroyed && socket.write(piece)) {}
          }
          socket.on('drain', pour)
          pour()
          return socket
        }),
      )
      await sleep(2_500)
      for (const socket of sockets) socket.destroy()
    })
  })

  test('handshakes that are begun and left', async () => {
    await during(async () => {
      const sockets = Array.from({ length: 150 }, (_, at) => attacker(at))
      for (const [at, socket] of sockets.entries()) {
        socket.write('EHLO x.example\r\n')
        await sleep(2)
        socket.write('STARTTLS\r\n')
        socket.once('data', () =>
          socket.write(at % 2 === 0 ? Buffer.alloc(16_384, 0x16) : Buffer.of(22, 3, 1, 0x3f, 0xff, 1)),
        )
      }
      await sleep(1_000)
      for (const socket of sockets) socket.destroy()
    })
  })

  test('afterwards everything is as before', async () => {
    expect(await honest()).toBe(true)
    expect(most - quiet).toBeLessThan(GROWTH_MEGABYTES)
  })
})
