/**
 * Makes the picture of docs/load.md: one server that stands still for a second, under closed and
 * under open load, measured by perf-harness itself.
 *
 *   node tools/load-picture.ts
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { createHttpExecutor } from '../harness/executors/http/executor.ts';
import { createHost } from '../harness/host.ts';
import type { HttpScenario, LoadModel } from '../harness/model/scenario/scenario.ts';
import type { Block } from '../harness/model/trial.ts';
import { type Curve, drawCurves } from './load-picture/draw-curves.ts';

const DURATION_MS = 10_000;
const CLOSED: LoadModel = { type: 'closed', connections: 4 };
const OPEN: LoadModel = { type: 'open', rate: 200, maxConnections: 1_000 };
/** Finer towards the end, where the difference is. */
const PERCENTILES = [
  ...Array.from({ length: 90 }, (_, index) => index),
  ...Array.from({ length: 90 }, (_, index) => 90 + index / 10),
  ...Array.from({ length: 100 }, (_, index) => 99 + index / 100),
];

const host = createHost();
const executor = createHttpExecutor(host);
const folder = mkdtempSync(join(tmpdir(), 'load-picture-'));
const [closed, open] = [await measure(CLOSED), await measure(OPEN)];
const picture = drawCurves('A server that stands still for one second in every five', [
  curve(closed, '#a8500c', 'closed load, 4 connections'),
  curve(open, '#2f62a8', 'open load, 200 requests a second'),
]);
writeFileSync(join(import.meta.dirname, '../docs/pictures/coordinated-omission.svg'), picture);
await host.processes.stopAll();
rmSync(folder, { recursive: true });

async function measure(load: LoadModel): Promise<Block> {
  const server = join(import.meta.dirname, 'load-picture/stalling-server.js');
  const scenario: HttpScenario = {
    kind: 'http',
    name: load.type,
    source: null,
    group: null,
    params: {},
    tags: [],
    env: {},
    cwd: folder,
    nodeArgs: [],
    nodePath: null,
    prepare: null,
    metrics: [],
    budgets: [],
    regression: {},
    margin: null,
    sampling: { minTrials: 1, maxTrials: 1, precision: 1, maxTimeMs: 1, warmupTrials: 0 },
    timeoutMs: 60_000,
    hooks: [],
    server: {
      command: { type: 'argv', argv: [process.execPath, server] },
      env: {},
      cwd: folder,
      ready: { type: 'port' },
      readyTimeoutMs: 10_000,
      port: null,
    },
    request: {
      url: '/measured',
      method: 'GET',
      headers: {},
      body: null,
      expectStatus: [],
      timeoutMs: 10_000,
    },
    load,
    durationMs: DURATION_MS,
    // The server's clock begins with the load.
    warmupMs: 0,
  };
  const unit = await executor.open({
    scenario,
    trial: { index: 0, warmup: false, side: 'a', pair: 0, slot: 0, seed: 1 },
    folder,
    signal: AbortSignal.timeout(60_000),
  });
  try {
    return await unit.measure({ index: 0, durationMs: null });
  } finally {
    await unit.close();
  }
}

function curve({ histogram, operations, measurements }: Block, color: string, what: string): Curve {
  const times = decodeFromCompressedBase64(histogram ?? '');
  const p99 = measurements['latency.p99'] ?? Number.NaN;
  const tail = p99 >= 100 ? `${Math.round(p99)} ms` : `${p99.toFixed(1)} ms`;
  return {
    title: `${what}: ${operations.toLocaleString('en-US')} requests, 99th percentile ${tail}`,
    color,
    points: PERCENTILES.map((percentile) => {
      return [percentile, times.getValueAtPercentile(percentile) / 1_000] as const;
    }),
  };
}
