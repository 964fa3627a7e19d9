import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createCalibrationStore } from '../../../harness/calibration/calibration-store.ts';
import { createHost } from '../../../harness/host.ts';
import type { ScenarioCalibration } from '../../../harness/model/calibration.ts';

function calibration(scenario: string, machine: string, seed = 1): ScenarioCalibration {
  return {
    scenario,
    kind: 'function',
    calibratedAt: '2026-11-20T10:00:00.000Z',
    machine,
    node: '26.10.0',
    seed,
    seconds_per_pair: 2,
    plan: 'back-to-back',
    metrics: [],
    trouble: null,
  };
}

function openStore() {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-calibrations-'));
  return { folder, open: () => createCalibrationStore(createHost(), folder) };
}

it('keeps the newest of each scenario on each machine', () => {
  const { open } = openStore();
  open().save([calibration('sort', 'this'), calibration('parse', 'this')]);
  open().save([calibration('sort', 'other', 2)]);
  open().save([calibration('sort', 'this', 3)]);
  const store = open();
  expect(store.find('sort', 'this')?.seed).toBe(3);
  expect(store.find('sort', 'other')?.seed).toBe(2);
  expect(store.find('parse', 'this')?.seed).toBe(1);
  expect(store.find('parse', 'other')).toBeNull();
  expect(store.find('render', 'this')).toBeNull();
});

it.each(['', '{', '[]', '{"schema":"perf-harness/calibrations@2","scenarios":[{}]}'])(
  'knows nothing where its file holds %j, and writes it anew',
  (text) => {
    const { folder, open } = openStore();
    writeFileSync(join(folder, 'calibrations.json'), text);
    expect(open().find('sort', 'this')).toBeNull();
    open().save([calibration('sort', 'this')]);
    expect(open().find('sort', 'this')).toEqual(calibration('sort', 'this'));
  },
);

it('does not speak of today with what was measured before functions took turns', () => {
  const { folder, open } = openStore();
  const old = calibration('sort', 'this');
  const file = join(folder, 'calibrations.json');
  writeFileSync(file, JSON.stringify({ schema: 'perf-harness/calibrations@1', scenarios: [old] }));
  expect(open().find('sort', 'this')).toBeNull();
});
