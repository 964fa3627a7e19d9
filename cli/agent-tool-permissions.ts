import type { Plugin } from '../registry/plugin.ts';

const OF_CORE: readonly string[] = [
  'run',
  'compare',
  'gate',
  'calibrate',
  'profile',
  'map',
  'bisect',
];

/** Words that allow tools of the core and of plugins. */
export function listAgentToolPermissions(plugins: readonly Plugin[]): readonly string[] {
  const ofPlugins = plugins.flatMap(({ tools }) =>
    tools === undefined ? [] : [tools.permission, ...(tools.ownPermissions ?? [])],
  );
  return [...OF_CORE, ...ofPlugins];
}
