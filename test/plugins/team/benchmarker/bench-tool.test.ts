import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { files } from '../../../../harness/host/files.ts';
import { findBenchTool } from '../../../../plugins/team/benchmarker/bench-tool.ts';
import { writeFiles } from '../../../support/run-cli.ts';

const using = (...names: readonly string[]): string =>
  JSON.stringify({ devDependencies: Object.fromEntries(names.map((name) => [name, '1.0.0'])) });

const CASES: readonly {
  readonly project: Readonly<Record<string, string>>;
  readonly kind: string;
  readonly tool?: string;
  readonly command?: string;
}[] = [
  {
    project: { 'package.json': using('vitest', 'vite'), 'src/sum.bench.ts': '' },
    kind: 'command',
    tool: 'vitest',
    command: 'npx vitest bench --run',
  },
  {
    project: { 'package.json': using('jest'), 'test/sum.perf.test.js': '' },
    ...{ kind: 'command', tool: 'jest' },
    command: 'npx jest --testPathPatterns \\.(perf|bench)\\.(test|spec)\\.',
  },
  {
    project: { 'package.json': using('vitest', 'webpack'), 'src/sum.test.ts': '' },
    kind: 'output size',
    tool: 'webpack',
    command: 'npm run build',
  },
  {
    project: { 'package.json': using('vite') },
    kind: 'output size',
    tool: 'vite',
    command: 'npm run build',
  },
  {
    project: { 'Cargo.toml': '[dev-dependencies]\ncriterion = "0.5"\n' },
    kind: 'command',
    tool: 'criterion',
    command: 'cargo bench',
  },
  {
    project: { 'go.mod': 'module example.com/a\n' },
    kind: 'command',
    tool: 'go',
    command: 'go test -run ^$ -bench . ./...',
  },
  {
    project: { Makefile: 'build:\n\tcc a.c\nbench: build\n\t./bench\n' },
    kind: 'command',
    tool: 'make',
    command: 'make bench',
  },
  { project: { Makefile: 'build:\n\tcc a.c\n' }, kind: 'timed execution' },
  { project: { 'package.json': '{"devDependencies":' }, kind: 'timed execution' },
];

test.each(CASES)(
  'TPB-02: $project is measured by $kind, $tool',
  ({ project, kind, tool, command }) => {
    const root = mkdtempSync(join(tmpdir(), 'perf-harness-tool-'));
    writeFiles(root, project);
    const found = findBenchTool(files, root);
    expect([found.kind, ...('tool' in found ? [found.tool, found.argv.join(' ')] : [])]).toEqual(
      [kind, tool, command].filter((one) => one !== undefined),
    );
  },
);
