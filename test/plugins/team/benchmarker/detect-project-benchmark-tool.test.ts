import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { files } from '../../../../harness/host/file-operations.ts';
import { findBenchTool } from '../../../../plugins/team/profiler/detect-project-type-and-tools.ts';
import { writeFiles } from '../../../support/run-cli.ts';

const using = (...names: readonly string[]): string =>
  JSON.stringify({ devDependencies: Object.fromEntries(names.map((name) => [name, '1.0.0'])) });

const CASES: readonly {
  readonly project: Readonly<Record<string, string>>;
  readonly tool?: string;
  readonly command?: string;
}[] = [
  {
    project: { 'package.json': using('vitest', 'vite'), 'src/sum.bench.ts': '' },
    tool: 'vitest',
    command: 'npx vitest bench --run',
  },
  {
    project: { 'package.json': using('jest'), 'test/sum.perf.test.js': '' },
    tool: 'jest',
    command: 'npx jest --testPathPatterns \\.(perf|bench)\\.(test|spec)\\.',
  },
  {
    project: { 'package.json': using('vitest', 'webpack'), 'src/sum.test.ts': '' },
    tool: 'webpack',
    command: 'npm run build',
  },
  {
    project: { 'package.json': using('vite') },
    tool: 'vite',
    command: 'npm run build',
  },
  {
    project: { 'Cargo.toml': '[dev-dependencies]\ncriterion = "0.5"\n' },
    tool: 'criterion',
    command: 'cargo bench',
  },
  {
    project: { 'go.mod': 'module example.com/a\n' },
    tool: 'go',
    command: 'go test -run ^$ -bench . ./...',
  },
  {
    project: { Makefile: 'build:\n\tcc a.c\nbench: build\n\t./bench\n' },
    tool: 'make',
    command: 'make bench',
  },
  { project: { Makefile: 'build:\n\tcc a.c\n' } },
  { project: { 'package.json': '{"devDependencies":' } },
];

test.each(CASES)('TPB-02: measures $project with $tool', ({ project, tool, command }) => {
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-tool-'));
  writeFiles(root, project);
  const found = findBenchTool(files, root);
  expect([found?.tool, found?.argv.join(' ')]).toEqual([tool, command]);
});
