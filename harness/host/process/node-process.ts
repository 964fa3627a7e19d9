import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';

/** A process of somebody's, as far as it matters to whoever wants to ask it for its inspector. */
export interface ProcessFacts {
  readonly pid: number;
  readonly isOwn: boolean;
  /** Whether it runs Node.js: SIGUSR1 kills most other programs. */
  readonly isNode: boolean;
  /** Whether SIGUSR1 would be heard; `--disable-sigusr1` turns a deaf ear to it. */
  readonly hearsSignal: boolean;
  /** Program and script, for people: other arguments may be secret. */
  readonly command: string;
  /** Where its inspector listens, or would; 0: anywhere. */
  readonly inspectorPort: number;
  /** Whether it was started with its inspector open. */
  readonly isInspectorAsked: boolean;
}

/** Node's own (Node.js, `--inspect-port`). */
const DEFAULT_PORT = 9_229;
/** SIGUSR1 on Linux (signal(7)). */
const SIGUSR1 = 10n;

/** null: there is no such process, or the system does not tell (other than Linux). */
export function readProcess(pid: number): ProcessFacts | null {
  const status = read(`/proc/${pid}/status`);
  const owner = attempt(() => statSync(`/proc/${pid}`).uid);
  if (status === null || owner === null || /^State:\s+[ZX]/m.test(status)) return null;
  const args = (read(`/proc/${pid}/cmdline`) ?? '').split('\0').filter((arg) => arg !== '');
  const inherited = /(?:^|\0)NODE_OPTIONS=(?<options>[^\0]*)/.exec(
    read(`/proc/${pid}/environ`) ?? '',
  )?.groups?.options;
  const own = flagsOf(args);
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

/** Flags whose value is the next argument. */
const WITH_VALUE = /^(-r|--require|--import|--loader|--experimental-loader|-C|--conditions)$/;

/** What stands before the script. */
function flagsOf([, ...args]: readonly string[]): readonly string[] {
  const end = args.findIndex(
    (arg, index) => !arg.startsWith('-') && !WITH_VALUE.test(args[index - 1] ?? ''),
  );
  return end < 0 ? args : args.slice(0, end);
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

function inspectorOf(
  flags: readonly string[],
): Pick<ProcessFacts, 'inspectorPort' | 'isInspectorAsked'> {
  let inspectorPort = DEFAULT_PORT;
  let isInspectorAsked = false;
  for (const flag of flags) {
    const found = /^--(?<name>inspect(?:-brk|-wait|-port)?|debug-port)(?:=(?<place>.*))?$/.exec(
      flag,
    );
    if (found?.groups === undefined) continue;
    const { name = '', place = '' } = found.groups;
    if (/^inspect(-brk|-wait)?$/.test(name)) isInspectorAsked = true;
    // A host without a port leaves it as it is.
    const port = /(?:^|:)(?<port>\d+)$/.exec(place)?.groups?.port;
    if (port !== undefined) inspectorPort = Number(port);
  }
  return { inspectorPort, isInspectorAsked };
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
