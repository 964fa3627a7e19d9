/** The complete search against simulated servers of known capacity. */
import { describe, expect, test } from 'vitest';
import { capacityReportSchema } from '../../../harness/model/documents/capacity-document.ts';
import { simulateCapacitySearch } from '../../../tools/golden/simulate-capacity-search.ts';
import type { SimulatedServer } from '../../../tools/golden/simulated-server.ts';
import { exampleEnvironment } from '../../support/example-measurement-environment.ts';

const SERVER: SimulatedServer = {
  capacity: 1_000,
  spread: 0.02,
  baseMs: 2,
  lapses: 0,
  cores: 0.95,
  generator: 1_000_000,
};

/** Searches many servers; returns how often the interval covers the capacity, and rate errors. */
async function searchMany(over: Partial<SimulatedServer>, count = 8) {
  const errors: number[] = [];
  const runs: number[] = [];
  let held = 0;
  for (let seed = 1; seed <= count; seed += 1) {
    const capacity = 20 * 1_000 ** ((seed - 0.5) / count);
    const report = await simulateCapacitySearch(
      { ...SERVER, ...over, capacity },
      exampleEnvironment,
      { seed },
    );
    expect(report.outcome).toBe('found');
    const { rate = 0, low = 0, high = 0 } = report.capacity ?? {};
    errors.push(Math.abs(Math.log(rate / capacity)));
    runs.push(report.loads.length);
    if (low <= capacity * 1.03 && capacity <= (high ?? 0)) held += 1;
  }
  const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[count / 2] ?? 0;
  return {
    held: held / count,
    error: middle(errors),
    worst: Math.max(...errors),
    runs: middle(runs),
  };
}

describe('search over servers from 20 to 20,000 requests a second', () => {
  test('finds the capacity when runs differ by 2 %', async () => {
    const { held, error, worst, runs } = await searchMany({});
    expect(error).toBeLessThan(0.04);
    expect(worst).toBeLessThan(0.1);
    expect(held).toBeGreaterThan(0.9);
    expect(runs).toBeLessThan(45);
  });

  test('finds the capacity when runs differ by 8 %, with more runs', async () => {
    const count = 16;
    const { held, error, worst } = await searchMany({ spread: 0.08 }, count);
    expect(error).toBeLessThan(0.05);
    expect(worst).toBeLessThan(0.25);
    // An interval of 95 %, less three standard errors of so few searches.
    expect(held).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / count));
  });

  test('finds the capacity although the machine spoils one run in thirty', async () => {
    const { error, worst } = await searchMany({ lapses: 1 / 30 });
    expect(error).toBeLessThan(0.05);
    expect(worst).toBeLessThan(0.3);
  });
});

describe('capacity search', () => {
  test('never mistakes the limit of the generator for that of the server', async () => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const generator = 100 * 100 ** (seed / 8);
      const server = { ...SERVER, capacity: generator * 3, generator };
      const report = await simulateCapacitySearch(server, exampleEnvironment, { seed });
      expect(report.outcome).toBe('lower-bound');
      expect(report.capacity?.high).toBeNull();
      expect(report.capacity?.rate).toBeLessThanOrEqual(generator * 1.02);
      expect(report.capacity?.rate).toBeGreaterThan(generator / 1.3);
      expect(report.ceiling).toBeGreaterThan(generator);
      expect(report.first_breach).toBeNull();
      expect(report.findings.map(({ id }) => id)).toContain('load-generator-saturated');
    }
  });

  test('finds a capacity just below the limit of the generator', async () => {
    const report = await simulateCapacitySearch(
      { ...SERVER, generator: 1_600 },
      exampleEnvironment,
    );
    expect(report.outcome).toBe('found');
    expect(report.capacity?.rate).toBeGreaterThan(930);
    expect(report.capacity?.rate).toBeLessThan(1_070);
  });

  test('reports when not even the lowest rate keeps its limits', async () => {
    const report = await simulateCapacitySearch({ ...SERVER, baseMs: 300 }, exampleEnvironment);
    expect(report).toMatchObject({ outcome: 'none-kept', capacity: null });
    expect(report.points[0]?.rate).toBeCloseTo(6.67, 1);
    expect(report.first_breach).toMatchObject({ cause: 'latency', metric: 'latency.p99' });
  });

  test('stops at the highest permitted rate', async () => {
    const rates = { start: 50, lowest: 6.67, highest: 400 };
    const report = await simulateCapacitySearch(SERVER, exampleEnvironment, { rates });
    expect(report).toMatchObject({ outcome: 'lower-bound', ceiling: null });
    expect(report.capacity).toEqual({ rate: 400, low: 400, high: null });
    expect(Math.max(...report.loads.map(({ rate }) => rate))).toBe(400);
  });

  test('ends when its time or its runs are used up, and reports how little is known', async () => {
    const short = await simulateCapacitySearch(SERVER, exampleEnvironment, { maxTimeMs: 40_000 });
    expect(short.duration_ms).toBeLessThanOrEqual(40_000);
    expect(short.findings).toMatchObject([{ id: 'capacity-cut-short', level: 'warning' }]);
    const few = await simulateCapacitySearch(SERVER, exampleEnvironment, { maxRuns: 3 });
    expect(few.loads).toHaveLength(3);
    expect(few).toMatchObject({ outcome: 'lower-bound', capacity: { high: null } });
  });

  test('runs three times at each rate around the capacity, ascending, each with intervals', async () => {
    const report = await simulateCapacitySearch(SERVER, exampleEnvironment);
    expect(capacityReportSchema.parse(report)).toEqual(report);
    const rates = report.points.map(({ rate }) => rate);
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
    expect(report.points.filter(({ runs }) => runs >= 3).length).toBeGreaterThanOrEqual(5);
    for (const { runs, metrics } of report.points) expect(metrics['latency.p99']?.n).toBe(runs);
  });

  test('starts no load after an earlier error finding that forbids it', async () => {
    const findings = [{ id: 'tool-missing', level: 'error', message: 'no k6' }] as const;
    const report = await simulateCapacitySearch(SERVER, exampleEnvironment, { findings });
    expect(report).toMatchObject({ outcome: 'blocked', loads: [], capacity: null });
  });
});
