import { createPrivateKey } from 'node:crypto'
import { concatBytes } from '../../base/hex.ts'
import { keyTag } from '../../dns/dnssec/zone-key.ts'
import { generateSigningKey, KEY_SIGNING } from '../../dns/generate-signing-key.ts'
import { type SigningKey, signingKey } from '../../dns/zone/signing-key.ts'

/**
 * An RSA key of 1024 bits that everybody knows, so that the lab need not wait for prime numbers. It was made for zones of
 * the lab that are weakly signed, and protects nothing.
 */
const WEAK_RSA_KEY = {
  kty: 'RSA',
  n: '3zlC7jsppeDivzq2X26bkuKT2p8eEE0UnKQ9fdPCGlPQx3KPAFP4kF6-tKIUAfiEp6XZgTEV8XEQkgM0FQGo4f3QZMEhaHKxxUxLK4XdwY9SMz1zOoWX1QuN-SopyhegW1NZAovYi9lfSodSQip9j-9gvC6X--EBd4fiYKnHl0U',
  e: 'AQAB',
  d: 'v3xkcO5phLVMbZSU-3prlG4vPVw_suYcZ17wrO6pVGJP97fK-hIOaPINj_B1T1d7nEDGO2_7DdnayBZdaCO7VT9G24R9kgYpC_hrmDNUdbhvXLqn3eVx_csoOgQbBgAntWxYlpnMxoOrLd8Ar9BTbMViSwOZHA02clLNDLtPgkU',
  p: '9v9A_q32JcmuHRh1Vwr2FUsnXpQYlz7lgfANI18qQQGBceWaWTBdqSLROVe1n2jvcpsumNt04NbyF5pUuvMnmw',
  q: '51wtI3FTozcyChxfkZ7NJfjMHqyaYcqTI63vr6YQF-lh0v9gX3xStNkhLXRG9-y38adbL5khDFTDQxEb-5janw',
  dp: 'eOVrnLztdIWI8bjdBmPZG4cTmBmJB87Da5xh8eRMvFDOWT93Exy3W2gtXJHv1jz4pvIKFsukI8FR8feabX9C7Q',
  dq: 'RM66MfdLW5hXzn__wExNUQS8mEbXJ0xbFFpvlXq7AJGNYXZIED3mTxjgcCdL0AJb9ofCa9aL6KHw7KpS-zHLmw',
  qi: 'L6_1VYNxPXJVVQr3jAA3XJe6y0WhTP828s5YNU2dC-OeBj2G2yr-DjrAOWKLoCuvOHRtSw3EDEhbHWD_UgoOng',
} as const

/** A key for one of the RSA algorithms (5, 7, 8, 10) that is too small. */
export function weakRsaKey(algorithm: 5 | 7 | 8 | 10): SigningKey {
  return signingKey(algorithm, KEY_SIGNING, createPrivateKey({ key: WEAK_RSA_KEY, format: 'jwk' }))
}

/** Octets of DNSKEY data in front of the public key; the last of them is the algorithm. RFC 4034 section 2.1. */
const BEFORE_KEY = 4

/**
 * A key that says it is of an algorithm that validators do not know. Its signatures are well formed and mean nothing, which
 * nobody can find out.
 */
export function foreignKey(algorithm: number): SigningKey {
  const key = generateSigningKey(13)
  const rdata = concatBytes([
    key.rdata.subarray(0, BEFORE_KEY - 1),
    Uint8Array.of(algorithm),
    key.rdata.subarray(BEFORE_KEY),
  ])
  return { ...key, algorithm, rdata, tag: keyTag(rdata) }
}
