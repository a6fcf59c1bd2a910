import type { ServerFacts } from '../facts/server-facts.ts'

/** Mail servers for which a rule may know the exact setting. */
export type Software = 'postfix' | 'exim' | 'exchange'

/** Names of the software as its makers write them. */
export const SOFTWARE_TITLES: Readonly<Record<Software, string>> = {
  postfix: 'Postfix',
  exim: 'Exim',
  exchange: 'Exchange',
}

/** What each kind of server says in its greeting unless it is told to be silent. */
const GREETINGS: readonly { readonly software: Software; readonly sign: RegExp }[] = [
  { software: 'postfix', sign: /\bPostfix\b/i },
  { software: 'exim', sign: /\bExim\b/i },
  { software: 'exchange', sign: /\bMicrosoft ESMTP MAIL Service\b/i },
]

/** The software that a server's greeting names; null when it names none. It chooses a fix's words and decides no verdict. */
export function recogniseSoftware(server: ServerFacts): Software | null {
  const greeting = server.smtp.banner?.lines.join(' ') ?? ''
  return GREETINGS.find(({ sign }) => sign.test(greeting))?.software ?? null
}
