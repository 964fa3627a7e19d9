/** Maps of units with synthetic times and waits, so that every number is known. */
import { describe, expect, test } from 'vitest';
import type { CodeCall, CodeFacts } from '../../../harness/model/program/code-analysis-results.ts';
import type { ProfiledFunction } from '../../../harness/model/program/profile.ts';
import { analyseSampleCode } from '../../plugins/analysis/analyse-sample-code.ts';
import {
  createCpuProfile,
  createSyntheticPerformanceMap,
  flattenPerformanceMapSteps,
  GARBAGE_COLLECTOR,
  IDLE_FUNCTION,
  NODE_FUNCTION,
  PROJECT_ROOT,
  packageFunction,
  projectFunction,
  type SyntheticSpan,
} from '../../support/synthetic-performance-map.ts';

const handler = projectFunction('handler', 10);
const load = projectFunction('load', 20);
const wait = (from: number, to: number, ...stack: SyntheticSpan['stack']): SyntheticSpan => ({
  operation: 0,
  from,
  to,
  stack,
});

describe('assemblePerformanceMap', () => {
  test('divides the wall time of an operation into its waits and the functions that compute', () => {
    const { wallMs, steps } = createSyntheticPerformanceMap({
      cpu: [
        [30, handler],
        [10, handler, load],
      ],
      spans: [wait(20, 80, [load, 22], [handler, 12])],
    });
    expect(wallMs).toBe(100);
    const byName = new Map(flattenPerformanceMapSteps(steps).map((step) => [step.function, step]));
    expect(byName.get('handler')?.wall_time_ms).toBeCloseTo(100);
    expect(byName.get('handler')?.self_time_ms).toBeCloseTo(30);
    expect(byName.get('load')?.wall_time_ms).toBeCloseTo(70);
    expect(byName.get('SELECT 1')).toMatchObject({ id: '1.1.1', calls: 1, type: 'query' });
    expect(byName.get('SELECT 1')?.time_share_pct).toBeCloseTo(60);
  });

  test('divides time among concurrent waits, so that children never exceed their parent', () => {
    const { steps } = createSyntheticPerformanceMap({
      spans: [
        { operation: 0, from: 0, to: 100, detail: 'slow', stack: [[handler, 12]] },
        { operation: 0, from: 0, to: 50, detail: 'quick', stack: [[handler, 13]] },
      ],
    });
    const [top] = steps;
    expect(top?.wall_time_ms).toBeCloseTo(100);
    expect(top?.children.map((child) => [child.function, child.wall_time_ms])).toEqual([
      ['slow', 75],
      ['quick', 25],
    ]);
  });

  test('treats a wait longer than the idle time of its program as a wait for the thread', () => {
    // The operation takes 100 ms and computes for 20, on a thread that is never idle.
    const { steps } = createSyntheticPerformanceMap({ cpu: [[20, handler]] });
    expect(steps[0]).toMatchObject({ function: 'handler', step_type: 'CPU' });
    expect(steps[0]?.wall_time_ms).toBeCloseTo(100);
  });

  test('P811-18: classifies unobserved time as Unknown, with its measured duration', () => {
    const { steps } = createSyntheticPerformanceMap({
      cpu: [
        [10, handler],
        [90, IDLE_FUNCTION],
      ],
    });
    const unseen = steps.find(({ type }) => type === 'unseen');
    expect(unseen).toMatchObject({ step_type: 'Unknown', confidence: 'MEDIUM' });
    // 10 ms run; of the other 90 a tenth is waiting for the thread.
    expect(unseen?.wall_time_ms).toBeCloseTo(81);
  });

  test('P811-14: stops a chain of seven at five, and marks it', () => {
    const chain = Array.from({ length: 7 }, (_, index) =>
      projectFunction(`f${index + 1}`, index + 1),
    );
    const { steps, top_bottlenecks: top } = createSyntheticPerformanceMap({
      cpu: [[100, ...chain]],
    });
    const all = flattenPerformanceMapSteps(steps);
    expect(all.map(({ id }) => id)).toEqual(['1', '1.1', '1.1.1', '1.1.1.1', '1.1.1.1.1']);
    expect(all.map(({ truncated }) => truncated)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      true,
    ]);
    // Deeper functions are still named.
    expect(top[0]).toMatchObject({ function: 'f7', step: '1.1.1.1.1' });
  });

  test('P811-37: gives every step the origin of its numbers', () => {
    const { steps } = createSyntheticPerformanceMap({ cpu: [[10, handler]], spans: [] });
    for (const step of flattenPerformanceMapSteps(steps)) expect(step.origin).toBe('measured');
  });

  test('computes the golden numbers: 3500, 2800 and 7200 of 7280 are 48, 38 and 99 %', () => {
    const align = projectFunction('align', 30);
    const { steps, wallMs } = createSyntheticPerformanceMap({
      operations: [[0, 7_280]],
      spans: [
        wait(0, 3_500, [align, 31], [handler, 12]),
        wait(3_500, 6_300, [load, 22], [handler, 13]),
        wait(6_300, 7_200, [handler, 14]),
      ],
    });
    expect(wallMs).toBe(7_280);
    const byName = new Map(flattenPerformanceMapSteps(steps).map((step) => [step.function, step]));
    const shown = ['align', 'load', 'handler'].map((name) => [
      byName.get(name)?.wall_time_ms,
      byName.get(name)?.time_share_pct.toFixed(0),
    ]);
    expect(shown).toEqual([
      [3_500, '48'],
      [2_800, '38'],
      [7_200, '99'],
    ]);
  });

  test('P811-36: divides the wall time of a step by that of the operation for its share', () => {
    const { steps, wallMs } = createSyntheticPerformanceMap({
      cpu: [[40, handler, load]],
      spans: [wait(0, 60, [load, 21], [handler, 11])],
    });
    for (const step of flattenPerformanceMapSteps(steps)) {
      expect(step.time_share_pct).toBeCloseTo((100 * step.wall_time_ms) / wallMs);
      const below = step.children.reduce((sum, child) => sum + child.wall_time_ms, 0);
      expect(below).toBeLessThanOrEqual(step.wall_time_ms + 1e-9);
    }
  });

  test('P811-49: classifies what never waits as CPU, and makes up no input or output', () => {
    const {
      steps,
      top_bottlenecks: top,
      bottleneck_classification: type,
    } = createSyntheticPerformanceMap({
      cpu: [[100, handler, load]],
    });
    expect(type).toBe('CPU');
    expect(top[0]).toMatchObject({ function: 'load', type: 'CPU' });
    for (const step of flattenPerformanceMapSteps(steps)) {
      expect(step).toMatchObject({ http_round_trips: 0, calls: null, step_type: 'CPU' });
    }
  });

  test('reports time in a package where it is spent, with its caller', () => {
    const hash = packageFunction('hashAll', 'slow-hash');
    const { top_bottlenecks: top, steps } = createSyntheticPerformanceMap({
      cpu: [
        [95, handler, hash],
        [5, handler],
      ],
    });
    expect(top[0]).toMatchObject({
      function: 'hashAll',
      location: 'node_modules/slow-hash/index.js:3',
      type: 'CPU',
      priority: 'PRIMARY',
    });
    expect(steps[0]?.children[0]?.function).toBe('hashAll');
  });

  test('does not place project code below the framework that calls it', () => {
    const framework = packageFunction('route', 'fastify');
    const { steps } = createSyntheticPerformanceMap({
      cpu: [
        [90, framework, handler],
        [10, framework],
      ],
    });
    expect(steps.map((step) => [step.function, step.type])).toEqual([
      ['handler', 'function_call'],
      ['fastify', 'framework'],
    ]);
  });

  test('P811-24: classifies a request as External when its host belongs to others', () => {
    const asked = (target: string) =>
      createSyntheticPerformanceMap({
        spans: [
          {
            operation: 0,
            from: 0,
            to: 95,
            kind: 'network',
            detail: `GET ${target}/rates`,
            target,
            stack: [[load, 21]],
          },
        ],
      }).top_bottlenecks[0]?.type;
    expect(asked('api.example.com:443')).toBe('External');
    for (const own of ['127.0.0.1:8080', '10.1.2.3:80', 'users:3000', 'localhost:9000']) {
      expect(asked(own)).toBe('I/O-Network');
    }
  });

  test('classifies a synchronous file read as I/O-File of the function that reads', () => {
    const { top_bottlenecks: top } = createSyntheticPerformanceMap({
      cpu: [
        [80, handler, load, NODE_FUNCTION],
        [20, handler],
      ],
    });
    expect(top[0]).toMatchObject({ function: 'load', type: 'I/O-File' });
    expect(top[0]?.detail).toContain('readFileSync');
  });

  test('attributes garbage collection to the function that allocates', () => {
    const heap = {
      ...createCpuProfile([
        [1_000, handler, load],
        [10, handler],
      ]),
      weight: 'allocated' as const,
    };
    const { top_bottlenecks: top } = createSyntheticPerformanceMap({
      cpu: [
        [10, handler, load],
        [30, handler],
        [60, GARBAGE_COLLECTOR],
      ],
      allocation: heap,
    });
    expect(top[0]).toMatchObject({ function: 'load', type: 'CPU' });
    expect(top[0]?.detail).toContain('allocates');
  });

  test('places a function that continues after an await where it was called', () => {
    const { steps } = createSyntheticPerformanceMap({
      // After the await the event loop calls `load`, so the profile shows no caller.
      cpu: [
        [50, load],
        [10, handler],
      ],
      spans: [wait(0, 40, [load, 21], [handler, 11])],
    });
    expect(steps.map((step) => step.function)).toEqual(['handler']);
    expect(steps[0]?.children[0]).toMatchObject({ function: 'load' });
    expect(steps[0]?.children[0]?.wall_time_ms).toBeCloseTo(90);
  });
});

