/**
 * Standard error of the commands: a real pipe, read by a `cat` that passes it on to the harness.
 * What Node.js gives its own children is a socket, which a command cannot open by name
 * (`echo x > /dev/stderr` fails), and nobody in the launcher could read a pipe while it waits.
 */
import { closeSync, writeSync } from 'node:fs';
import { descriptorPath } from '../../../host/platform/linux/kernel-file.ts';
import type { FileDescriptorAction, Libc } from './libc.ts';

export interface StderrPipe {
  /** Gives a command's descriptor 2 an opening of the pipe of its own. */
  readonly action: FileDescriptorAction;
  /** Process id of the reader, which is no command. */
  readonly readerPid: number;
  /** Writes a line of the launcher's own, in order with what commands write. */
  readonly writeLine: (line: string) => void;
  /** True while the reader runs. */
  readonly isAlive: () => boolean;
  readonly close: () => void;
}

/** @throws where there is no `cat`. */
export function openStderrPipe(libc: Libc, catPath: string): StderrPipe {
  const [readEnd, writeEnd] = libc.pipe();
  // `cat` gives up where Node.js would come back later.
  libc.makeBlocking(2);
  const pid = libc.prepareSpawn({
    path: catPath,
    argv: ['cat'],
    env: Object.entries(process.env).map(([name, value]) => `${name}=${value}`),
    cwd: '/',
    descriptors: [
      { type: 'copy', from: readEnd, to: 0 },
      { type: 'copy', from: 2, to: 1 },
    ],
  })();
  closeSync(readEnd);
  if (pid < 0) throw new Error(`${catPath} does not start (error ${-pid})`);
  return {
    // A new opening, so that a command that makes it non-blocking does so for itself only.
    action: { type: 'open', path: descriptorPath(writeEnd), mode: 'write', to: 2 },
    readerPid: pid,
    writeLine: (line) => {
      try {
        writeSync(writeEnd, `${line}\n`);
      } catch {
        // The reader was ended, by the command or together with it; the next run gets another.
      }
    },
    isAlive: () => libc.wait(pid, false) === null && isThere(pid),
    close: () => closeSync(writeEnd),
  };
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
