/**
 * Has 0x read a log of V8, in a process of its own: it may take minutes and gigabytes, and what it
 * prints is not ours. Arguments: 0x's package folder, the log, the program of Node.js that wrote it,
 * milliseconds of the beginning that are left out, and the file to write.
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
// As 0x writes them, without what it does not read itself: positions of each function in its source.
const slim = ticks.map((stack) => stack.map(({ name, type }) => ({ name, type })));
writeFileSync(target, JSON.stringify(slim));
