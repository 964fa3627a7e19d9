import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AdoptionEntry, Command } from './entries.ts';
import type { OwnManager } from './package-manager.ts';
import { execute, runCommand, runUntilServed } from './run-command.ts';
import { readIn, type Workplace } from './workplace.ts';

/** Seconds. */
const LIMITS = { test: 120, build: 120, start: 40, git: 60 };

/**
 * Whether what the repository has of its own works here: its tests, or else its start. A test that
 * still runs at its limit counts as one that works, since it has not failed. The files that all this
 * writes are removed again: whoever comes with perf-harness has a fresh clone.
 */
export async function tryOwn(
  place: Workplace,
  { name }: OwnManager,
  signal: AbortSignal,
): Promise<Pick<AdoptionEntry, 'commands' | 'works'>> {
  const before = new Set(await untracked(place, signal));
  const commands: Command[] = [];
  const works = await tryScripts(place, name, commands, signal);
  await execute(place, git('checkout', '--quiet', '--', '.'), signal);
  for (const path of await untracked(place, signal)) {
    if (!before.has(path)) rmSync(join(place.project, path), { force: true });
  }
  return { commands, works };
}

async function tryScripts(
  place: Workplace,
  manager: string,
  commands: Command[],
  signal: AbortSignal,
): Promise<boolean> {
  const scripts = scriptsOf(place);
  const spec = (script: 'test' | 'build' | 'start') => ({
    argv: [manager, 'run', script],
    // Test runners that would watch for changes run once.
    env: { CI: '1' },
    limitSeconds: LIMITS[script],
  });
  if (scripts.test !== undefined) {
    const test = await runCommand(place, spec('test'), signal);
    commands.push(test);
    if (test.end.type === 'limit' || isFine(test)) return true;
  }
  if (scripts.start === undefined) return false;
  if (scripts.build !== undefined) {
    const build = await runCommand(place, spec('build'), signal);
    commands.push(build);
    if (!isFine(build)) return false;
  }
  const start = await runUntilServed(place, spec('start'), signal);
  commands.push(start);
  return start.end.type === 'served' || isFine(start);
}

function isFine({ end }: Command): boolean {
  return end.type === 'code' && end.code === 0;
}

/** Files that git does not have, ignored ones too, but for installed packages. */
async function untracked(place: Workplace, signal: AbortSignal): Promise<readonly string[]> {
  const list = git('ls-files', '--others', '-z', '--exclude=node_modules');
  const { stdout } = await execute(place, list, signal);
  return stdout.split('\0').filter((path) => path !== '');
}

function git(...args: readonly string[]) {
  return { argv: ['git', ...args], limitSeconds: LIMITS.git };
}

function scriptsOf(place: Workplace): Readonly<Record<string, string | undefined>> {
  try {
    const manifest = JSON.parse(readIn(place, 'package.json') ?? '{}') as {
      readonly scripts?: Readonly<Record<string, string>>;
    };
    return manifest.scripts ?? {};
  } catch {
    return {};
  }
}
