import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createCalibrationStore } from '../../../harness/calibration/noise-calibration-store.ts';
import { createHost } from '../../../harness/host.ts';
import type { ScenarioCalibration } from '../../../harness/model/documents/calibration-document.ts';
import type { CalibrationKey } from '../../../harness/model/noise-calibration-key.ts';

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

const key = (scenario: string, changes: Partial<CalibrationKey> = {}): CalibrationKey => ({
  scenario,
  kind: 'function',
  machine: 'this',
  nodes: ['v26.1.0', 'v26.10.0'],
  plan: 'back-to-back',
  ...changes,
});

function openStore() {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-calibrations-'));
  return { folder, open: () => createCalibrationStore(createHost(), folder) };
}

it('keeps the newest calibration of each scenario on each machine', () => {
  const { open } = openStore();
  open().save([calibration('sort', 'this'), calibration('parse', 'this')]);
  open().save([calibration('sort', 'other', 2)]);
  open().save([calibration('sort', 'this', 3)]);
  const store = open();
  expect(store.find(key('sort'))?.seed).toBe(3);
  expect(store.find(key('sort', { machine: 'other' }))?.seed).toBe(2);
  expect(store.find(key('parse'))?.seed).toBe(1);
  expect(store.find(key('parse', { machine: 'other' }))).toBeNull();
  expect(store.find(key('render'))).toBeNull();
});

it('finds a calibration for pairs whose plan is unknown because none was measured', () => {
  const { open } = openStore();
  open().save([calibration('sort', 'this')]);
  expect(open().find(key('sort', { plan: null }))?.seed).toBe(1);
});

it.each<[string, Partial<CalibrationKey> & Partial<Pick<ScenarioCalibration, 'plan'>>]>([
  ['another major version of Node.js', { nodes: ['v24.9.0', 'v24.9.0'] }],
  ['two, of which one is another', { nodes: ['v24.9.0', 'v26.10.0'] }],
  ['another kind of scenario', { kind: 'command' }],
  ['pairs that take turns', { plan: 'alternating' }],
])('finds nothing for %s, and keeps both', (_, changes) => {
  const { open } = openStore();
  open().save([calibration('sort', 'this')]);
  expect(open().find(key('sort', changes))).toBeNull();
  const { nodes = ['v26.1.0'], ...others } = changes;
  const other = { ...calibration('sort', 'this', 2), ...others, node: nodes[0] ?? '' };
  open().save([other]);
  const isMixed = new Set(nodes.map((node) => node.split('.')[0])).size > 1;
  expect(open().find(key('sort', changes))).toEqual(isMixed ? null : other);
  expect(open().find(key('sort'))?.seed).toBe(1);
});

it.each(['', '{', '[]', '{"schema":"perf-harness/calibrations@2","scenarios":[{}]}'])(
  'finds nothing when its file holds %j, and rewrites it',
  (text) => {
    const { folder, open } = openStore();
    writeFileSync(join(folder, 'calibrations.json'), text);
    expect(open().find(key('sort'))).toBeNull();
    open().save([calibration('sort', 'this')]);
    expect(open().find(key('sort'))).toEqual(calibration('sort', 'this'));
  },
);

it('ignores calibrations from before functions were measured alternately', () => {
  const { folder, open } = openStore();
  const old = calibration('sort', 'this');
  const file = join(folder, 'calibrations.json');
  writeFileSync(file, JSON.stringify({ schema: 'perf-harness/calibrations@1', scenarios: [old] }));
  expect(open().find(key('sort'))).toBeNull();
});
