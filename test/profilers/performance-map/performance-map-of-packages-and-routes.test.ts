/** Maps of work that is spread over a package, and of handlers without a name. */
import { describe, expect, test } from 'vitest';
import type { ProfiledFunction } from '../../../harness/model/program/profile.ts';
import { analyseSampleCode } from '../../plugins/analysis/analyse-sample-code.ts';
import {
  createSyntheticPerformanceMap,
  flattenPerformanceMapSteps,
  NODE_FUNCTION,
  packageFunction,
  projectFunction,
} from '../../support/synthetic-performance-map.ts';

const handler = projectFunction('handler', 10);
const compile = packageFunction('compile', 'templates');

/** Returns the stacks of a package that works in forty functions, none of which takes much. */
function spread(above: ProfiledFunction, ms: number): [number, ...ProfiledFunction[]][] {
  return Array.from({ length: 40 }, (_, index) => {
    const stepFunction = { ...packageFunction(`step${index}`, 'templates'), line: 100 + index };
    return [ms / 40, above, compile, stepFunction];
  });
}

describe('work spread over a package', () => {
  test('P811-38: is one bottleneck, of the project function that causes it', () => {
    const { top_bottlenecks: top } = createSyntheticPerformanceMap({
      operations: [[0, 100]],
      cpu: [...spread(handler, 60), [40, handler, projectFunction('own', 50)]],
    });
    expect(top[0]).toMatchObject({
      function: 'handler',
      location: 'src/app.js:10',
      type: 'CPU',
      share: expect.closeTo(60),
      detail: 'handler calls templates, which computes for 60 ms.',
    });
    // Work reported as a whole is not reported in parts as well.
    expect(top.map((bottleneck) => bottleneck.function)).toEqual(['handler', 'own']);
  });

  test('P811-38: includes the packages that the package itself uses', () => {
    const inner = packageFunction('print', 'printer');
    const { top_bottlenecks: top } = createSyntheticPerformanceMap({
      cpu: [...spread(handler, 60), [20, handler, compile, inner], [20, handler]],
    });
    expect(top[0]?.detail).toBe('handler calls templates, which computes for 80 ms.');
    expect(top[0]?.package).toBe('templates');
  });

  test('P811-38: is attributed to a single function that takes half of it', () => {
    const parse = { ...packageFunction('parse', 'templates'), line: 7 };
    const { top_bottlenecks: top } = createSyntheticPerformanceMap({
      cpu: [...spread(handler, 30), [70, handler, compile, parse]],
    });
    expect(top[0]).toMatchObject({ function: 'parse', share: expect.closeTo(70) });
  });

  test('P811-38: excludes callbacks, and packages that wait for other programs', () => {
    const callback = projectFunction('callback', 30);
    const query = packageFunction('query', 'client');
    const asked = Array.from({ length: 10 }, (_, index): [number, ...ProfiledFunction[]] => [
      2,
      handler,
      query,
      { ...packageFunction(`encode${index}`, 'client'), line: 20 + index },
    ]);
    const { top_bottlenecks: top } = createSyntheticPerformanceMap({
      cpu: [...spread(handler, 20), [30, handler, compile, callback], ...asked],
      spans: [
        {
          operation: 0,
          from: 0,
          to: 30,
          stack: [
            [query, 3],
            [handler, 11],
          ],
        },
      ],
    });
    const details = top.map(({ detail }) => detail);
    expect(details).toContain('handler calls templates, which computes for 20 ms.');
    expect(details.join()).not.toContain('client, which computes');
    expect(details).toContain('callback computes for 30 ms.');
  });
});

test('P811-14: names an anonymous handler by the route that it answers', async () => {
  const facts = await analyseSampleCode({
    'src/app.js': `import fastify from 'fastify';
const app = fastify();
app.get('/items/:kind', async (request) => {
  return work(request.params.kind);
});
`,
  });
  const file = `${facts.root}/src/app.js`;
  const anonymous = { ...projectFunction('(anonymous)', 3), file };
  const map = createSyntheticPerformanceMap({ facts, cpu: [[100, anonymous]] });
  expect(flattenPerformanceMapSteps(map.steps)[0]?.function).toBe('GET /items/:kind');
  expect(map.top_bottlenecks[0]).toMatchObject({
    function: 'GET /items/:kind',
    detail: 'GET /items/:kind computes for 100 ms.',
  });
});

test('P811-22: does not report an asynchronous file read as a blocking call', () => {
  const { top_bottlenecks: top } = createSyntheticPerformanceMap({
    cpu: [
      [60, handler, { ...NODE_FUNCTION, name: 'readFile', file: 'node:internal/fs/promises' }],
      [40, projectFunction('other', 40), NODE_FUNCTION],
    ],
  });
  expect(top.map(({ detail }) => detail)).toEqual([
    'handler computes for 60 ms.',
    'other blocks its thread on readFileSync for 40 ms.',
  ]);
});
