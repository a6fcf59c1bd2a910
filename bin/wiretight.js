#!/usr/bin/env node
// This file must run on old versions of Node, to be able to say that they are too old.
var major = parseInt(process.versions.node, 10)
if (major < 24) {
  process.stderr.write('wiretight needs Node.js 24 or newer; this is ' + process.versions.node + '\n')
  process.exit(2)
}
import('../dist/apps/cli/main.js').then((cli) => cli.main(process.argv.slice(2)))
