#!/usr/bin/env node
import { describeUnsupportedNode } from './unsupported-node-version.ts';
import { readVersionOrHelpOutput, writeVersionOrHelpOutput } from './version-and-help-fast-path.ts';

const unsupported = describeUnsupportedNode(process.versions.node, process.execPath);
const answer = unsupported === null ? readVersionOrHelpOutput(process.argv.slice(2)) : null;
// All other modules together take longer to load than Node.js itself.
if (answer === null || !writeVersionOrHelpOutput(answer)) {
  await (await import('./run-cli-and-exit-process.ts')).startCommandLine(unsupported);
}