function call(callee: string, line: number, loops: number, targets: readonly number[]): CodeCall {
  return {
    callee,
    line,
    endLine: line,
    isAwaited: true,
    isConcurrent: false,
    isOverList: loops > 0,
    type: 'I/O-DB',
    loops,
    arguments: '()',
    source: null,
    targets,
    isGuess: false,
  };
}

/** `handler` awaits the query of `load` in a loop; `cold` has a loop that never runs. */
const FACTS: CodeFacts = {
  root: PROJECT_ROOT,
  functions: [
    {
      name: 'handler',
      file: 'src/app.js',
      line: 10,
      endLine: 19,
      isAsync: true,
      isExported: true,
      calls: [call('load', 12, 1, [1])],
    },
    {
      name: 'load',
      file: 'src/app.js',
      line: 20,
      endLine: 29,
      isAsync: true,
      isExported: false,
      calls: [call('db.query', 21, 0, [])],
    },
    {
      name: 'cold',
      file: 'src/app.js',
      line: 30,
      endLine: 39,
      isAsync: true,
      isExported: false,
      calls: [],
    },
  ],
  routes: [],
  patterns: [
    {
      rule: 'await-in-loop',
      category: 'async_patterns',
      file: 'src/app.js',
      line: 12,
      endLine: 12,
      function: 0,
      message: 'A query is awaited in a loop.',
    },
    {
      rule: 'await-in-loop',
      category: 'async_patterns',
      file: 'src/app.js',
      line: 32,
      endLine: 34,
      function: 2,
      message: 'A query is awaited in a loop.',
    },
  ],
  skipped: [],
};

