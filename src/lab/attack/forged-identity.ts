import type { Authority, IssuedCertificate } from '../certificate-authority.ts'

/** Makes the attacker's own certificates, which nobody but himself vouches for; each name gets one. */
export function createForger(authority: Authority): (name: string) => Promise<IssuedCertificate> {
  const forged = new Map<string, Promise<IssuedCertificate>>()
  return (name) => {
    const made = forged.get(name) ?? authority.issue({ names: [name], issuer: 'untrusted' })
    forged.set(name, made)
    return made
  }
}
