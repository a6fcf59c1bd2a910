import { z } from 'zod'

/*
 * A report may come from anywhere, so that every text and list has a limit. They are far above what an audit writes
 * (see base/limits.ts) and keep a file that somebody made up from costing more than its own size.
 */

/**
 * Passes a schema on that allows exactly the values of a type: the compiler refuses one that allows others, and one that
 * lacks a member of a union.
 */
export function exactly<Type>(): <Schema extends z.ZodType<Type>>(
  schema: [Type] extends [z.infer<Schema>] ? Schema : never,
) => z.ZodType<Type> {
  return (schema) => schema
}

/** A text of one line or one name. */
export const text: z.ZodType<string> = z.string().max(8_192)

/** A time, ISO 8601 in UTC. */
export const time: z.ZodType<string> = z.iso.datetime()

/** A whole number from 0. */
export const count: z.ZodType<number> = z.int().min(0)

/** A duration in milliseconds, or seconds. */
export const duration: z.ZodType<number> = z.number().min(0)

/** A TCP port. */
export const port: z.ZodType<number> = z.int().min(0).max(65_535)

/** A list of a moderate length. */
export function list<Member>(member: z.ZodType<Member>, most = 1_000): z.ZodType<readonly Member[]> {
  return z.array(member).max(most)
}
