/**
 * Runs 0x's reader on a V8 log, in a separate process: it may take minutes and gigabytes, and its
 * output must not mix with ours. Arguments: 0x's package folder, the log, the Node.js program that
 * wrote it, milliseconds to skip at the beginning, and the output file.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

type ReadLog = (
  log: string,
  options: { readonly pathToNodeBinary: string; readonly collectDelay: number },
) => Promise<readonly (readonly { readonly name: string; readonly type?: string }[])[]>;

const [folder = '', log = '', node = '', delayMs = '0', target = ''] = process.argv.slice(2);
const load = createRequire(join(folder, 'package.json'));
const readLog = load('./lib/v8-log-to-ticks.js') as ReadLog;
const ticks = await readLog(log, { pathToNodeBinary: node, collectDelay: Number(delayMs) });
// 0x's own format, without data that 0x itself does not read: the position of each function in its
// source.
const slim = ticks.map((stack) => stack.map(({ name, type }) => ({ name, type })));
writeFileSync(target, JSON.stringify(slim));
