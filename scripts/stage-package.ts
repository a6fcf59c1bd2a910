import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/**
 * Lays out in build/package what is published, so that `npm pack build/package` packs exactly that.
 *
 *     npm run stage        builds, then runs this
 *
 * The root's package.json serves development: it is private, and its optional dependencies bring a Node.js, which must not
 * come along with the published package. What users need of it is copied; the rest is left out.
 */

const root = resolve(import.meta.dirname, '..')
const stage = join(root, 'build/package')

/** Fields of package.json that only a checkout needs. */
const DEVELOPMENT_FIELDS = ['private', 'scripts', 'devDependencies', 'optionalDependencies']

/** Files and folders that are published as they are. Each must exist. */
const PUBLISHED = [
  'bin',
  'docs',
  'man',
  'schemas',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
]

const manifest = publishedManifest()
rmSync(stage, { recursive: true, force: true })
mkdirSync(stage, { recursive: true })
writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
for (const name of PUBLISHED) cpSync(join(root, name), join(stage, name), { recursive: true, filter: isWanted })
const built = builtFiles()
for (const file of built) {
  mkdirSync(dirname(join(stage, file)), { recursive: true })
  cpSync(join(root, file), join(stage, file))
}
for (const path of namedPaths([manifest['bin'], manifest['exports']])) {
  if (globSync(path, { cwd: stage }).length === 0) throw new Error(`package.json names ${path}, which is not published`)
}
process.stdout.write(
  `build/package: ${String(manifest['name'])} ${String(manifest['version'])}, ${built.length} built files\n`,
)

function publishedManifest(): Record<string, unknown> {
  const all = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>
  return Object.fromEntries(Object.entries(all).filter(([field]) => !DEVELOPMENT_FIELDS.includes(field)))
}

/**
 * The JavaScript and the types of dist. A file whose source is gone is a leftover of an older build and is left out; what the
 * build joined for the command line (dist/bin) is always new.
 */
function builtFiles(): string[] {
  return globSync('dist/**/*.{js,d.ts,json}', { cwd: root }).filter((file) => {
    if (file.startsWith('dist/bin/')) return true
    const source = file.replace(/^dist/, 'src')
    return [source, source.replace(/(\.d\.ts|\.js)$/, '.ts'), source.replace(/(\.d\.ts|\.js)$/, '.tsx')].some(
      (candidate) => existsSync(join(root, candidate)),
    )
  })
}

/** Pictures of reports are for whoever reads the repository. */
function isWanted(path: string): boolean {
  return path !== join(root, 'docs/pictures')
}

/** Every relative path in a value of package.json, however deep. */
function namedPaths(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(namedPaths) : []
}
