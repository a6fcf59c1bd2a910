/** A term of the field, explained in a few sentences. */
export interface Term {
  readonly term: string
  /** Other names under which it is looked for: the long form, abbreviations. */
  readonly also: readonly string[]
  readonly text: string
  /** Terms that help to understand this one. */
  readonly see: readonly string[]
  /** Where it is defined; empty for words of everyday use. */
  readonly source: readonly string[]
}

/** A term with everything that it is made of, in one line of source where that fits. */
export function term(
  name: string,
  text: string,
  { also = [], see = [], source = [] }: Partial<Pick<Term, 'also' | 'see' | 'source'>> = {},
): Term {
  return { term: name, also, text, see, source }
}
