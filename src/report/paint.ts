/**
 * What a piece of text means; the terminal decides how that looks. `good` is kept for what was proved.
 *
 * `critical` `high` `medium` `low` `info` are the severities, `strong` a heading, `faint` what may be overlooked.
 */
export type Tone = 'good' | 'critical' | 'high' | 'medium' | 'low' | 'info' | 'strong' | 'faint'

/** Puts style around a text. It must not change its width. */
export type Paint = (tone: Tone, text: string) => string

/** No style at all. */
export const NO_PAINT: Paint = (_, text) => text
