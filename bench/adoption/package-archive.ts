import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage, ROOT } from '../built-package.ts';
import { benchFolder } from './workplace.ts';

/** Long enough for a slow disk; packing takes a second. */
const PACK_LIMIT_MS = 120_000;

/**
 * Builds and packs perf-harness as it is published.
 * @param commit - Names the archive: package managers take two of one name for the same.
 * @returns The archive's absolute path.
 */
export function packPackage(commit: string): string {
  buildPackage();
  const folder = join(benchFolder(), 'package');
  mkdirSync(folder, { recursive: true });
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    { cwd: ROOT, encoding: 'utf8', timeout: PACK_LIMIT_MS },
  );
  if (status !== 0) throw new Error(`npm pack failed:\n${stderr}`);
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [{ filename: string }];
  const archive = join(folder, `perf-harness-${commit.replace('+', '-changed')}-${Date.now()}.tgz`);
  renameSync(join(folder, packed.filename), archive);
  return archive;
}
