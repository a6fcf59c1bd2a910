/** A table of reference: facts of the field, each row with the same columns. */
export interface ReferenceTable {
  /** The word by which it is asked for. */
  readonly name: string
  readonly title: string
  /** Where its facts come from. */
  readonly source: string
  /** In their order; the first names the row. */
  readonly columns: readonly { readonly key: string; readonly title: string }[]
  readonly rows: readonly Readonly<Record<string, string>>[]
  /** What is to be kept in mind when reading it; empty when nothing is. */
  readonly note: string
}

/** Columns from pairs of key and title. */
export function columns<Key extends string>(titles: Readonly<Record<Key, string>>): ReferenceTable['columns'] {
  return Object.entries<string>(titles).map(([key, title]) => ({ key, title }))
}
