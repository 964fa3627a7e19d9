/**
 * Standard error of the commands: a real pipe, read by a `cat` that passes it on to the harness.
 * Node.js gives its children a socket, which a command cannot open by name (`echo x > /dev/stderr`
 * fails), and the launcher cannot read a pipe itself while it is blocked waiting.
 */
import { closeSync, writeSync } from 'node:fs';
import { descriptorPath } from '../../../host/platform/linux/read-proc-and-sys-files.ts';
import { canSignal } from '../../../host/platform/send-signal.ts';
import type { FileDescriptorAction, Libc } from './libc-bindings.ts';

export interface StderrPipe {
  /** Opens the pipe separately as a command's descriptor 2. */
  readonly action: FileDescriptorAction;
  readonly readerPid: number;
  /** Writes a line of the launcher itself, in order with the output of commands. */
  readonly writeLine: (line: string) => void;
  readonly isAlive: () => boolean;
  readonly close: () => void;
}

/** @throws if `cat` does not start. */
export function openStderrPipe(libc: Libc, catPath: string): StderrPipe {
  const [readEnd, writeEnd] = libc.pipe();
  // `cat` stops on a full non-blocking descriptor, where Node.js would retry later.
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
  if (pid < 0) throw new Error(`${catPath} cannot be started (error ${-pid})`);
  return {
    // Opened separately, so that a command that makes it non-blocking affects only itself.
    action: { type: 'open', path: descriptorPath(writeEnd), mode: 'write', to: 2 },
    readerPid: pid,
    writeLine: (line) => {
      try {
        writeSync(writeEnd, `${line}\n`);
      } catch {
        // The reader was ended, by the command or together with it; the next run gets a new reader.
      }
    },
    isAlive: () => libc.wait(pid, false) === null && canSignal(pid),
    close: () => closeSync(writeEnd),
  };
}
