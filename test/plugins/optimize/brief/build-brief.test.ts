/** The brief: its facts, the lines of code it selects, and its budget. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import type { PerformanceMap } from '../../../../harness/model/documents/performance-map-document.ts';
import { buildAgentPrompt } from '../../../../plugins/optimize/agents/request-agent-proposals-within-budget.ts';
import {
  BRIEF_TOKENS,
  type BriefFacts,
  buildBrief,
  CHARACTERS_PER_TOKEN,
} from '../../../../plugins/optimize/brief/build-brief.ts';
import { briefSchema } from '../../../../plugins/optimize/document/brief-document.ts';
import type { TriedChange } from '../../../../plugins/optimize/document/optimization-hypothesis.ts';
import { briefText, briefView } from '../../../../plugins/optimize/view/brief-view.ts';
import { markdownReporter } from '../../../../reports/markdown-reporter.ts';
import { terminalReporter } from '../../../../reports/terminal-reporter.ts';
import { writeFiles } from '../../../support/run-cli.ts';
import {
  sampleBottleneck,
  samplePerformanceMap,
  samplePerformanceMapStep,
} from '../../../support/sample-optimization-context.ts';

const SOURCE = `export function label(order) {
  return order.id;
}

export function withNames(orders, customers) {
  const names = [];
  for (const order of orders) {
    const found = customers.find((customer) => customer.id === order.customer);
    names.push(found?.name ?? null);
  }
  return names;
}

export const other = 1;
`;

const own = samplePerformanceMapStep({
  id: '1.1',
  function: 'withNames',
  location: 'src/orders.js:5',
  time_share_pct: 80,
});
const MAP = samplePerformanceMap({
  steps: [
    samplePerformanceMapStep({
      function: 'report',
      location: 'src/main.js:3',
      time_share_pct: 90,
      children: [own],
    }),
  ],
  top_bottlenecks: [
    sampleBottleneck(own, {
      detail: 'withNames computes for 80 ms, 92 % of that at line 8.',
      lines: [{ line: 8, share: 92 }],
    }),
  ],
});

function createRoot(files: Readonly<Record<string, string>> = { 'src/orders.js': SOURCE }): string {
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-brief-'));
  writeFiles(root, files);
  return root;
}

function build(changes: Partial<BriefFacts> = {}) {
  return buildBrief(createHost(), {
    root: createRoot(),
    scenario: 'names of orders',
    map: MAP,
    measuredAt: '2026-11-29T08:37:45.000Z',
    calls: [
      'src/orders.js: withNames(array of object [2000], array of object [2000]): 31 calls, gives array',
    ],
    tried: [],
    ...changes,
  });
}

const REFUTED: TriedChange = {
  key: 'lookup',
  description: 'Look customers up in a Map',
  outcome: 'removed',
  reason: 'it behaves differently for withNames([], [,]): [] before, TypeError after',
};

describe('a brief', () => {
  test('has the place, its lines with shares, callers, recorded calls and the command', () => {
    const brief = briefSchema.parse(build());
    expect(brief.code).toEqual([
      {
        file: 'src/orders.js',
        lines: SOURCE.split('\n')
          .slice(4, 12)
          .map((text, index) => ({
            line: index + 5,
            text,
            share: index === 3 ? expect.closeTo(73.6, 3) : null,
          })),
      },
    ]);
    expect(briefText(brief)).toMatchInlineSnapshot(`
      "### 🔵 Brief

      names of orders takes 100 ms per operation, 80 % of it in withNames (src/orders.js:5).

      profiled 2026-11-29 08:37

      #### Where the time goes

      \`\`\`text
      [1.1] 80 %  src/orders.js:5  withNames computes for 80 ms, 92 % of that at line 8.
      \`\`\`

      #### Code

      \`\`\`ts
      src/orders.js
         5        export function withNames(orders, customers) {
         6          const names = [];
         7          for (const order of orders) {
         8  74 %      const found = customers.find((customer) => customer.id === order.customer);
         9            names.push(found?.name ?? null);
        10          }
        11          return names;
        12        }
      \`\`\`

      #### Callers and recorded calls

      \`\`\`text
      withNames is called by report (src/main.js:3)
      src/orders.js: withNames(array of object [2000], array of object [2000]): 31 calls, gives array
      \`\`\`

      #### Confirmed causes and unused features

      \`\`\`text
      src/users.ts:1: The same list is sorted again.
      \`\`\`

      Next, to prove a change:

      \`\`\`sh
      perf-harness prove --scenario 'names of orders'
      \`\`\`
      "
    `);
  });

  test.each([
    [
      'only the lines around busy lines of a long function',
      'a'.repeat(100),
      [1, 60, 61, 62, 63, 64],
    ],
    [
      'the whole of a function for which there is room',
      'a',
      Array.from({ length: 123 }, (_, at) => at + 1),
    ],
  ])('shows %s', (_, argument, shown) => {
    const filler = Array.from({ length: 60 }, (_, index) => `  step(${index}, '${argument}');`);
    const source = ['function long() {', ...filler, '  busy();', ...filler, '}', 'after();'];
    const step = samplePerformanceMapStep({ location: 'src/long.js:1', time_share_pct: 100 });
    const map = samplePerformanceMap({
      steps: [step],
      top_bottlenecks: [sampleBottleneck(step, { lines: [{ line: 62, share: 50 }] })],
    });
    const root = createRoot({ 'src/long.js': source.join('\n') });
    const [excerpt] = build({ root, map }).code;
    expect(excerpt?.lines.map(({ line }) => line)).toEqual(shown);
  });

  test('shows the lines of queries where they are issued', () => {
    const query = samplePerformanceMapStep({
      id: '1.1',
      function: 'SELECT 1',
      location: 'src/orders.js:9',
      type: 'query',
      step_type: 'I/O-DB',
      time_share_pct: 70,
    });
    const step = samplePerformanceMapStep({ location: 'src/orders.js:5', children: [query] });
    const map = samplePerformanceMap({ steps: [step] });
    const lines = build({ map }).code[0]?.lines ?? [];
    expect(lines.filter(({ share }) => share !== null)).toMatchObject([{ line: 9, share: 70 }]);
  });

  test('reads no code of packages, of files outside the project and through links', () => {
    const steps = ['node_modules/a/index.js:1', '../outside.js:1', '/etc/hosts:1', 'gone.js:1'].map(
      (location, index) => samplePerformanceMapStep({ id: String(index + 1), location }),
    );
    const map = samplePerformanceMap({ steps });
    expect(build({ map }).code).toEqual([]);
  });

  test('names what was refuted with its counterexample, and what was accepted not', () => {
    const accepted: TriedChange = { ...REFUTED, key: 'k', outcome: 'kept', reason: null };
    const { tried } = build({ tried: [accepted, REFUTED] });
    expect(tried).toEqual([{ change: REFUTED.description, reason: REFUTED.reason }]);
  });

  test('has the same lines in the terminal, in Markdown and for agents', () => {
    const brief = build({ tried: [REFUTED] });
    const shown = { document: brief, view: briefView(brief) };
    const options = { width: 80, color: false };
    expect(markdownReporter.render(shown, options)).toContain(briefText(brief));
    const squeeze = (text: string): string => text.replaceAll(/[\s#]/gu, '');
    const terminal = squeeze(terminalReporter.render(shown, options));
    // Without the sign of the headline, and the fences of blocks of code.
    const lines = briefText(brief).split('\n').slice(1);
    const told = lines.filter((line) => !line.startsWith('```')).map(squeeze);
    expect(told.filter((line) => !terminal.includes(line))).toEqual([]);
  });
});

describe('the budget of a brief', () => {
  const long = (word: string, count = 400): string => `${word} `.repeat(count);
  const steps = Array.from({ length: 12 }, (_, index) =>
    samplePerformanceMapStep({
      id: `${index + 1}`,
      function: `f${index}_${'x'.repeat(300)}`,
      location: `src/file-${index}.js:1`,
      children: [],
    }),
  );
  const nested = steps.reduceRight<PerformanceMap['steps']>(
    (below, step) => [{ ...step, children: below }],
    [],
  );
  const files = Object.fromEntries(
    steps.map((_, index) => [
      `src/file-${index}.js`,
      `function f() {\n${`  const *_[x]_* = ${long('very')};\n`.repeat(200)}}\n`,
    ]),
  );
  const HOSTILE: Partial<BriefFacts> = {
    root: createRoot(files),
    scenario: `a scenario with \`*_[]<>_*\` ${'*_'.repeat(100)}'`,
    map: samplePerformanceMap({
      steps: nested,
      top_bottlenecks: steps.map((step) =>
        sampleBottleneck(step, { detail: long('detail'), lines: [{ line: 90, share: 90 }] }),
      ),
    }),
    calls: Array.from({ length: 60 }, (_, index) => long(`call${index}`)),
    tried: Array.from({ length: 30 }, () => ({ ...REFUTED, reason: long('differs') })),
    findings: Array.from({ length: 30 }, () => ({
      location: 'src/file-1.js:2',
      message: long('unused'),
    })),
  };

  test('holds however much there is, and names what is left out', () => {
    const brief = build(HOSTILE);
    const text = briefText(brief);
    expect(text.length).toBeLessThanOrEqual(BRIEF_TOKENS * CHARACTERS_PER_TOKEN);
    expect(text).toMatch(/left out: \d+ places, \d+ lines of code/u);
    // No part takes the room of another.
    const { code, callers, calls, hints, tried } = brief;
    for (const part of [code, callers, calls, hints, tried]) expect(part).not.toEqual([]);
  });

  test('leaves an agent its task and the problems with its last answer', () => {
    const prompt = buildAgentPrompt(
      build(HOSTILE),
      Array.from({ length: 20 }, () => long('bad')),
    );
    expect(prompt.length).toBeLessThanOrEqual((BRIEF_TOKENS + 900) * CHARACTERS_PER_TOKEN);
    expect(prompt).toContain('answer again, as JSON');
  });
});