describe('the check of code patterns against measurements', () => {
  const spans = Array.from({ length: 8 }, (_, index) => ({
    operation: 0,
    from: 10 * index,
    to: 10 * index + 10,
    stack: [
      [load, 21],
      [handler, 12],
    ] as const,
  }));

  test('P811-25: classifies waits in a loop as Architecture, of the function with the loop', () => {
    const { top_bottlenecks: top } = createSyntheticPerformanceMap({
      cpu: [[20, handler]],
      spans,
      facts: FACTS,
    });
    expect(top[0]).toMatchObject({
      function: 'handler',
      location: 'src/app.js:10',
      type: 'Architecture',
      share: 80,
    });
    expect(top[0]?.detail).toContain('8 times per operation, one after the other');
  });

  test('P811-17: gives a bottleneck a chain of reasons, each with its evidence', () => {
    const { top_bottlenecks: top } = createSyntheticPerformanceMap({
      cpu: [[20, handler]],
      spans,
      facts: FACTS,
    });
    const why = top[0]?.why ?? [];
    expect(why.length).toBeGreaterThanOrEqual(3);
    for (const { value, question } of why) {
      expect(question).toMatch(/\?$/);
      expect(value).not.toBeNull();
    }
  });

  test('P811-28: confirms a pattern by its time, and dismisses a pattern in code never seen', () => {
    const { suspicion_stack: stack, optimization_hints: hints } = createSyntheticPerformanceMap({
      cpu: [[20, handler]],
      spans,
      facts: FACTS,
    });
    expect(stack.map(({ location, verdict }) => [location, verdict])).toEqual([
      ['src/app.js:12', 'confirmed'],
      ['src/app.js:32', 'dismissed'],
    ]);
    expect(stack[0]?.share).toBeCloseTo(80);
    expect(stack[1]?.verification_note).toContain('never observed');
    expect(hints.map(({ suspicion }) => suspicion)).toEqual(['S1']);
  });

  test.each<readonly [string, readonly SyntheticSpan[], string]>([
    [
      'like those that were seen',
      spans,
      '100 ms (confidence MEDIUM: structure). 10 iterations of 10 ms each',
    ],
    ['as the table has it', [], '17.3 ms (confidence LOW: table). 10 iterations of 1.73 ms each'],
  ])('P811-47, P811-48: estimates a loop that never ran %s', (_, seen, words) => {
    const patterns = FACTS.patterns.map((pattern) => ({ ...pattern, rule: 'query-in-loop' }));
    const facts = { ...FACTS, patterns };
    const { suspicion_stack: stack } = createSyntheticPerformanceMap({
      cpu: [[20, handler]],
      spans: seen,
      facts,
    });
    expect(stack[1]).toMatchObject({ verdict: 'dismissed', evidence: [] });
    expect(stack[1]?.verification_note).toContain(`The loop would take ${words} are assumed`);
  });

  test('neither confirms nor dismisses a pattern when the lines of its file are unknown', () => {
    const unmapped = { ...projectFunction('cold', 30), line: null, column: null };
    const { suspicion_stack: stack } = createSyntheticPerformanceMap({
      cpu: [[100, unmapped]],
      facts: FACTS,
    });
    expect(stack.map(({ verdict, share }) => [verdict, share])).toEqual([
      ['pending', null],
      ['pending', null],
    ]);
    expect(stack[0]?.verification_note).toContain('line numbers of this file are unknown');
  });

  test('P811-28: dismisses a pattern whose lines take no time, though its function was seen', () => {
    const { suspicion_stack: stack } = createSyntheticPerformanceMap({
      cpu: [[100, projectFunction('cold', 30)]],
      facts: FACTS,
    });
    expect(stack[1]).toMatchObject({ verdict: 'dismissed', share: 0 });
  });

  test('P811-28: counts what Node.js does for a line as time of that line', () => {
    const facts = (line: number): CodeFacts => ({
      ...FACTS,
      functions: FACTS.functions.map((codeFunction) =>
        codeFunction.name === 'cold'
          ? {
              ...codeFunction,
              calls: [call('fs.readFileSync', 32, 0, []), call('cold.other', 33, 0, [])],
            }
          : codeFunction,
      ),
      patterns: FACTS.patterns.map((pattern) => ({ ...pattern, line, endLine: line })),
    });
    const cpu = [
      [1, projectFunction('cold', 30)],
      [99, projectFunction('cold', 30), NODE_FUNCTION],
    ] as const;
    const { suspicion_stack: stack } = createSyntheticPerformanceMap({ cpu, facts: facts(32) });
    expect(stack[0]).toMatchObject({ verdict: 'confirmed' });
    expect(stack[0]?.share).toBeCloseTo(99);
    expect(
      createSyntheticPerformanceMap({ cpu, facts: facts(33) }).suspicion_stack[0],
    ).toMatchObject({
      verdict: 'dismissed',
      share: 0,
    });
  });

  test('P811-23: classifies independent sequential waits as Architecture, of their function', () => {
    const facts: CodeFacts = {
      ...FACTS,
      patterns: [
        {
          rule: 'sequential-awaits',
          category: 'async_patterns',
          file: 'src/app.js',
          line: 12,
          endLine: 14,
          function: 0,
          message: 'Two awaits do not need each other.',
        },
      ],
    };
    const stack = [[handler, 12]] as const;
    const span = { operation: 0, from: 0, to: 40, detail: 'first', stack };
    const { top_bottlenecks: top } = createSyntheticPerformanceMap({
      spans: [span, { ...span, from: 40, to: 90, detail: 'second', stack: [[handler, 13]] }],
      facts,
    });
    expect(top[0]).toMatchObject({ function: 'handler', type: 'Architecture', share: 90 });
    const { top_bottlenecks: atOnce } = createSyntheticPerformanceMap({
      spans: [span, { ...span, detail: 'second', stack: [[handler, 13]] }],
      facts,
    });
    expect(atOnce[0]?.type).toBe('I/O-DB');
  });

  test('LEAD-25: counts repeated requests for the same on the path, and dismisses those off it', async () => {
    const again = [1, 2, 3]
      .map((at) => `  const r${at} = await fetch('http://rates/all');\n`)
      .join('');
    const facts = await analyseSampleCode({
      'src/app.js': `export async function handler() {\n${again}}\nexport async function cold() {\n${again}}\n`,
    });
    const asks: ProfiledFunction = {
      name: 'handler',
      owner: 'project',
      package: null,
      column: 1,
      file: `${facts.root}/src/app.js`,
      line: 1,
    };
    const { suspicion_stack: stack } = createSyntheticPerformanceMap({
      spans: [2, 3, 4].map((line) => ({
        operation: 0,
        from: 30 * (line - 2),
        to: 30 * (line - 1),
        kind: 'network',
        detail: 'GET rates/all',
        stack: [[asks, line]],
      })),
      facts,
    });
    const repeated = stack.filter(({ description }) =>
      description.includes('with the same arguments'),
    );
    expect(repeated.map(({ description, verdict }) => [description, verdict])).toEqual([
      ['fetch is called with the same arguments 3 times: lines 2, 3, 4.', 'confirmed'],
      ['fetch is called with the same arguments 3 times: lines 7, 8, 9.', 'dismissed'],
    ]);
  });
});
