import { createHash } from 'node:crypto'
import { lowerName, type Name, nameOctets } from './name.ts'

/**
 * The hash of a name in its canonical form, SHA-1 over name and salt, `iterations` times more over the result and the
 * salt (RFC 5155 section 5).
 */
export function hashNsec3(name: Name, salt: Uint8Array, iterations: number): Uint8Array {
  let hash: Uint8Array = sha1(nameOctets(lowerName(name)), salt)
  for (let round = 0; round < iterations; round += 1) hash = sha1(hash, salt)
  return hash
}

function sha1(octets: Uint8Array, salt: Uint8Array): Uint8Array {
  return createHash('sha1').update(octets).update(salt).digest()
}
