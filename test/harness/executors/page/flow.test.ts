import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import type {
  PageFlowFunction,
  PageFlowParts,
} from '../../../../harness/model/scenario/definition.ts';
import type { PageFlow, PageScenario } from '../../../../harness/model/scenario/scenario.ts';
import { openPageMeasurer, pageScenario } from './page-scenario.ts';

const FIXTURES = new URL('../../../fixtures/page/', import.meta.url);
const FLOWS = fileURLToPath(new URL('flows.mjs', FIXTURES));
const { blockOf, failureOf, close } = openPageMeasurer();
afterAll(close);

/** A flow that stands in its scenario's own file. */
function withFlow(
  name: string,
  url = '/menu',
  flow: Partial<PageFlow> = {},
  changes: Partial<PageScenario> = {},
): PageScenario {
  return pageScenario(url, {
    source: { file: FLOWS, name },
    flow: { file: null, timeoutMs: 20_000, ...flow },
    ...changes,
  });
}

describe('a flow', () => {
  test('is timed from the input to the next paint, by the slowest of its interactions', async () => {
    const quick = await blockOf(withFlow('menu'));
    const slow = await blockOf(withFlow('menu in steps', '/slow-menu'));
    expect(quick.measurements.inp).toBeGreaterThan(0);
    expect(slow.measurements.inp).toBeGreaterThanOrEqual(250);
    expect(slow.notes).toMatchObject({ inp_step: 'open the menu' });
    expect(slow.notes?.inp_event).toMatch(/^(pointer|mouse|click)/);
    // What the load has is of the load.
    expect(slow.measurements).toMatchObject({ long_tasks: 0, tbt: 0 });
  });

  test('may be a module of its own, which is given the params', async () => {
    const file = fileURLToPath(new URL('click-menu.mjs', FIXTURES));
    const { measurements } = await blockOf(
      withFlow('menu', '/slow-menu', { file }, { params: { clicks: 2 } }),
    );
    expect(measurements.inp).toBeGreaterThanOrEqual(250);
  });

  test('may declare its page as the type of playwright itself', () => {
    const flow: PageFlowFunction = ({ page }: PageFlowParts<Page>) => page.click('#menu');
    expect(flow).toBeTypeOf('function');
  });

  test("meets its page through the project's own playwright-core, as the load does", async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'perf-harness-project-'));
    const own = join(cwd, 'node_modules/playwright-core');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'package.json'), '{ "name": "playwright-core", "version": "1.65.1" }');
    writeFileSync(
      join(own, 'index.mjs'),
      `import { appendFileSync } from 'node:fs';
appendFileSync(new URL('loaded-by.txt', import.meta.url), \`\${process.pid}\\n\`);
export * from '${import.meta.resolve('playwright-core')}';
`,
    );
    const { measurements } = await blockOf(withFlow('menu', '/menu', {}, { cwd }));
    expect(measurements.inp).toBeGreaterThan(0);
    const processes = readFileSync(join(own, 'loaded-by.txt'), 'utf8').trim().split('\n');
    expect(processes).toHaveLength(2);
    expect(processes[0]).toBe(`${process.pid}`);
    expect(processes[1]).not.toBe(processes[0]);
  });

  test('that makes no interaction has none to time, and says so', async () => {
    const block = await blockOf(withFlow('looks only'));
    expect(block.measurements).not.toHaveProperty('inp');
    expect(block.unavailable?.inp).toContain('no interaction');
  });

  test('meets dialogs, which are dismissed', async () => {
    const { notes } = await blockOf(withFlow('menu', '/dialog-menu'));
    expect(notes).toMatchObject({ dialogs: 'confirm' });
  });
});

describe('a flow that is repeated', () => {
  const repeated = (url: string) => withFlow('menu', url, { repeat: 8 });

  test('and leaves nothing behind has no growth', async () => {
    const { measurements, notes } = await blockOf(repeated('/menu'));
    expect(measurements).toMatchObject({ heap_growth: 0 });
    expect(notes?.heap_js).toMatch(/^\d+( \d+){8}$/);
    expect(notes).not.toHaveProperty('heap_grown');
  });

  test('and keeps elements has their bytes, and tells of what kind they are', async () => {
    const { measurements, notes } = await blockOf(repeated('/leaky-menu'));
    // An element with a text is some 200 bytes of the document, and its wrapper some 30 of V8's.
    expect(measurements.heap_growth).toBeGreaterThan(500 * 30);
    expect(measurements.heap_growth).toBeLessThan(500 * 1_000);
    expect(notes?.heap_grown).toBe('js, dom');
    const nodes = String(notes?.dom_nodes).split(' ').map(Number);
    expect((nodes.at(-1) ?? 0) - (nodes[0] ?? 0)).toBe(8 * 500 * 2);
  });
});

describe('a flow that fails', () => {
  test.each([
    ['waits in vain', 'threw', /"open what is not there".*#nothing/, /waits for/],
    ['crashes the tab', 'exited', /the page crashed its tab/, /memory/],
    ['throws', 'threw', /the flow threw: out of ideas/, /Mend the flow/],
    ['exits', 'exited', /"leave" of the flow ended its process with exit code 3/, /process\.exit/],
    [
      'never ends',
      'timeout',
      /"wait for ever" of the flow was still running after 3 s/,
      /flowTimeout/,
    ],
    [
      'is gone',
      'threw',
      /no longer defines a flow for a scenario named "is gone"/,
      /Mend the flow/,
    ],
  ] as const)(
    'because it %s is a failed trial with the step',
    async (name, reason, message, remedy) => {
      const failure = await failureOf(withFlow(name, '/menu', { timeoutMs: 3_000 }));
      expect(failure.reason).toBe(reason);
      expect(failure.message).toMatch(message);
      expect(failure.remedy).toMatch(remedy);
    },
  );
});
