import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { createBuiltinGenerator } from '../../../../plugins/optimize/generators/builtin-hypothesis-generator.ts';
import {
  type SampleRegistry,
  startSampleRegistry,
} from '../../../harness/snapshot/local-npm-registry.ts';
import {
  sampleBottleneck,
  samplePerformanceMap,
  samplePerformanceMapStep,
} from '../../../support/sample-optimization-context.ts';

let registry: SampleRegistry;
beforeAll(async () => {
  registry = await startSampleRegistry();
  for (const version of ['1.0.0', '1.2.0', '1.10.0', '1.11.0-beta.1', '2.0.0']) {
    registry.publish('slow-parser', version);
  }
});
afterAll(() => registry.close());

/** Returns proposals for a project requiring this package range with this release installed. */
async function proposed(asked: string, installed: string, env = process.env) {
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-releases-'));
  const manifest = { name: 'sample', dependencies: { 'slow-parser': asked } };
  const own = join(root, 'node_modules/slow-parser');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(join(root, '.npmrc'), registry.settings);
  writeFileSync(join(own, 'package.json'), JSON.stringify({ version: installed }));
  const map = samplePerformanceMap({
    top_bottlenecks: [sampleBottleneck(samplePerformanceMapStep(), { package: 'slow-parser' })],
    suspicion_stack: [],
  });
  const { signal } = new AbortController();
  const context = { root, map, local_findings: [], exclude: [], signal };
  const generator = createBuiltinGenerator({ host: createHost({ env }), newerReleases: true });
  const { hypotheses } = await generator.generate(context);
  return hypotheses.flatMap(({ description, risk, conflicts_with: others, apply }) =>
    apply === null ? [] : [{ description, risk, others, apply }],
  );
}

describe('newer releases of a slow package', () => {
  it('include the newest in range and the newest of all, which conflict with each other', async () => {
    expect(await proposed('^1.0.0', '1.2.0')).toEqual([
      {
        description: 'Use slow-parser 1.10.0 instead of 1.2.0, within the range in package.json',
        risk: 'Low',
        others: ['H2'],
        apply: { kind: 'dependency', name: 'slow-parser', version: '1.10.0' },
      },
      {
        description: 'Use slow-parser 2.0.0 instead of 1.2.0, outside the range in package.json',
        risk: 'High',
        others: ['H1'],
        apply: { kind: 'dependency', name: 'slow-parser', version: '2.0.0' },
      },
    ]);
  });

  it('are not proposed when the newest is installed, npm does not answer, or the source is not npm', async () => {
    /** Returns an environment whose npm is this script. */
    const withNpm = (script: string) => {
      const folder = mkdtempSync(join(tmpdir(), 'perf-harness-npm-'));
      writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      return { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    };
    const answering = withNpm('echo \'["1.0.0", "2.0.0"]\'');
    expect(await proposed('2.0.0', '2.0.0', answering)).toEqual([]);
    expect(await proposed('^1.0.0', '1.0.0', answering)).toHaveLength(1);
    expect(await proposed('file:../slow-parser', '1.0.0', answering)).toEqual([]);
    const failing = withNpm("echo 'npm error code ECONNREFUSED' >&2\nexit 1");
    expect(await proposed('^1.0.0', '1.2.0', failing)).toEqual([]);
  });
});
