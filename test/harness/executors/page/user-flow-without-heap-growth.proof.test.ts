/** V8's heap over 17 runs of a flow that leaves nothing behind; rule: heap-growth.test.ts. */
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { openPageMeasurer, pageScenario } from './page-executor-test-setup.ts';

const FLOWS = fileURLToPath(new URL('../../../fixtures/page/flows.mjs', import.meta.url));
const { blockOf, close } = openPageMeasurer();
afterAll(close);

test('finds no growth in a repeated flow that leaves nothing behind', async () => {
  const { measurements, notes } = await blockOf(
    pageScenario('/menu', {
      source: { file: FLOWS, name: 'menu' },
      flow: { file: null, timeoutMs: 60_000, repeat: 6 },
    }),
  );
  expect(measurements).toMatchObject({ heap_growth: 0 });
  expect(notes).not.toHaveProperty('heap_grown');
});
