import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Host } from '../../../../harness/host.ts';
import type { PerformanceMap } from '../../../../harness/model/documents/performance-map-document.ts';
import type { Step } from '../../../../harness/model/program/operation-time-breakdown-step-schema.ts';
import { exploreWithCache } from '../../../../plugins/team/explore/explore-code-with-commit-cache.ts';
import {
  explorationSchema,
  exploreCode,
} from '../../../../plugins/team/explore/map-code-modules-and-hot-paths.ts';
import {
  createMapStep,
  createOneOperationPerformanceMap,
} from '../../../support/one-operation-performance-map.ts';
import {
  createHypothesisProject,
  type HypothesisProject,
} from '../../../support/optimization-hypothesis-project.ts';
import { writeFiles } from '../../../support/run-cli.ts';

const { signal } = new AbortController();
const FILES = {
  'package.json': '{"type":"module","dependencies":{"lru-cache":"11.0.0","express":"5.0.0"}}\n',
  'src/server.js': `import express from 'express';
import { load } from './users.js';
const app = express();
app.get('/users', async (request, response) => response.json(await load(request.query.ids)));
`,
  'src/users.js': `import { readFileSync } from 'node:fs';
import { LRUCache } from 'lru-cache';
const kept = new LRUCache({ max: 100 });
export async function load(ids) {
  const found = [];
  for (const id of ids) found.push(kept.get(id) ?? JSON.parse(readFileSync(id, 'utf8')));
  return found;
}
`,
  'src/config.js': 'export const port = 3000;\n',
  'lib/other.js': 'export const other = 1;\n',
};

const step = (name: string, location: string, share: number, more: Partial<Step> = {}): Step =>
  createMapStep({ function: name, location, time_share_pct: share, ...more });
const MAP: PerformanceMap = {
  ...createOneOperationPerformanceMap(100),
  steps: [
    step('handler', 'src/server.js:4', 100, {
      children: [
        step('load', 'src/users.js:4', 80, {
          children: [
            step('read', 'src/users.js:6', 70, { type: 'file_access', calls: 12 }),
            step('push', 'src/users.js:6', 2),
          ],
        }),
      ],
    }),
    step('start', 'lib/other.js:1', 10),
  ],
};

const exploring = (
  { host, root }: HypothesisProject,
  scope: string,
  map: PerformanceMap | null = MAP,
) => exploreCode(host, { root, scope, map, signal });

describe('TPX-01: an exploration', () => {
  test('has modules, hot paths by counts, existing optimizations, and targets to inspect', async () => {
    const found = await exploring(createHypothesisProject(FILES), 'src');
    expect(explorationSchema.parse(found)).toEqual(found);
    expect(found.module_map).toEqual([
      { file: 'src/config.js', role: 'configuration', hot_path: false },
      { file: 'src/server.js', role: 'routes', hot_path: true },
      { file: 'src/users.js', role: 'file access', hot_path: true },
    ]);
    expect(found.hot_paths).toEqual([
      {
        chain: ['handler', 'load', 'read'],
        frequency: 'high',
        files: ['src/server.js', 'src/users.js'],
      },
    ]);
    expect(found.existing_optimizations).toContainEqual({
      type: 'cache',
      location: 'src/users.js:2',
      description: 'uses lru-cache',
    });
    expect(found.investigation_targets.map(({ location }) => location)).toContain('src/users.js:6');
  });

  test('covers everything on request, and calls nothing hot when nothing was measured', async () => {
    const project = createHypothesisProject(FILES);
    expect((await exploring(project, '.')).hot_paths).toHaveLength(2);
    const unmeasured = await exploring(project, '.', null);
    expect(unmeasured.module_map.filter((moduleEntry) => moduleEntry.hot_path)).toEqual([]);
    expect(unmeasured.module_map).toHaveLength(4);
  });

  test.each([
    { calls: 1, frequency: 'low' },
    { calls: 2, frequency: 'medium' },
    { calls: 10, frequency: 'high' },
    { calls: null, frequency: 'low' },
  ])('rates $calls times in an operation as $frequency', async ({ calls, frequency }) => {
    const map = { ...MAP, steps: [step('find', 'src/users.js:4', 90, { type: 'query', calls })] };
    const [path] = (await exploring(createHypothesisProject(FILES), 'src', map)).hot_paths;
    expect(path?.frequency).toBe(frequency);
  });
});

const keeping = (
  { host, root }: HypothesisProject,
  more: { readonly scope?: string; readonly focus?: string; readonly on?: Host } = {},
) =>
  exploreWithCache(more.on ?? host, {
    root,
    scope: more.scope ?? 'src',
    focus: more.focus ?? 'reads',
    map: MAP,
    signal,
    folder: join(root, '.workflow/one/explorations'),
  });

describe('TPX-02: a stored exploration', () => {
  test('is reused for the same scope, focus and commit, but not after a commit', async () => {
    const project = createHypothesisProject(FILES);
    const first = await keeping(project);
    expect(first.state).toBe('explored');
    expect(await keeping(project)).toEqual({ ...first, state: 'kept' });
    expect((await keeping(project, { focus: 'writes' })).state).toBe('explored');
    expect((await keeping(project, { scope: '.' })).state).toBe('explored');
    expect((await keeping(project)).state).toBe('kept');
    project.git('add', 'src');
    project.git('commit', '--quiet', '--allow-empty', '--message', 'second');
    expect((await keeping(project)).state).toBe('explored');
    // Results stored for the other commit are removed.
    const names = readdirSync(join(project.root, '.workflow/one/explorations'));
    expect(names).toHaveLength(1);
  });

  test('is not reused while something is not committed', async () => {
    const project = createHypothesisProject(FILES);
    await keeping(project);
    writeFiles(project.root, { 'src/users.js': '' });
    expect((await keeping(project)).state).toBe('explored');
    expect((await keeping(project)).state).toBe('explored');
  });

  test('is repeated when its file is damaged or missing', async () => {
    const project = createHypothesisProject(FILES);
    await keeping(project);
    const folder = join(project.root, '.workflow/one/explorations');
    const [result = ''] = readdirSync(folder);
    for (const damage of ['{"scope":"src"', '{}']) {
      writeFiles(folder, { [result]: damage });
      expect((await keeping(project)).state).toBe('explored');
      expect((await keeping(project)).state).toBe('kept');
    }
    project.host.files.remove(join(folder, result));
    expect((await keeping(project)).state).toBe('explored');
  });
});

describe('TPX-03: a failed exploration', () => {
  test('leaves it to the user to fix a missing scope', async () => {
    const wrong = keeping(createHypothesisProject(FILES), { scope: 'source' });
    await expect(wrong).rejects.toMatchObject({ code: 'team-scope-not-found', exitCode: 2 });
  });

  test('warns of a folder that cannot be read, and the work continues', async () => {
    const project = createHypothesisProject(FILES);
    const { host } = project;
    const exec: Host['processes']['exec'] = (spec) =>
      spec.args?.includes('ls-files') === true
        ? Promise.reject(new Error('EACCES: permission denied'))
        : host.processes.exec(spec);
    const on = { ...host, processes: { ...host.processes, exec } };
    const outcome = await keeping(project, { on });
    expect(outcome).toMatchObject({ state: 'failed', finding: { level: 'warning' } });
    expect(outcome).toHaveProperty('finding.message', expect.stringContaining('EACCES'));
  });
});
