import { mkdirSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** Folders of one repository while it is tried, and what its programs see. */
export interface Workplace {
  /** Holds everything; removed at the end. */
  readonly folder: string;
  /** The clone. */
  readonly project: string;
  /** Reports that the bench reads. */
  readonly reports: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Paths that do not belong in a result, with what stands for each. */
  readonly places: readonly (readonly [path: string, name: string])[];
}

/** Where repositories are tried: the folder of a variable, or one among the temporary files. */
export function benchFolder(): string {
  return process.env.PERF_HARNESS_ADOPTION ?? join(tmpdir(), 'perf-harness-adoption');
}

/**
 * The place of a repository. Its programs get a home of their own, since some write into it; what
 * package managers download is shared by all repositories, and perf-harness keeps nothing from one to
 * the next.
 */
export function workplaceOf(repository: string): Workplace {
  const folder = join(benchFolder(), repository.replace('/', '+'));
  const project = join(folder, repository.split('/')[1] ?? 'project');
  const home = join(folder, 'home');
  const reports = join(folder, 'reports');
  for (const path of [home, reports]) mkdirSync(path, { recursive: true });
  const downloads = join(benchFolder(), 'downloads');
  return {
    folder,
    project,
    reports,
    env: {
      ...withoutNpm(process.env),
      HOME: home,
      PATH: [
        join(project, 'node_modules/.bin'),
        join(folder, 'manager/node_modules/.bin'),
        dirname(process.execPath),
        // That of npm, where it runs the bench, holds the programs of perf-harness itself.
        ...(process.env.PATH ?? '').split(delimiter).filter((one) => !one.includes('node_modules')),
      ].join(delimiter),
      PERF_HARNESS_CACHE: join(folder, 'cache'),
      npm_config_userconfig: process.env.npm_config_userconfig ?? join(homedir(), '.npmrc'),
      npm_config_cache: join(downloads, 'npm'),
      npm_config_store_dir: join(downloads, 'pnpm'),
      XDG_CACHE_HOME: join(downloads, 'cache'),
      YARN_CACHE_FOLDER: join(downloads, 'yarn'),
      YARN_ENABLE_TELEMETRY: '0',
      BUN_INSTALL_CACHE_DIR: join(downloads, 'bun'),
      NODE_ENV: undefined,
      NODE_OPTIONS: undefined,
    },
    places: [
      [project, '.'],
      [home, '~'],
      [folder, '<folder>'],
      [benchFolder(), '<bench>'],
      [dirname(process.execPath), '<node>'],
      [homedir(), '<home>'],
    ],
  };
}

/** The text of a file of the clone; null where it is not there. */
export function readIn({ project }: Workplace, name: string): string | null {
  try {
    return readFileSync(join(project, name), 'utf8');
  } catch {
    return null;
  }
}

/** The environment without what the npm that runs the bench has put there. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE_V8_COVERAGE$)/u.test(name)),
  );
}
