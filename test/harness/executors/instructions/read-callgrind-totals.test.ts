import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  findValgrindError,
  readDumpTotal,
  readDumpTotals,
} from '../../../../harness/executors/instructions/valgrind-run-files.ts';
import { files } from '../../../../harness/host/file-operations.ts';

const folder = mkdtempSync(join(tmpdir(), 'counts-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const dump = (sum: number): string =>
  `# callgrind format\nversion: 1\nevents: Ir\nsummary: ${sum}\n\nfn=(1) main\n0 ${sum}\n\ntotals: ${sum}\n`;

describe('output of callgrind', () => {
  it('is read in the order of writing, not of names', () => {
    for (let part = 1; part <= 12; part += 1) write(`counts.${part}`, dump(part * 100));
    write('counts.pid', dump(1));
    expect(readDumpTotals(files, folder, 'counts')).toEqual(
      Array.from({ length: 12 }, (_, index) => (index + 1) * 100),
    );
  });

  it('gives no total when its program was killed while writing', () => {
    expect(
      readDumpTotal(files, write('half', '# callgrind format\nversion: 1\nevents: Ir\n')),
    ).toBe(null);
    expect(readDumpTotal(files, join(folder, 'nowhere'))).toBe(null);
  });

  it.each([
    ['==7== vex amd64->IR: unhandled instruction bytes: 0x62 0xF1', /machine instruction/],
    ["valgrind: the 'impossible' happened:", /encountered an internal error/],
    ["valgrind: failed to start tool 'callgrind' for platform", /not installed/],
  ])('reports trouble of valgrind itself: %s', (line, meaning) => {
    write('valgrind-log', `==7== Callgrind\n${line}\n==7== more`);
    expect(findValgrindError(files, folder, '')).toMatch(meaning);
  });

  it('does not blame valgrind for a program that ran out of memory by itself', () => {
    write('valgrind-log', '==7== Callgrind');
    expect(findValgrindError(files, folder, 'FATAL ERROR: JavaScript heap out of memory')).toBe(
      null,
    );
  });
});
