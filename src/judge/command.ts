import type { ServerFacts } from '../facts/server-facts.ts'
import type { SubjectRef } from './subject.ts'

/**
 * Fills the template of a rule's command for a subject. People paste these commands into a shell, so every value that
 * is not plainly harmless is quoted: names come from DNS, and DNS names may hold anything.
 *
 * @param mode how TLS starts there; `starttls` when it is not known
 */
export function fillCommand(template: string, subject: SubjectRef, mode: ServerFacts['mode'] = 'starttls'): string {
  const host = subject.mx ?? subject.domain
  const address = subject.address ?? host
  const port = String(subject.port ?? 25)
  const values: Readonly<Record<string, string>> = {
    domain: subject.domain,
    host,
    address,
    port,
    connect: `${address.includes(':') ? `[${address}]` : address}:${port}`,
  }
  return template
    .replaceAll('{starttls}', mode === 'starttls' ? '-starttls smtp ' : '')
    .replace(/\{(domain|host|address|port|connect)\}/g, (_, name: string) => shellWord(values[name] ?? ''))
}

/** A text as one word of a POSIX shell. One that a program would take for an option is not given to it at all. */
function shellWord(text: string): string {
  if (text.startsWith('-')) return 'NAME'
  return /^[A-Za-z0-9._:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
