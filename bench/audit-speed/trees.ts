import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of one language that a tree has. */
export const FILES = 5_000;

/** A part of a public repository, at a pinned commit. */
interface Part {
  readonly repository: string;
  readonly commit: string;
  /** Sources that are taken, by their paths in order, as long as there is room. */
  readonly sources: RegExp;
}

/** What an audit reads beside sources. */
const OTHERS =
  /(?:^|\/)(?:package\.json|pyproject\.toml|requirements[^/]*\.txt|tsconfig[^/]*\.json|docker-compose[^/]*\.ya?ml)$|\.(?:sql|prisma)$/u;
const SCRIPT = /\.(?:ts|tsx|mts|js|jsx)$/u;

export const TREES: Readonly<Record<'TypeScript' | 'Python', readonly Part[]>> = {
  TypeScript: [
    {
      repository: 'langfuse/langfuse',
      commit: '62751446149b702b419a9292ddfc2280cdf74b8c',
      sources: SCRIPT,
    },
    {
      repository: 'formbricks/formbricks',
      commit: 'b66c1dd978af618a0e402bd3343b456bed68594c',
      sources: SCRIPT,
    },
  ],
  Python: [
    {
      repository: 'saleor/saleor',
      commit: '723cd4eba87dfc72822ade45dc08a3caa548428d',
      sources: /\.py$/u,
    },
    {
      repository: 'PrefectHQ/prefect',
      commit: 'ce79dd3d6cfa2b7337265498210dbc4d25bcdc98',
      sources: /^src\/prefect\/.*\.py$/u,
    },
  ],
};

/** Makes a repository of so many files of a language, of files that nobody here wrote. */
export function makeTree(language: keyof typeof TREES, mirrors: string, folder: string): void {
  let room = FILES;
  for (const { repository, commit, sources } of TREES[language]) {
    const mirror = join(mirrors, repository.replace('/', '+'), 'repo');
    if (!existsSync(mirror)) throw new Error(`there is no clone of ${repository} in ${mirrors}`);
    const names = git(mirror, ['ls-tree', '-r', '--name-only', commit]).toString().split('\n');
    const taken = names.filter((name) => sources.test(name)).slice(0, room);
    room -= taken.length;
    const place = join(folder, repository.split('/')[1] ?? '');
    mkdirSync(place, { recursive: true });
    const others = names.filter((name) => OTHERS.test(name) && !sources.test(name));
    const list = [...taken, ...others];
    for (let at = 0; at < list.length; at += 500) {
      const archive = git(mirror, ['archive', commit, ...list.slice(at, at + 500)]);
      run('tar', ['x', '-C', place], archive);
    }
  }
  if (room > 0) throw new Error(`the repositories have ${room} files too few`);
  run('git', ['init', '--quiet', folder]);
  // Settings of linters are those that are measured, and nothing that a folder above has.
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
}

function git(mirror: string, args: readonly string[]): Buffer {
  return run('git', ['-C', mirror, ...args]);
}

function run(file: string, args: readonly string[], input?: Buffer): Buffer {
  const ended = spawnSync(file, args, { maxBuffer: 2_000_000_000, ...(input && { input }) });
  if (ended.status !== 0) throw new Error(`${file} ${args[0]}: ${ended.stderr}`);
  return ended.stdout;
}
