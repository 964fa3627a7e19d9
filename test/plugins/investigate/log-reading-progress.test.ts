import { beforeEach, describe, expect, test } from 'vitest';
import { createStderrProgressLine } from '../../../cli/execution/stderr-progress-line.ts';
import { createHost, type Host } from '../../../harness/host.ts';
import { createReadingProgress } from '../../../plugins/investigate/command/log-reading-progress.ts';

const SIZES: Readonly<Record<string, number>> = {
  '/a.log': 1_000_000_000,
  '/b.log': 600_000_000,
  '/c.log.gz': 100_000_000,
  '/d.log.gz': 50_000_000,
};
const real = createHost();
let [now, said] = [0, ''];

beforeEach(() => {
  [now, said] = [0, ''];
});

function hostOf(errIsTerminal = false): Host {
  return {
    ...real,
    clock: { ...real.clock, monotonicMs: () => now },
    files: { ...real.files, sizeOf: (path) => SIZES[path] ?? 0 },
    terminal: {
      ...real.terminal,
      errIsTerminal,
      err: (text) => {
        said += text;
      },
    },
  };
}

/** Progress of reading, shown as the command line shows it. */
function progressOf(host: Host, logs: readonly string[]) {
  const { say, end } = createStderrProgressLine(host);
  return { listen: createReadingProgress(host, logs, say), end };
}

/** Reads this many bytes in this many seconds, in two parts. */
function read({ listen }: ReturnType<typeof progressOf>, bytes: number, seconds: number): void {
  for (let part = 0; part < 2; part += 1) {
    now += seconds * 500;
    listen({ kind: 'bytes', bytes: bytes / 2 });
  }
}

const begin = (file: string) => ({ kind: 'file', file }) as const;
const lastSaid = (): string => said.split('\r\u001b[K').at(-1) ?? '';

describe('progress of reading logs', () => {
  test('is not shown for what ends within two seconds', () => {
    const progress = progressOf(hostOf(true), ['/a.log']);
    progress.listen(begin('/a.log'));
    read(progress, 1e9, 1.9);
    progress.end();
    expect(said).toBe('');
  });

  test('has rate and remaining size of all files, with a line every ten seconds when piped', () => {
    const progress = progressOf(hostOf(), ['/a.log', '/b.log']);
    progress.listen(begin('/a.log'));
    read(progress, 1e9, 10);
    progress.listen(begin('/b.log'));
    read(progress, 300e6, 3);
    expect(said).toBe('investigate: 1 GB read, 100 MB/s, file 1 of 2; 600 MB left, about 6 s\n');
  });

  test('is one line that is overwritten on a terminal, and removed at the end', () => {
    const progress = progressOf(hostOf(true), ['/a.log']);
    progress.listen(begin('/a.log'));
    read(progress, 400e6, 4);
    expect(lastSaid()).toBe('investigate: 400 MB read, 100 MB/s; 600 MB left, about 6 s');
    expect(said).not.toContain('\n');
    progress.end();
    expect(lastSaid()).toBe('');
  });

  test('estimates the rest of packed files once one of them has shown how much they hold', () => {
    const progress = progressOf(hostOf(true), ['/c.log.gz', '/d.log.gz']);
    progress.listen(begin('/c.log.gz'));
    read(progress, 800e6, 8);
    expect(lastSaid()).toBe('investigate: 800 MB read, 100 MB/s, file 1 of 2');
    progress.listen(begin('/d.log.gz'));
    read(progress, 200e6, 2);
    expect(lastSaid()).toBe(
      'investigate: 1 GB read, 100 MB/s, file 2 of 2; 200 MB left, about 2 s',
    );
  });
});
