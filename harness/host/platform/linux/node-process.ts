import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { inspectorOf, nodeFlagsOf } from '../node-flags.ts';
import type { ProcessFacts } from '../process-reader.ts';

/** SIGUSR1 on Linux (signal(7)). */
const SIGUSR1 = 10n;

/** What an inspector could be asked of; null: there is no such process. */
export function readInspectable(pid: number): ProcessFacts | null {
  const status = read(`/proc/${pid}/status`);
  const owner = attempt(() => statSync(`/proc/${pid}`).uid);
  if (status === null || owner === null || /^State:\s+[ZX]/m.test(status)) return null;
  const args = (read(`/proc/${pid}/cmdline`) ?? '').split('\0').filter((arg) => arg !== '');
  const inherited = /(?:^|\0)NODE_OPTIONS=(?<options>[^\0]*)/.exec(
    read(`/proc/${pid}/environ`) ?? '',
  )?.groups?.options;
  const own = nodeFlagsOf(args);
  const flags = [...(inherited ?? '').split(/\s+/), ...own];
  return {
    pid,
    isOwn: owner === process.getuid?.(),
    isNode: isNode(pid),
    hearsSignal: hears(status),
    command: [basename(args[0] ?? '?'), ...args.slice(own.length + 1, own.length + 2)].join(' '),
    ...inspectorOf(flags),
  };
}

/** By its executable, or by the library of it that some systems build. */
function isNode(pid: number): boolean {
  const program = attempt(() => basename(readlinkSync(`/proc/${pid}/exe`))) ?? '';
  if (/^node(js)?([-\d.]*)?(\.exe)?( \(deleted\))?$/.test(program)) return true;
  return /\/libnode\.so/.test(read(`/proc/${pid}/maps`) ?? '');
}

/** By its mask of signals that are caught (proc(5), SigCgt). */
function hears(status: string): boolean {
  const mask = /^SigCgt:\s+(?<mask>[0-9a-f]+)/m.exec(status)?.groups?.mask ?? '0';
  return (BigInt(`0x${mask}`) & (1n << (SIGUSR1 - 1n))) !== 0n;
}

function read(path: string): string | null {
  return attempt(() => readFileSync(path, 'utf8'));
}

/** Processes come and go while they are being looked at, and some are not for us to see. */
function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
