import { hash } from 'node:crypto'
import { concatBytes } from '../../base/hex.ts'
import { lowerName, type Name, nameOctets } from './name.ts'

/**
 * The hash of a name in its canonical form, SHA-1 over name and salt, `iterations` times more over the result and the
 * salt (RFC 5155 section 5).
 */
export function hashNsec3(name: Name, salt: Uint8Array, iterations: number): Uint8Array {
  let digest: Uint8Array = sha1(nameOctets(lowerName(name)), salt)
  for (let round = 0; round < iterations; round += 1) digest = sha1(digest, salt)
  return digest
}

function sha1(octets: Uint8Array, salt: Uint8Array): Uint8Array {
  return hash('sha1', salt.length === 0 ? octets : concatBytes([octets, salt]), 'buffer')
}
