/** A real mail server in one of its settings, as a sender. The ids are those of the simulation of senders. */
export interface SenderKind {
  readonly id: string
  readonly name: string
  readonly program: SenderProgram
  /** The lines of its configuration that make the difference; none for its default. */
  readonly settings: readonly string[]
  /** What the setting asks for, in a few words. */
  readonly explain: string
}

/** Programs that send mail. */
export type SenderProgram = 'postfix' | 'exim'

const postfix = (level: string, explain: string): SenderKind => ({
  id: `postfix-${level}`,
  name: `Postfix ${level}`,
  program: 'postfix',
  settings: [`smtp_tls_security_level = ${level}`],
  explain,
})

const exim = (id: string, name: string, settings: readonly string[], explain: string): SenderKind => {
  return { id, name, program: 'exim', settings, explain }
}

/** In the order in which they are shown. */
export const SENDER_KINDS: readonly SenderKind[] = [
  postfix('none', 'never speaks TLS'),
  postfix('may', 'TLS where it is offered, with whomever'),
  postfix('encrypt', 'TLS with whomever, or not at all'),
  postfix('dane', 'DANE where there is any, otherwise as may'),
  postfix('dane-only', 'DANE, or not at all'),
  postfix('verify', 'a trusted certificate for the name of the exchanger'),
  postfix('secure', 'a trusted certificate for a name of the domain'),
  exim('exim', 'Exim', [], 'its default: DANE where there is any, otherwise TLS where it is offered'),
  exim('exim-try-dane', 'Exim hosts_try_dane', ['hosts_try_dane = *'], 'the same, said aloud'),
  exim('exim-require-dane', 'Exim hosts_require_dane', ['hosts_require_dane = *'], 'DANE, or not at all'),
  exim('exim-require-tls', 'Exim hosts_require_tls', ['hosts_require_tls = *'], 'TLS, or not at all'),
]

/** A sender by its id; undefined for one that is not known. */
export function senderKindById(id: string): SenderKind | undefined {
  return SENDER_KINDS.find((kind) => kind.id === id)
}
