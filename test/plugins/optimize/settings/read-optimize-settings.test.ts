import { describe, expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { loadConfig } from '../../../../harness/scenario/project-config.ts';
import {
  type OptimizeSettings,
  readSettings,
} from '../../../../plugins/optimize/settings/read-optimize-settings.ts';
import { createProject } from '../../../support/run-cli.ts';

/** Section of a configuration with this text. */
async function read(text: string): Promise<OptimizeSettings> {
  const root = createProject({ 'perf-harness.config.mjs': text });
  const host = { ...createHost(), cwd: root };
  return readSettings(host, await loadConfig(host, root));
}

describe('the optimize section of the configuration', () => {
  test('is filled with defaults when it is missing', async () => {
    expect(await read('export default {};')).toEqual({
      programs: { builtIn: true, generators: [], reviewers: [] },
      database: { plans: [], migrations: 'migrations' },
      caches: [],
      newerReleases: false,
    });
  });

  test('LEAD-22: names readers with cacheable answers, and the functions that change them', async () => {
    const cache = "{ reader: './src/a.js::read', writers: ['write', 'drop'] }";
    const text = `export default { optimize: { caches: [${cache}] } };`;
    const { caches } = await read(text);
    const expected = { file: 'src/a.js', reader: 'read', writers: ['write', 'drop'], client: null };
    expect(caches).toEqual([expected]);
  });

  test.each([
    ["{ reader: 'src/a.js::read' }", 'writers: found nothing, expected a list of the functions'],
    ["{ reader: 'src/a.js::read', writers: [] }", 'expected a function name'],
    ["{ reader: 'read', writers: ['write'] }", 'found "read", expected a function as file::name'],
    ["{ reader: 'a.js::read', writers: ['a b'] }", 'found "a b", expected a function name'],
    ["{ reader: 'a.js::read', writers: ['w'], ttl: 1 }", 'ttl: unknown key'],
  ])('LEAD-22: is rejected with a message for the cache %s', async (cache, message) => {
    const text = `export default { optimize: { caches: [${cache}] } };`;
    await expect(read(text)).rejects.toThrow(message);
  });
});
