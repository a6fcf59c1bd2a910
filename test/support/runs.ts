import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** True in the project `whole`. */
    readonly thorough: boolean
  }
}

/**
 * The runs of a property that takes long: few in the project `unit`, all in `whole`, which runs the files that ask here once more.
 * They are the list `THOROUGH` in `vitest.config.ts`; `test/projects.test.ts` compares the two.
 */
export function runs(few: number, all: number): number {
  return inject('thorough') ? all : few
}
