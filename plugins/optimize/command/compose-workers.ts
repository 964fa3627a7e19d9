import { type Config, configuration, type Host, ownProgram } from 'perf-harness/plugin';
import { defaultWorkers } from '../default-workers.ts';
import { builtinGenerator } from '../generators/builtin-generator.ts';
import { pluginGenerator } from '../generators/plugin-generator.ts';
import { readSettings } from '../settings/read-settings.ts';
import type { Workers } from '../workers.ts';
import { observeCalls, tellCalls } from './check-changes.ts';

/** Workers of the command line: the built-in generator proposes, perf-harness itself checks and executes. */
export function composeWorkers(host: Host, config: Config): Workers {
  const { root } = config;
  const { database, caches, newerReleases } = readSettings(host, config);
  return defaultWorkers({
    host,
    generator: builtinGenerator({
      host,
      database: { root, ...database },
      caches: { root, plans: caches },
      newerReleases,
    }),
    others: async () => {
      const plugins = await configuration.configuredPlugins(config);
      return plugins.flatMap(({ generators = [] }) =>
        generators.map((generator) => pluginGenerator(host, generator)),
      );
    },
    launch: ownProgram(host),
    tellCalls: tellCalls(host),
    observeCalls: observeCalls(host),
  });
}
