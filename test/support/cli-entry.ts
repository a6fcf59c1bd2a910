import { main } from '../../src/apps/cli/main.ts'

await main(process.argv.slice(2))
