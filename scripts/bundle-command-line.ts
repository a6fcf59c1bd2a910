import { copyFileSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

/**
 * Joins the built modules of the command line into few files, which bin/wiretight.js starts: one for what every command needs
 * and one for each part that a command loads when it is called. Finding and reading some 250 modules one by one takes longer
 * than a quick audit's own work. The last step of `npm run build`.
 *
 * Of what comes from other packages only commander is joined in, with its licence beside it, since every command needs it.
 * A file lies two folders below package.json, as its modules do, because one of them reads the version there.
 *
 *     node scripts/bundle-command-line.ts [FOLDER]     the folder of the built modules; by default dist
 */

const dist = resolve(process.argv[2] ?? join(import.meta.dirname, '../dist'))
const into = join(dist, 'bin')

/** Modules of the reports that nearly every audit prints. */
const REPORT = [
  'canvas|certificate-wording|columns|dns-names|dns-record|dnssec-word|evidence-wording|feature-words|harmless|headline',
  'join-settings|json|next-steps|outlook|paint|plan|plan-stage|policy-words|protection-text|report|starttls-tally|symbols',
  'text|text-issue|wording',
].join('|')

/** Modules of the command that most people call. */
const CHECK =
  'check-command|check-options|environment|exit-code|only|output|overrides|progress|setting-names|settings|terminal'

/** What most commands need as a whole, so that it is not split by who needs which part. The first that fits takes a module. */
const TOGETHER = [
  // The version is needed before anything is loaded.
  { name: 'base', modules: 'base/|audit/version' },
  { name: 'observe', modules: '(?:registry|x509|smtp|tls|facts|audit)/' },
  { name: 'judge', modules: 'judge/' },
  { name: 'report', modules: `report/(?:${REPORT})\\.js` },
  { name: 'check', modules: `apps/cli/(?:${CHECK})\\.js|dns/resolver-spec|lab/lab-authority` },
]

rmSync(into, { recursive: true, force: true })
await using bundle = await rolldown({
  input: { main: join(dist, 'apps/cli/main.js') },
  platform: 'node',
  external: (id) => /^[^./]/.test(id) && id !== 'commander',
  plugins: [{ name: 'light-built-ins', renderChunk: lightBuiltIns }],
})
await bundle.write({
  dir: into,
  format: 'esm',
  chunkFileNames: '[name]-[hash].js',
  codeSplitting: { groups: TOGETHER.map(({ name, modules }) => ({ name, test: new RegExp(`/dist/(?:${modules})`) })) },
})
copyFileSync(
  join(dirname(fileURLToPath(import.meta.resolve('commander'))), 'LICENSE'),
  join(into, 'commander-LICENSE.txt'),
)

/**
 * Takes what Node.js brings along as plain objects. An import declaration needs every name of such a module at once, and some
 * of the names load much that nobody asked for: all of `node:process` and `node:util` takes longer than to parse a command line.
 */
function lightBuiltIns(code: string): string {
  return code.replaceAll(
    /^import (?:([\w$]+)|\{ ([^}]+) \}) from "(node:[\w/]+)";$/gm,
    (_line, whole: string | undefined, names: string | undefined, from: string) => {
      const found = `process.getBuiltinModule("${from}")`
      // commander could start other programs as its commands; none of ours is one.
      if (whole !== undefined && from === 'node:child_process')
        return `const ${whole} = { get spawn() { return ${found}.spawn } };`
      return `const ${whole ?? `{ ${names?.replaceAll(' as ', ': ')} }`} = ${found};`
    },
  )
}
