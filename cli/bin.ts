#!/usr/bin/env node
import { readFastPathOutput, writeFastPathOutput } from './fast-path-output.ts';
import { describeUnsupportedNode } from './unsupported-node-version.ts';

const unsupported = describeUnsupportedNode(process.versions.node, process.execPath);
const answer = unsupported === null ? readFastPathOutput(process.argv.slice(2)) : null;
// All other modules together take longer to load than Node.js itself.
if (answer === null || !writeFastPathOutput(answer)) {
  await (await import('./start-command-line.ts')).startCommandLine(unsupported);
}
