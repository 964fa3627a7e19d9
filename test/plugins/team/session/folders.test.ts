import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { files } from '../../../../harness/host/files.ts';
import { BASELINE_SCHEMA, readBaseline } from '../../../../plugins/team/profiler/baseline.ts';
import {
  baselineFile,
  discussionFile,
  planFile,
} from '../../../../plugins/team/session/folders.ts';

const folder = mkdtempSync(join(tmpdir(), 'perf-harness-lanes-'));

/** A baseline with one value, as text. */
function baseline(value: number): string {
  const environment = { cpu: 'a', cores: 2, governor: null, os: 'linux 6', node: '26', load: 0 };
  const timestamp = '2026-03-15T10:11:12.345Z';
  const about = { scenario: 'work', metric: 'wall_time', unit: 'ms', method: 'measured' };
  const metrics = [{ ...about, value, timestamp }];
  return JSON.stringify({ schema: BASELINE_SCHEMA, metrics, environment });
}

describe('TPB-01: the baseline of a lane', () => {
  files.writeAtomic(join(folder, 'artifacts/baseline-metrics.json'), baseline(10));
  files.writeAtomic(join(folder, 'artifacts/pipelines/A/baseline-metrics.json'), baseline(20));
  const opened: string[] = [];
  const watched = {
    read: (path: string) => {
      opened.push(path);
      return files.read(path);
    },
  };
  const valueIn = (lane: string) =>
    readBaseline(watched, join(folder, baselineFile(lane))).metrics[0]?.value;

  test('is shared by single runs and branches', () => {
    expect([valueIn('main'), valueIn('B01')]).toEqual([10, 10]);
  });

  test('is its own in a pipeline, which never opens the shared one', () => {
    opened.length = 0;
    expect(valueIn('A')).toBe(20);
    expect(opened).toEqual([join(folder, 'artifacts/pipelines/A/baseline-metrics.json')]);
  });

  test('that is not there, cut off, or of another version is told with its path', () => {
    const path = join(folder, 'damaged.json');
    expect(() => readBaseline(files, path)).toThrow(`The baseline ${path} cannot be used`);
    for (const text of ['', baseline(1).slice(0, 40), baseline(1).replace('@1', '@2')]) {
      files.writeAtomic(path, text);
      expect(() => readBaseline(files, path)).toThrow(`The baseline ${path} cannot be used`);
    }
  });
});

test('TPO-01: a branch reads its own part of the plan, a pipeline its plan, else the whole one', () => {
  expect(['main', 'B01', 'A'].map(planFile)).toEqual([
    'artifacts/optimization-plan.md',
    'artifacts/branches/B01/optimization-detail.md',
    'artifacts/pipelines/A/optimization-plan.md',
  ]);
});

test('TEAM-16: the discussion of a plan and those of reviews are files of their own', () => {
  expect([discussionFile('OPT', 'main'), discussionFile('REVIEW', 'B02')]).toEqual([
    'discussions/DISCUSS-OPT.md',
    'discussions/DISCUSS-REVIEW-B02.md',
  ]);
});
