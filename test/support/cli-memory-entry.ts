import { main } from '../../src/apps/cli/main.ts'

/** The command line, which tells at its end how much memory it took at most. */
process.on('exit', () => process.stderr.write(`max-rss-kilobytes ${process.resourceUsage().maxRSS}\n`))
await main(process.argv.slice(2))
