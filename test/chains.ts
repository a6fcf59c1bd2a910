import { readFileSync } from 'node:fs'
import type { ChainFact } from '../src/facts/server-facts.ts'

const file = new URL('vectors/judge/chains.json', import.meta.url)
const chains: unknown = JSON.parse(readFileSync(file, 'utf8'))

/** A chain of `test/vectors/judge/chains.json` as a probe saw it. */
export function chainNamed(name: string, by = 0): ChainFact {
  if (typeof chains !== 'object' || chains === null || !(name in chains)) throw new Error(`no chain ${name}`)
  const { keyType, certificates } = (chains as Record<string, Pick<ChainFact, 'keyType' | 'certificates'>>)[name] ?? {}
  if (keyType === undefined || certificates === undefined) throw new Error(`no chain ${name}`)
  return { version: 'tls12', keyType, certificates, by }
}
