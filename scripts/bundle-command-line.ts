import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'

/**
 * Joins the built modules of the command line into few files, which bin/wiretight.js starts: one for what every command needs
 * and one for each part that a command loads when it is called. Finding and reading some 250 modules one by one takes longer
 * than a quick audit's own work. The last step of `npm run build`.
 *
 * What comes from other packages is not joined in. A file lies two folders below package.json, as its modules do, because one
 * of them reads the version there.
 */

const dist = resolve(import.meta.dirname, '../dist')
const into = join(dist, 'bin')

/** What most commands need as a whole, so that it is not split by who needs which part. The first that fits takes a module. */
const TOGETHER = [
  // The version is needed before anything is loaded.
  { name: 'base', modules: 'base/|audit/version' },
  { name: 'observe', modules: '(?:registry|x509|smtp|tls|facts|audit)/' },
  { name: 'judge', modules: 'judge/' },
]

rmSync(into, { recursive: true, force: true })
await using bundle = await rolldown({
  input: { main: join(dist, 'apps/cli/main.js') },
  platform: 'node',
  external: /^[^./]/,
})
await bundle.write({
  dir: into,
  format: 'esm',
  chunkFileNames: '[name]-[hash].js',
  codeSplitting: { groups: TOGETHER.map(({ name, modules }) => ({ name, test: new RegExp(`/dist/(?:${modules})`) })) },
})
