import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { files } from '../../../../harness/host/file-operations.ts';
import { findProjectType } from '../../../../plugins/team/profiler/detect-project-type-and-tools.ts';
import { writeFiles } from '../../../support/run-cli.ts';

const using = (name: string): string => JSON.stringify({ dependencies: { [name]: '1.0.0' } });

const CASES: readonly {
  readonly project: Readonly<Record<string, string>>;
  readonly kind: string;
  readonly passes: readonly string[];
}[] = [
  { project: { 'package.json': using('react') }, kind: 'Frontend', passes: ['Frontend'] },
  { project: { 'package.json': using('@angular/core') }, kind: 'Frontend', passes: ['Frontend'] },
  { project: { 'package.json': using('fastify') }, kind: 'Backend', passes: ['Backend'] },
  { project: { 'go.mod': 'module a\n' }, kind: 'Native', passes: ['Native'] },
  { project: { 'pom.xml': '<project/>' }, kind: 'Native', passes: ['Native'] },
  {
    project: { 'package.json': '{"dependencies":{"vue":"1"},"devDependencies":{"express":"1"}}' },
    kind: 'Full-stack',
    passes: ['Frontend', 'Backend'],
  },
  {
    project: { 'package.json': using('vue'), 'Cargo.toml': '' },
    kind: 'Full-stack',
    passes: ['Frontend', 'Native'],
  },
  { project: { 'package.json': '{"bin":{"tool":"cli.js"}}' }, kind: 'CLI', passes: ['CLI'] },
  { project: { 'package.json': '{"bin":{}}' }, kind: 'Generic', passes: ['Generic'] },
  { project: { 'package.json': '{"dependencies":[' }, kind: 'Generic', passes: ['Generic'] },
  { project: {}, kind: 'Generic', passes: ['Generic'] },
];

test.each(CASES)('TPP-01: classifies $project as $kind', ({ project, kind, passes }) => {
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-type-'));
  writeFiles(root, project);
  const found = findProjectType(files, root);
  expect([found.kind, found.parts]).toEqual([kind, passes]);
  expect(found.markers.length > 0).toBe(kind !== 'Generic');
});
