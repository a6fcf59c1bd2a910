import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { timedRun } from '../../test/peers/harness/timed-run.ts'

/** The product as a user runs it: compiled, started by its script. */
export interface Product {
  /** `bin/wiretight.js` of the compiled copy. */
  readonly script: string
  /** What it is given besides PATH: a folder in which Node.js keeps compiled code from run to run, as it does for users. */
  readonly environment: NodeJS.ProcessEnv
}

const root = resolve(import.meta.dirname, '../..')

/**
 * Compiles the working tree into `build/bench` and leaves `dist` alone. Types are not checked, so that a benchmark can be run
 * while they are being changed; `npm run types` does that.
 */
export async function buildProduct(): Promise<Product> {
  const home = join(root, 'build/bench')
  const dist = join(home, 'dist')
  rmSync(home, { recursive: true, force: true })
  mkdirSync(dist, { recursive: true })
  cpSync(join(root, 'bin'), join(home, 'bin'), { recursive: true })
  cpSync(join(root, 'package.json'), join(home, 'package.json'))
  const tsc = [join(root, 'node_modules/.bin/tsc'), '-p', join(root, 'tsconfig.build.json'), '--noCheck']
  const places = ['--outDir', dist, '--tsBuildInfoFile', join(dist, '.tsbuildinfo')]
  const compiled = await timedRun([...tsc, ...places], home)
  const bundled = await timedRun([process.execPath, join(root, 'scripts/bundle-command-line.ts'), dist], home)
  const script = join(home, 'bin/wiretight.js')
  const environment = { NODE_COMPILE_CACHE: join(home, 'compiled') }
  const started = await timedRun([process.execPath, script, '--version'], home, { environment })
  if (started.exitCode !== 0)
    throw new Error(`the compiled product does not start\n${started.output}${compiled.output}${bundled.output}`)
  return { script, environment }
}
