import { posix } from 'node:path';
import { type Config, configuration, type Host } from 'perf-harness/plugin';
import { z } from 'zod';
import type { CachePlan } from '../generators/propose-caches.ts';
import type { PlanLocations } from '../generators/propose-missing-indexes.ts';

const { closedObject, commandLine, pathList, positiveDuration, parseWith, nonEmptyText, textList } =
  configuration;

const yesOrNo = z.boolean({ error: 'true or false' });

const programId = parseWith('a name in kebab-case, such as "my-model"', (value) =>
  typeof value === 'string' && /^[a-z0-9]+(-[a-z0-9]+)*$/u.test(value) ? value : undefined,
);

const program = closedObject('a program, as { command: […] }', {
  command: commandLine,
  id: programId.optional(),
  timeout: positiveDuration.optional(),
  network: yesOrNo.optional(),
  env: textList('a list of environment variable names').optional(),
});

const programs = z.array(program, { error: 'a list of programs, each as { command: […] }' });

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const functionName = parseWith('a function name', (value) =>
  typeof value === 'string' && NAME.test(value) ? value : undefined,
);

const READER = 'a function as file::name, such as "src/users.js::readUser"';
const reader = parseWith(READER, (value) => {
  const [file = '', name = '', ...more] = typeof value === 'string' ? value.split('::') : [];
  const isReader = file !== '' && NAME.test(name) && more.length === 0;
  return isReader ? { file: posix.normalize(file), name } : undefined;
});

const caches = z.array(
  closedObject('a function whose results may be cached, as { reader, writers }', {
    reader,
    // A cache without invalidation stays stale forever.
    writers: z.tuple([functionName], functionName, {
      error: 'a list of the functions that change the cached data',
    }),
    client: functionName.optional(),
  }),
  { error: 'a list of functions whose results may be cached, each as { reader, writers }' },
);

const optimizeSchema = closedObject('an object with generators and reviewers', {
  builtIn: yesOrNo.optional(),
  generators: programs.optional(),
  reviewers: programs.optional(),
  plans: pathList.optional(),
  migrations: nonEmptyText('a migrations folder, relative to the folder of this file').optional(),
  caches: caches.optional(),
  newerReleases: yesOrNo.optional(),
});

/** Section of the configuration, with defaults filled. */
export interface OptimizeSettings {
  readonly programs: ConfiguredPrograms;
  /** Plans of slow database statements, and the folder for migrations, from the root. */
  readonly database: Omit<PlanLocations, 'root'>;
  readonly caches: readonly CachePlan[];
  /** True to query npm for newer releases of packages that time is spent in. */
  readonly newerReleases: boolean;
}

/** A program that the configuration names for the improvement loop. */
export type ConfiguredProgram = z.infer<typeof program>;

/** Programs that propose changes and review plans, in addition to the built-in parts. */
export interface ConfiguredPrograms {
  readonly builtIn: boolean;
  readonly generators: readonly ConfiguredProgram[];
  readonly reviewers: readonly ConfiguredProgram[];
}

/** Reads the configuration section `optimize`. @throws UserError naming every mistake in it. */
export function readSettings(host: Pick<Host, 'cwd'>, config: Config): OptimizeSettings {
  const read = configuration.readSection(host, config, 'optimize', optimizeSchema) ?? {};
  const { plans = [], migrations = 'migrations', caches = [], newerReleases = false } = read;
  const { builtIn = true, generators = [], reviewers = [] } = read;
  return {
    programs: { builtIn, generators, reviewers },
    database: { plans, migrations },
    caches: caches.map(({ reader: { file, name }, writers, client = null }) => ({
      file,
      reader: name,
      writers,
      client,
    })),
    newerReleases,
  };
}
