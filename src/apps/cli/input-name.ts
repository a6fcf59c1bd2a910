import { printable } from '../../base/printable.ts'

/** How a failure calls a file of the command line; `-` is what the shell makes of it. */
export function inputName(file: string): string {
  return file === '-' ? 'standard input' : printable(file, 200)
}
