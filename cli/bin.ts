#!/usr/bin/env node
import { createHost } from '../harness/host.ts';
import { main } from './main.ts';

const host = createHost();
const code = await main(host, process.argv.slice(2));
await host.terminal.flushed();
// Not left to the event loop: a handle that something forgot must not hold the command up.
process.exit(code);
