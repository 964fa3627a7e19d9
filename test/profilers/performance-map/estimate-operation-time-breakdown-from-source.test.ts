/** Time that could not be profiled, distributed by what the source shows. */
import { expect, test } from 'vitest';
import { stepSchema } from '../../../harness/model/program/operation-time-breakdown-step-schema.ts';
import { INDUSTRY_NORMS } from '../../../harness/model/scenario/industry-duration-norms.ts';
import { estimateOperationSteps } from '../../../profilers/performance-map/estimate-operation-time-breakdown.ts';
import { analyseSampleCode } from '../../plugins/analysis/analyse-sample-code.ts';
import { flattenPerformanceMapSteps } from '../../support/synthetic-performance-map.ts';

async function estimated(text: string, wallMs = 1000) {
  const { functions } = await analyseSampleCode({ 'src/app.js': text });
  const start = functions.findIndex(({ name }) => name === 'start');
  const found = estimateOperationSteps({
    functions,
    starts: [start],
    wallMs,
    norms: INDUSTRY_NORMS,
  });
  return {
    ...found,
    byName: new Map(flattenPerformanceMapSteps(found.steps).map((step) => [step.function, step])),
  };
}

const ASKS = `import pg from 'pg';
const pool = new pg.Pool();
export async function start(ids) {
  await once();
  await again(ids);
}
async function once() {
  return pool.query('SELECT 1');
}
async function again(ids) {
  const all = [];
  for (const id of ids) all.push(await pool.query('SELECT $1', [id]));
  return all;
}
`;

test('P811-37: estimates every step, and a query in a loop as ten queries', async () => {
  const { steps, bottlenecks, byName } = await estimated(ASKS);
  for (const step of flattenPerformanceMapSteps(steps)) {
    expect(step).toMatchObject({ origin: 'estimated', confidence: 'LOW', calls: null });
  }
  expect(stepSchema.safeParse(steps[0]).success).toBe(true);
  expect(steps[0]).toMatchObject({ id: '1', function: 'start' });
  expect(steps[0]?.wall_time_ms).toBeCloseTo(1000);
  expect(byName.get('again')?.time_share_pct).toBeCloseTo((100 * 10) / 11, 0);
  expect(byName.get('again')?.step_type).toBe('Architecture');
  expect(byName.get('once')?.step_type).toBe('I/O-DB');
  expect(bottlenecks[0]).toMatchObject({
    function: 'again',
    location: 'src/app.js:10',
    type: 'Architecture',
    priority: 'PRIMARY',
    detail: expect.stringContaining('at line 12 in a loop, assuming 10 iterations'),
  });
  expect(bottlenecks.every(({ why }) => why.every(({ value }) => value === null))).toBe(true);
});

test('stops at functions that call each other, and keeps each step within its parent', async () => {
  const { steps } = await estimated(`export function start(n) { return ping(n); }
function ping(n) { return n === 0 ? JSON.stringify(n) : pong(n - 1); }
function pong(n) { return n === 0 ? JSON.parse('0') : ping(n - 1); }
`);
  for (const { wall_time_ms: ms, children } of flattenPerformanceMapSteps(steps)) {
    const below = children.reduce((sum, child) => sum + child.wall_time_ms, 0);
    expect(below).toBeLessThanOrEqual(ms + 1e-9);
  }
  expect(flattenPerformanceMapSteps(steps).map((step) => step.function)).toEqual([
    'start',
    'ping',
    'pong',
  ]);
});

test('reports a bottleneck below the deepest shown step at that step', async () => {
  const chain = Array.from({ length: 7 }, (_, at) => `function f${at}() { return f${at + 1}(); }`);
  const { bottlenecks, byName } = await estimated(`import { readFileSync } from 'node:fs';
export function start() { return f0(); }
${chain.join('\n')}
function f7() { return readFileSync('a'); }
`);
  expect(byName.get('f3')?.truncated).toBe(true);
  expect(byName.has('f7')).toBe(false);
  expect(bottlenecks[0]).toMatchObject({ function: 'f7', step: byName.get('f3')?.id });
});
