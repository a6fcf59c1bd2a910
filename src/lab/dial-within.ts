import { ProbeError } from '../base/failure.ts'
import { type Dial, dial } from '../smtp/dial.ts'
import type { LoopbackPlace } from './attack/loopback.ts'

/** An address and port of the lab, and where on loopback it really is. */
export interface LabPlace {
  readonly address: string
  readonly port: number
  readonly at: LoopbackPlace
}

/** Reaches these places under the addresses that the lab's names have, and nothing else. */
export function dialWithin(places: readonly LabPlace[]): Dial {
  const known = new Map(places.map(({ address, port, at }) => [`${address} ${port}`, at]))
  return (options) => {
    const { address, port } = options
    const at = known.get(`${address} ${port}`)
    if (at === undefined) return Promise.reject(new ProbeError({ code: 'tcp-refused', address, port }))
    return dial({ ...options, ...at })
  }
}
