import { expect, test } from 'vitest';
import { measureMapBaseline } from '../../../api/map/build-performance-map.ts';
import { performanceMapSchema } from '../../../harness/model/documents/performance-map-document.ts';

const plain = (...all: readonly Readonly<Record<string, number>>[]) =>
  all.map((measurements) => ({ measurements }));

test('P811-10: keeps the baseline unaffected by a run that is slow only because it is the first', () => {
  const trials = plain({ cpu_time: 900 }, { cpu_time: 21 }, { cpu_time: 20 }, { cpu_time: 22 });
  expect(measureMapBaseline(30, trials, [])).toEqual({ wall_time_ms: 30, cpu_time_ms: 21.5 });
});

test('P811-11: has every measured field of a map, each from the same runs', () => {
  const measurements = {
    cpu_time: 20,
    memory_peak: 150e6,
    memory_growth: 60e6,
    io_read: 0,
    io_write: 8 * 2 ** 20,
    http_round_trips: 13,
  };
  expect(measureMapBaseline(30, plain(measurements), ['memory_growth'])).toEqual({
    wall_time_ms: 30,
    cpu_time_ms: 20,
    memory_peak_mb: 150,
    memory_delta_mb: 60,
    io_read_bytes: 0,
    io_write_bytes: 8_388_608,
    http_round_trips: 13,
  });
});

test('P811-11: omits what was not measured, and never reports it as 0', () => {
  expect(measureMapBaseline(30, plain({ wall_time: 30 }), [])).toEqual({ wall_time_ms: 30 });
});

test('does not count the memory of a server as a cost of an operation when nobody requested it', () => {
  expect(measureMapBaseline(30, plain({ memory_growth: 5e6 }), [])).toEqual({ wall_time_ms: 30 });
});

test('P811-09: has no field for a processor that does not exist', () => {
  const { baseline } = performanceMapSchema.unwrap().shape;
  expect(Object.keys(baseline.unwrap().shape).filter((name) => name.includes('gpu'))).toEqual([]);
});
