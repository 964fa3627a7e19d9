import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  findTransformer,
  MissingTransformerError,
} from '../../../harness/loader/transformer/find-transformer.ts';

const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'transformer-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Installs a package where a file of `place` resolves it. */
function install(place: string, name: string, as = name): void {
  const link = join(folder, place, 'node_modules', as);
  mkdirSync(join(link, '..'), { recursive: true });
  symlinkSync(join(packages, name), link);
}

const nameFor = (): string =>
  findTransformer(join(folder, 'project/a.ts'), join(folder, 'own/a.ts')).name;

it('prefers swc when the project has both, since it starts sooner', () => {
  install('project', 'typescript-5', 'typescript');
  install('project', '@swc/core');
  expect(nameFor()).toBe('@swc/core');
});

it('prefers the transformer of the project to that of perf-harness', () => {
  install('project', 'typescript-5', 'typescript');
  install('own', '@swc/core');
  expect(nameFor()).toBe('typescript');
});

it('uses the newest transformer in the cache when neither has any', () => {
  vi.stubEnv('PERF_HARNESS_TOOLS', join(folder, 'tools'));
  install('tools/@swc/core/1.9.0', 'typescript-5', 'typescript');
  install('tools/@swc/core/1.16.0', '@swc/core');
  expect(nameFor()).toBe('@swc/core');
});

it('throws when no transformer is installed', () => {
  vi.stubEnv('PERF_HARNESS_TOOLS', undefined);
  expect(nameFor).toThrow(MissingTransformerError);
  expect(nameFor).toThrow(
    /^Node.js alone cannot load .*a\.ts, and neither typescript nor @swc\/core is installed to transform it\.$/u,
  );
});
