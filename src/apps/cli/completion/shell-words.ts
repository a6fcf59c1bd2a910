/** A text as one word of a POSIX shell, in single quotes: nothing in it means anything. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** Words as a list in single quotes, split by blanks. */
export function quoteList(words: readonly string[]): string {
  return quote(words.join(' '))
}
