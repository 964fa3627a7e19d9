import { describe, expect, test } from 'vitest';
import type { CommandScenario, HttpScenario } from '../../../harness/model/scenario/scenario.ts';
import { createScenarios } from '../../../harness/scenario/convert/create-scenarios-from-module-or-command.ts';
import { defaultConfig } from '../../../harness/scenario/project-config.ts';
import { toPlainValue } from '../../../harness/scenario/schema/serialisable-user-value.ts';

/** Returns the scenarios of one definition, or its mistakes: the key and the sentence. */
function read(definition: object, allowRemote: readonly string[] = []) {
  const loaded = { defaultExport: toPlainValue({ name: 'a', ...definition }), exportNames: [] };
  const context = { config: defaultConfig('/project'), allowRemote, folder: '/project' };
  const { scenarios, mistakes } = createScenarios('/project/a.ts', loaded, context);
  return {
    scenarios: scenarios as readonly (CommandScenario | HttpScenario)[],
    mistakes: mistakes.map(({ where, problem }) => `${where.slice(2).join()}: ${problem}`),
  };
}

const server = { command: ['node', 'server.js'] };
const counters = { hits: 'cache.hits', misses: 'cache.misses' };

describe('a cache setting', () => {
  test('reads the hits of a server from a case-insensitive header, and requests its metric', () => {
    const { scenarios } = read({ server, http: '/', cache: { header: 'X-Cache' } });
    expect(scenarios[0]).toMatchObject({
      cache: { type: 'header', name: 'x-cache', hit: 'HIT' },
      metrics: ['cache_hit_rate'],
    });
  });

  test('reads the hits of a server from counters', () => {
    const cache = { counters: { url: '/metrics.json', ...counters } };
    expect(read({ server, http: '/', cache }).scenarios[0]?.cache).toEqual({
      type: 'counters',
      url: '/metrics.json',
      ...counters,
    });
  });

  test('reads the hits of a command from counters', () => {
    const { scenarios } = read({ command: ['build'], cache: { counters } });
    expect(scenarios[0]).toMatchObject({ cache: counters, metrics: ['cache_hit_rate'] });
  });

  test('accepts params', () => {
    const { scenarios } = read({
      params: { tier: ['edge', 'origin'] },
      command: ['build'],
      cache: { counters: { hits: '{tier}.hits', misses: '{tier}.misses' } },
    });
    expect(scenarios.map(({ cache }) => cache)).toEqual([
      { hits: 'edge.hits', misses: 'edge.misses' },
      { hits: 'origin.hits', misses: 'origin.misses' },
    ]);
  });

  test('is absent from a scenario that has none', () => {
    expect(read({ command: ['build'] }).scenarios[0]).not.toHaveProperty('cache');
  });
});

describe('an invalid cache setting', () => {
  test.each([
    [{ hedaer: 'x-cache' }, 'cache.hedaer: unknown key. Did you mean "header"?'],
    [{ counters: { url: '/m', hit: 'a', misses: 'b' } }, 'Did you mean "hits"?'],
    [
      { header: 'x cache' },
      'cache.header: found "x cache", expected the name of a header, such as "x-cache"',
    ],
    [
      { header: 'x-cache', counters: { url: '/m', ...counters } },
      'cache: sets both `header` and `counters`; only one of them is allowed',
    ],
    [{}, 'cache: sets neither `header` nor `counters`; one is required to count hits and misses'],
    [
      { hit: 'HIT', counters: { url: '/m', ...counters } },
      'cache: sets `hit` without `header`; `hit` is the word in the header value that marks a cache hit',
    ],
    [
      { counters },
      'cache.counters.url: found nothing, expected a server path that returns JSON, such as "/metrics.json"',
    ],
    [
      { counters: { url: 'http://127.0.0.1:3000/m', ...counters } },
      'cache.counters.url: found "http://127.0.0.1:3000/m", expected a path such as "/users", because the server receives its own port in the variable PORT',
    ],
    ['x-cache', 'cache: found "x-cache", expected an object with the key header or counters'],
  ])('is rejected as %j of a server', (cache, problem) => {
    const { mistakes } = read({ server, http: '/', cache });
    expect(mistakes.join('\n')).toContain(problem);
  });

  test('is rejected for a command', () => {
    expect(read({ command: ['build'], cache: { header: 'x-cache' } }).mistakes).toEqual([
      'cache.counters: found nothing, expected an object with the keys hits and misses',
      'cache.header: unknown key, expected one of counters',
    ]);
    expect(read({ command: ['build'], cache: { counters: { hits: 'a' } } }).mistakes).toEqual([
      'cache.counters.misses: found nothing, expected the path of a number in the JSON, such as "cache.hits"',
    ]);
  });

  test('is rejected for a function', () => {
    expect(read({ run: () => 1, cache: { counters } }).mistakes).toEqual([
      'cache: only command and http scenarios have this key; this scenario is of kind function',
    ]);
  });

  test('is rejected on another machine, as load on it is', () => {
    const definition = {
      http: 'http://cdn.example.com/',
      cache: { counters: { url: 'http://other.example.com/m', ...counters } },
    };
    expect(read(definition, ['cdn.example.com']).mistakes.join('\n')).toContain(
      'cache.counters.url: load may only be sent to this machine',
    );
  });

  test('is reported as missing when its metric is requested, by a budget too', () => {
    const missing =
      'cache: cache_hit_rate is requested, but no source of cache hits is configured; set a header or counters';
    expect(read({ command: ['build'], metrics: ['cache_hit_rate'] }).mistakes).toEqual([missing]);
    const budgets = { cache_hit_rate: '> 90 %' };
    expect(read({ server, http: '/', budgets }).mistakes).toEqual([missing]);
  });
});

test('accepts counters at a path of the running server, or at a URL, when none is started', () => {
  for (const url of ['/metrics.json', 'http://127.0.0.1:9000/metrics.json']) {
    const cache = { counters: { url, ...counters } };
    const { scenarios, mistakes } = read({ http: 'http://127.0.0.1:3000/', cache });
    expect(mistakes).toEqual([]);
    expect(scenarios[0]?.cache).toMatchObject({ url });
  }
  const cache = { counters: { url: '//example.com/metrics.json', ...counters } };
  expect(read({ http: 'http://127.0.0.1:3000/', cache }).mistakes.join()).toMatch(
    /^cache\.counters\.url: found the path/,
  );
});
