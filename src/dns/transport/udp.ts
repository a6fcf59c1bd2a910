import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { ProbeError } from '../../base/failure.ts'
import type { Message } from '../wire/message.ts'
import { plainName } from '../wire/name.ts'
import { type PreparedQuery, prepareQuery, type Query, type QueryOptions, randomId } from './query.ts'
import { formatServer, type ServerAddress } from './upstream.ts'

/** Replies to other questions that one query tolerates: an attacker who guesses sends many, a late reply of ours is one. */
const STRANGERS = 32

/** A datagram may be lost: when this share of the time has passed, it is sent once more (RFC 1035 section 4.2.1). */
const RESEND_AFTER = 1 / 3

/**
 * One query and its reply over UDP. Every query has its own socket, so that its port is random, and the socket is
 * connected, so that the kernel drops datagrams of other senders and reports a closed port. Datagrams that do not answer
 * exactly this question are passed over.
 *
 * @returns the reply (perhaps truncated), or `case` when the server answers but does not keep letter case
 * @throws ProbeError `dns-timeout`, `dns-unreachable`, `dns-mismatch`, `cancelled`
 */
export function exchangeUdp(
  server: ServerAddress,
  query: Query,
  options: QueryOptions,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<Message | 'case'> {
  const prepared: PreparedQuery = prepareQuery(query, randomId(), options)
  const where = (): { server: string; name: string } => ({ server: formatServer(server), name: plainName(query.name) })
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: isIPv6(server.address) ? 'udp6' : 'udp4', lookup: noLookup })
    let strangers = 0
    let closed = false
    let isConnected = false
    const close = (): void => {
      if (closed) return
      closed = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      socket.close()
    }
    const settle = (value: Message | 'case'): void => {
      close()
      resolve(value)
    }
    const stop = (error: ProbeError): void => {
      close()
      reject(error)
    }
    const onError = (error: NodeJS.ErrnoException): void =>
      stop(new ProbeError({ code: 'dns-unreachable', ...where(), reason: error.code ?? error.message }))
    const onAbort = (): void => stop(new ProbeError({ code: 'cancelled' }))
    const send = (): void => {
      // The socket may have been closed while it was being connected, or not be connected yet when it is time to send again.
      if (closed || !isConnected) return
      socket.send(prepared.bytes, (error) => {
        if (error !== null && !closed) onError(error)
      })
    }
    let timer = setTimeout(() => {
      send()
      const giveUp = (): void => stop(new ProbeError({ code: 'dns-timeout', ...where() }))
      timer = setTimeout(giveUp, milliseconds * (1 - RESEND_AFTER))
    }, milliseconds * RESEND_AFTER)

    socket.on('error', onError)
    socket.on('message', (bytes) => {
      if (closed) return
      const reply = prepared.check(bytes)
      if (reply !== 'stranger') return settle(reply)
      strangers += 1
      if (strangers > STRANGERS)
        stop(new ProbeError({ code: 'dns-mismatch', ...where(), reason: 'replies to other questions' }))
    })
    signal?.addEventListener('abort', onAbort, { once: true })
    if (signal?.aborted === true) return onAbort()
    // An error (no route, no such address family) comes to the callback and to nobody else, though the types do not say so.
    socket.connect(server.port, server.address, (error?: NodeJS.ErrnoException) => {
      if (closed) return
      if (error !== undefined) return onError(error)
      isConnected = true
      send()
    })
  })
}

/** The address is an address: nothing may be looked up to find a DNS server. */
function noLookup(
  address: string,
  _options: unknown,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  callback(null, address, isIPv6(address) ? 6 : 4)
}
