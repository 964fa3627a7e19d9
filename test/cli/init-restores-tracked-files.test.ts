import { expect, it } from 'vitest';
import { INSTANT_EXECUTORS, packageManifest, runInit } from '../support/run-init.ts';

const WRITE = "require('node:fs').writeFileSync";

it('restores what programs wrote over tracked files, and leaves others as they are', async () => {
  const project = await runInit(
    {
      '.gitignore': 'ignored.txt\n',
      'package.json': packageManifest({ type: 'commonjs', scripts: { bench: 'node bench.js' } }),
      'results.json': '{ "runs": 1 }',
      'ignored.txt': 'before',
      'bench.js': `${WRITE}('results.json', '{ "runs": 2 }');
${WRITE}('ignored.txt', 'after');`,
    },
    { executors: INSTANT_EXECUTORS, isRepository: true },
  );
  expect(project.written.err).toContain('restored results.json, which the programs tried above');
  expect(project.read('results.json')).toBe('{ "runs": 1 }');
  expect(project.read('ignored.txt')).toBe('after');
});
