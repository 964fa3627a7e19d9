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
  return [...OF_CORE, ...plugins.flatMap(({ tools }) => tools?.permission ?? [])];
}
