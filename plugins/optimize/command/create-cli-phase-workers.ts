import { type Config, configuration, type Host, ownProgram } from 'perf-harness/plugin';
import { createDefaultWorkers } from '../default-optimization-phase-workers.ts';
import { createBuiltinGenerator } from '../generators/builtin-hypothesis-generator.ts';
import { createPluginGenerator } from '../generators/plugin-hypothesis-generator.ts';
import type { Workers } from '../phase-worker-interfaces.ts';
import { readSettings } from '../settings/read-optimize-settings.ts';
import { createCallDescriber, createCallObserver } from './code-change-behavior-checks.ts';

/** Creates the CLI's workers: the built-in generator proposes, perf-harness checks and executes. */
export function composeWorkers(host: Host, config: Config): Workers {
  const { root } = config;
  const { database, caches, newerReleases } = readSettings(host, config);
  return createDefaultWorkers({
    host,
    generator: createBuiltinGenerator({
      host,
      database: { root, ...database },
      caches: { root, plans: caches },
      newerReleases,
    }),
    others: async () => {
      const plugins = await configuration.loadConfiguredPlugins(config);
      return plugins.flatMap(({ generators = [] }) =>
        generators.map((generator) => createPluginGenerator(host, generator)),
      );
    },
    launch: ownProgram(host),
    tellCalls: createCallDescriber(host),
    observeCalls: createCallObserver(host),
  });
}
