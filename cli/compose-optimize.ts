import { observeCalls, tellCalls } from './commands/optimize/check-changes.ts';
import type { ComposeWorkers } from './commands/optimize/optimize.ts';
import { ownProgram } from './own-program.ts';

/** The loop of the command line: what is built in proposes, this program itself checks and carries out. */
export const composeWorkers: ComposeWorkers = async (
  host,
  { root, database, caches, newerReleases },
) => {
  const [{ defaultWorkers }, { builtinGenerator }] = await Promise.all([
    import('../plugins/optimize/default-workers.ts'),
    import('../plugins/optimize/generators/builtin-generator.ts'),
  ]);
  return defaultWorkers({
    host,
    generator: builtinGenerator({
      host,
      database: { root, ...database },
      caches: { root, plans: caches },
      newerReleases,
    }),
    launch: ownProgram(host),
    tellCalls: tellCalls(host),
    observeCalls: observeCalls(host),
  });
};
