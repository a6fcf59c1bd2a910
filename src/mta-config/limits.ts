/** Limits of reading somebody's settings; each is far above what a person writes. */

/** A file of settings. Exports of Exchange with hundreds of connectors stay below. */
export const CONFIG_FILE_BYTES = 16_777_216

/** A value after its `$names` were replaced, in characters. Longer ones come from references that multiply each other. */
export const EXPANSION_CHARACTERS = 262_144

/** `$names` within `$names`. Postfix itself gives up at 100 (`mac_expand`: "unreasonable macro call nesting"). */
export const EXPANSION_DEPTH = 100

/** Files that a file includes, and those that they include, one below the other. */
export const INCLUDE_DEPTH = 20

/** All files of one configuration. */
export const INCLUDED_FILES = 500

/** Rounds of looking and mending in which a fix must settle. */
export const FIX_ROUNDS = 12

/** Elements of an XML document, one inside the other. */
export const XML_DEPTH = 200

/** All values of one configuration after their `$names` were replaced, in characters. */
export const EXPANSIONS_CHARACTERS = 67_108_864

/** Conditions of an Exim configuration, one inside the other. Exim's own limit is far lower. */
export const CONDITION_DEPTH = 100

/** A macro's name in an Exim configuration (Exim specification, chapter 6). */
export const MACRO_NAME_CHARACTERS = 64
