import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, type Host } from '../../harness/host.ts';
import { environmentOutsideNpm } from './run-cli.ts';

/** Text that a command wrote. */
export interface WrittenText {
  out: string;
  err: string;
}

/** Returns a real host in an empty folder, whose terminal output is kept in memory. */
export function createInMemoryHost(changes: Partial<Host> = {}): {
  readonly host: Host;
  readonly written: WrittenText;
} {
  const written: WrittenText = { out: '', err: '' };
  const host = createHost({ env: environmentOutsideNpm() });
  return {
    written,
    host: {
      ...host,
      // As in run-command-in-process.ts: neither a guardian for each command, nor the test runner's flags.
      processes: { ...host.processes, close: host.processes.stopAll },
      system: { ...host.system, execArgv: [] },
      cwd: mkdtempSync(join(tmpdir(), 'perf-harness-test-')),
      terminal: {
        ...host.terminal,
        out: (text) => {
          written.out += text;
        },
        err: (text) => {
          written.err += text;
        },
        lost: () => null,
        canAsk: false,
        outIsTerminal: false,
        errIsTerminal: false,
        width: 80,
        errWidth: 80,
        color: false,
      },
      ...changes,
    },
  };
}
