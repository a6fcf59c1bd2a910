/** The signs that a report is drawn with; a terminal that knows only ASCII gets others. */
export interface Symbols {
  /** Where a text was cut. */
  readonly mark: string
  readonly dash: string
  readonly dot: string
  readonly arrow: string
  /** Our own sentences with the signs that this terminal knows. */
  readonly say: (text: string) => string
}

/** Typographic signs, all one column wide. */
export const UNICODE_SYMBOLS: Symbols = { mark: '…', dash: '–', dot: '·', arrow: '→', say: (text) => text }

/** Printable ASCII only. */
export const ASCII_SYMBOLS: Symbols = {
  mark: '...',
  dash: '-',
  dot: '|',
  arrow: '->',
  say: (text) => text.replace(/[^\x20-\x7e]/g, (sign) => ASCII_FORMS[sign] ?? '?'),
}

const ASCII_FORMS: Readonly<Record<string, string>> = {
  '…': '...',
  '–': '-',
  '·': '|',
  '→': '->',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '\n': '\n',
}
