#!/usr/bin/env node
import { answerAtOnce, writeAtOnce } from './answer-at-once.ts';
import { unsupportedNode } from './unsupported-node.ts';

const unsupported = unsupportedNode(process.versions.node, process.execPath);
const answer = unsupported === null ? answerAtOnce(process.argv.slice(2)) : null;
// All else takes longer to load than Node.js itself.
if (answer === null || !writeAtOnce(answer)) {
  await (await import('./start.ts')).start(unsupported);
}
