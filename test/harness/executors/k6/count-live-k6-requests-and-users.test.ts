import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import {
  type PointProgress,
  watchK6Points,
} from '../../../../harness/executors/k6/watch-k6-output.ts';

const line = (metric: string, value: number): string =>
  `{"metric":"${metric}","type":"Point","data":{"time":"2026-01-02T03:04:05Z","value":${value},"tags":null}}\n`;

afterEach(() => vi.useRealTimers());

test('counts once a second what k6 writes, starting before the file exists', () => {
  vi.useFakeTimers();
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-watch-'));
  const [path, other] = [join(folder, 'points.json'), join(folder, 'other.json')];
  const looks: PointProgress[] = [];
  const watch = watchK6Points([path, other], (soFar) => looks.push(soFar));
  const next = (): PointProgress | undefined => {
    vi.advanceTimersByTime(1_000);
    return looks.at(-1);
  };
  expect(next()).toEqual({ requests: 0, users: null, bytes: 0 });
  appendFileSync(path, line('vus', 4) + line('http_reqs', 1) + line('http_req_duration', 3));
  expect(next()).toMatchObject({ requests: 1, users: 4 });
  appendFileSync(path, line('http_reqs', 1) + line('http_reqs', 1) + line('vus', 12));
  expect(next()).toMatchObject({ requests: 3, users: 12 });
  appendFileSync(other, line('vus', 3) + line('http_reqs', 1));
  expect(next()).toMatchObject({ requests: 4, users: 15 });
  watch.stop();
  appendFileSync(path, line('http_reqs', 1));
  expect(next()).toMatchObject({ requests: 4 });
  expect(looks).toHaveLength(4);
  rmSync(folder, { recursive: true });
});
