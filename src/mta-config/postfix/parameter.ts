/** What is known of a parameter of `main.cf`. Releases are written `3.7` or `3.5.23`. */
export interface PostfixParameter {
  readonly name: string
  /** The release that brought it; null for one before 2.3. */
  readonly since: string | null
  /** The last release that has it; null while it is still there. */
  readonly until: string | null
  /** Its default value in 3.7.11, not expanded; null when that release does not list it. */
  readonly default: string | null
}

/** A default value that holds from a release on. */
export interface ParameterDefault {
  readonly name: string
  readonly since: string
  readonly default: string
}

/** A parameter that should not be set any more. */
export interface ObsoleteParameter {
  readonly name: string
  /** The release that brought the successor or took its meaning away. */
  readonly since: string
  /** The release from which `postconf` warns; null when none does. */
  readonly warned: string | null
  /** What to set instead; null when nothing needs to be set. */
  readonly replacement: string | null
}
