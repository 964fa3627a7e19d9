import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { averageBlocks } from '../../../bench/verdicts/average-blocks.ts';
import { makeWorkloadRepository } from '../../../bench/verdicts/make-workload-repository.ts';
import { recordPairs } from '../../../bench/verdicts/record-pairs.ts';
import { openBenchExecutors } from '../../../bench/verdicts/workload-units.ts';
import { findWorkload } from '../../../bench/verdicts/workloads.ts';
import { createHost } from '../../../harness/host.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';

describe('the block means of a series', () => {
  test('are a hundred means, in order', () => {
    const blocks = averageBlocks(Array.from({ length: 250 }, (_, index) => index));
    expect(blocks).toHaveLength(100);
    expect(blocks.slice(0, 3)).toEqual([0.5, 3, 5.5]);
    expect(blocks.at(-1)).toBe(248);
  });

  test('are the series itself when it is short', () => {
    expect(averageBlocks([1, 2, 3])).toEqual([1, 2, 3]);
  });
});

describe('the recording of pairs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'record-pairs-'));
  const host = createHost();
  const executors = openBenchExecutors(host);
  afterAll(() => executors.dispose());

  test('measures both sides of a pair of functions', async () => {
    const workload = findWorkload('parse');
    // Ten times the work: no noise hides it.
    makeWorkloadRepository(join(folder, 'a'), workload, 20, []);
    makeWorkloadRepository(join(folder, 'b'), workload, 200, []);
    const [pair, ...others] = await recordPairs(
      host,
      executors,
      workload,
      { first: 0, count: 1, random: createRandom(1) },
      {
        projectOf: (side) => join(folder, side),
        folder,
        signal: new AbortController().signal,
      },
    );
    expect(others).toEqual([]);
    expect((pair?.b.centerMs ?? 0) / (pair?.a.centerMs ?? 1)).toBeGreaterThan(2);
    expect(pair?.a.seconds).toBeGreaterThan(0);
    expect(pair?.a.blocksMs).not.toEqual([]);
  });
});
