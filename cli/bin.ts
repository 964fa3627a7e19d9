#!/usr/bin/env node
import { readVersionOrHelpOutput, writeVersionOrHelpOutput } from './fast-path-output.ts';
import { describeUnsupportedNode } from './unsupported-node-version.ts';

const unsupported = describeUnsupportedNode(process.versions.node, process.execPath);
const answer = unsupported === null ? readVersionOrHelpOutput(process.argv.slice(2)) : null;
// All other modules together take longer to load than Node.js itself.
if (answer === null || !writeVersionOrHelpOutput(answer)) {
  await (await import('./start-command-line.ts')).startCommandLine(unsupported);
}
