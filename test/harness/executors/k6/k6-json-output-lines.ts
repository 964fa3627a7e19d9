import { readResults } from '../../../../harness/executors/k6/read-k6-json-output-results.ts';

/** Declaration of a metric, as k6 writes it. */
export function metric(name: string, type: string, more: object = {}): string {
  const data = { name, type, contains: 'default', thresholds: [], submetrics: null, ...more };
  return JSON.stringify({ type: 'Metric', data, metric: name });
}

/** Data point of a metric at a second. */
export function point(name: string, value: number, tags: object | null = {}, time = '03'): string {
  const stamp = `2026-01-02T03:04:${time}.123456789Z`;
  return JSON.stringify({ metric: name, type: 'Point', data: { time: stamp, value, tags } });
}

export function read(...lines: readonly string[]) {
  async function* each(): AsyncGenerator<string> {
    yield* lines;
  }
  return readResults(each());
}
