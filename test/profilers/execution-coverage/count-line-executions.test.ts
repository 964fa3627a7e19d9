import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  countLineExecutions,
  mergeLineCounts,
} from '../../../profilers/execution-coverage/count-line-executions.ts';
import type { CoveredScript } from '../../../profilers/execution-coverage/v8-script-coverage.ts';

const TEXT = `export function total(list) {
  let sum = 0;
  for (const one of list) {
    if (one > 2) {
      sum += one;
    }
  }
  return list.map((one) => one + sum);
}
export function never() {
  return 1;
}
total([1, 2, 3]);
total([4]);
`;

/** Returns V8's own coverage from a separate process, since each process has only one count. */
function covered(): CoveredScript {
  const folder = mkdtempSync(join(tmpdir(), 'ph-coverage-'));
  const file = join(folder, 'a.mjs');
  writeFileSync(file, TEXT);
  const kept = join(folder, 'kept');
  execFileSync(process.execPath, [file], { env: { ...process.env, NODE_V8_COVERAGE: kept } });
  const [name = ''] = readdirSync(kept);
  const { result } = JSON.parse(readFileSync(join(kept, name), 'utf8')) as {
    readonly result: readonly CoveredScript[];
  };
  const found = result.find(({ url }) => url.endsWith('/a.mjs'));
  if (found === undefined) throw new Error('V8 has not seen it');
  return found;
}

test('counts lines by the counts of V8 for parts of functions', () => {
  const { lines, functions } = countLineExecutions('/a.js', TEXT, covered());
  expect(lines.get(2)).toEqual({ entered: 2, most: 2 });
  expect(lines.get(4)).toEqual({ entered: 4, most: 4 });
  expect(lines.get(5)).toEqual({ entered: 2, most: 2 });
  expect(lines.get(8)).toEqual({ entered: 2, most: 4 });
  expect(lines.get(11)).toEqual({ entered: 0, most: 0 });
  expect(functions).toEqual(
    expect.arrayContaining([
      { name: 'total', fromLine: 1, toLine: 9, calls: 2 },
      { name: 'never', fromLine: 10, toLine: 12, calls: 0 },
    ]),
  );
});

test('adds up the counts of threads that ran the same file', () => {
  const counts = countLineExecutions('/a.js', TEXT, covered());
  const both = mergeLineCounts(counts, counts);
  expect(both.lines.get(4)).toEqual({ entered: 8, most: 8 });
  expect(both.functions.find(({ name }) => name === 'total')?.calls).toBe(4);
});
