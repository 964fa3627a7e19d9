import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../built-package.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const GIT_LIMIT_MS = 30_000;

/** The repository of the shop, with its deployments as tags. */
export interface ShopRepository {
  readonly folder: string;
  /** Commits files over the existing ones, tags the commit, and returns its hash. */
  readonly release: (tag: string, files: Readonly<Record<string, string>>, at: Date) => string;
  /** Writes a version with its dependencies to an empty folder. */
  readonly checkOut: (tag: string, folder: string, pricing: string) => void;
}

/** A repository in an empty folder, with the shop as `v1`, two days old. */
export function createShopRepository(folder: string, now: Date): ShopRepository {
  cpSync(join(HERE, 'shop'), folder, { recursive: true });
  const git = (args: readonly string[], at: Date = now): string =>
    execFileSync(
      'git',
      ['-c', 'user.name=Shop', '-c', 'user.email=shop@example.invalid', ...args],
      {
        cwd: folder,
        encoding: 'utf8',
        timeout: GIT_LIMIT_MS,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          GIT_AUTHOR_DATE: at.toISOString(),
          GIT_COMMITTER_DATE: at.toISOString(),
        },
      },
    ).trim();
  const release: ShopRepository['release'] = (tag, files, at) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    git(['add', '--all']);
    git(['commit', '--quiet', '--allow-empty', '-m', `what ${tag} brings`], at);
    git(['tag', tag]);
    return git(['rev-parse', 'HEAD']);
  };
  git(['init', '--quiet', '--initial-branch=main']);
  release('v1', {}, new Date(now.getTime() - 2 * 24 * 3_600_000));
  return {
    folder,
    release,
    checkOut: (tag, target, pricing) => {
      git(['clone', '--quiet', '--branch', tag, folder, target, '-c', 'advice.detachedHead=false']);
      const modules = join(target, 'node_modules');
      mkdirSync(modules);
      for (const name of ['fastify', 'pg', 'yaml'])
        symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
      cpSync(join(HERE, 'pricing', pricing), join(modules, 'pricing'), { recursive: true });
    },
  };
}
