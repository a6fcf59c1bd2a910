#!/usr/bin/env node
// This file must run on old versions of Node, to be able to say that they are too old.
var major = Number.parseInt(process.versions.node, 10)
if (major < 24) {
  process.stderr.write('wiretight needs Node.js 24 or newer; this is ' + process.versions.node + '\n')
  process.exit(2)
}
// Compiled code is kept from run to run, in the folder that Node.js chooses; without it a run is only slower.
void import('node:module')
  .then((module) => module.enableCompileCache())
  .then(() => import('../dist/bin/main.js'))
  .then((cli) => cli.main(process.argv.slice(2)))
