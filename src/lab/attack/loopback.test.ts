import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startDnsAttacker } from '../dns/dns-attacker.ts'
import { connectToLoopback, listenOnLoopback, requireLoopback } from './loopback.ts'
import { startManInTheMiddle } from './man-in-the-middle.ts'

const OUTSIDE = [
  '0.0.0.0',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '10.0.0.1',
  '126.255.255.255',
  '128.0.0.1',
  '192.0.2.1',
  '203.0.113.10',
  '2001:db8::1',
  'localhost',
  'mx1.perfect.lab',
  '127.0.0.1.example.com',
  '127.1',
  '2130706433',
  '0177.0.0.1',
  '0x7f.0.0.1',
  '127.0.0.1 ',
  '127.0.0.256',
  '',
]

const failure = { failure: { code: 'address-not-loopback' } }

describe('nothing that attacks listens or connects elsewhere', () => {
  test.each(OUTSIDE)('%o is refused', async (address) => {
    const inside = { address: '127.0.0.1', port: 0 }
    const outside = { address, port: 25 }
    expect(() => connectToLoopback(outside)).toThrow('address-not-loopback')
    await expect(listenOnLoopback(outside, () => {})).rejects.toMatchObject(failure)
    const close = async (): Promise<void> => {}
    const never = { mode: 'starttls', forge: () => Promise.reject(new Error('not asked for')) } as const
    await expect(startManInTheMiddle({ ...never, listen: outside, server: inside })).rejects.toMatchObject(failure)
    await expect(startDnsAttacker({ ...outside, close })).rejects.toMatchObject(failure)
    await expect(startDnsAttacker({ ...inside, close }, outside)).rejects.toMatchObject(failure)
  })

  test('a man in the middle of somebody else’s server never comes to be', async () => {
    const position = { listen: { address: '127.0.0.1', port: 0 }, server: { address: '192.0.2.1', port: 25 } }
    const settings = { ...position, mode: 'starttls', forge: () => Promise.reject(new Error('not asked for')) } as const
    await expect(startManInTheMiddle(settings)).rejects.toMatchObject(failure)
  })

  test('all of 127.0.0.0/8 is allowed', () => {
    for (const address of ['127.0.0.1', '127.0.113.10', '127.255.255.254'])
      expect(() => requireLoopback(address)).not.toThrow()
  })

  test('no other file of this folder opens a socket', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    expect(files).toContain('loopback.ts')
    expect(files.length).toBeGreaterThan(8)
    const opening = files.filter((file) => {
      const text = readFileSync(join(import.meta.dirname, file), 'utf8')
      const values = [...text.matchAll(/^import (?!type)(.*) from 'node:(?:net|dgram|http|https|http2)'/gm)]
      return values.length > 0 || /import\(|require\(|\bfetch\(/.test(text)
    })
    expect(opening).toEqual(['loopback.ts'])
    // TLS is started on streams that are there already.
    const man = readFileSync(join(import.meta.dirname, 'man-in-the-middle.ts'), 'utf8')
    expect([...man.matchAll(/\bconnect\(\{\n\s+socket: server,/g)]).toHaveLength(1)
    expect([...man.matchAll(/\bconnect\(/g)]).toHaveLength(1)
  })
})

test('a port that is taken is a failure with its reason', async () => {
  const listener = await listenOnLoopback({ address: '127.0.0.1', port: 0 }, () => {})
  const { address, port } = listener
  await expect(listenOnLoopback({ address, port }, () => {})).rejects.toMatchObject({
    failure: { code: 'port-unusable', address, port, errno: 'EADDRINUSE' },
  })
  await listener.close()
})
