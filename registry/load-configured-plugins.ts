// Makes `perf-harness/plugin` resolve to this installation, whatever is installed next to the
// plugin.
import '../harness/loader/register-self-reference.ts';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EXIT } from '../harness/model/exit-code.ts';
import { UserError } from '../harness/model/user-error.ts';
import type { Config } from '../harness/scenario/project-config.ts';
import { PLUGIN_API, type Plugin } from './plugin.ts';

/**
 * Loads the plugins listed in a configuration, by package or by file, relative to the project's
 * folder.
 * @throws UserError if a plugin is missing, fails to load or does not implement this interface.
 */
export async function loadConfiguredPlugins({
  root,
  plugins,
}: Pick<Config, 'root' | 'plugins'>): Promise<readonly Plugin[]> {
  return Promise.all(plugins.map((name) => loadPlugin(root, name)));
}

async function loadPlugin(root: string, name: string): Promise<Plugin> {
  const path = resolvePlugin(root, name);
  const loaded: unknown = await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw new UserError({
      code: 'plugin-failed',
      message: `The plugin ${name} could not be loaded: ${error instanceof Error ? error.message : String(error)}`,
      remedy: 'Fix the plugin, or remove it from `plugins` in the configuration.',
      exitCode: EXIT.usage,
      cause: error,
    });
  });
  const plugin = (loaded as { readonly default?: unknown }).default;
  const problem = problemOf(plugin);
  if (problem === null) return plugin as Plugin;
  throw new UserError({
    code: 'plugin-invalid',
    message: `The plugin ${name} ${problem}.`,
    remedy:
      'Export the plugin as default: export default definePlugin({ name, apiVersion: 1, … }).',
    exitCode: EXIT.usage,
  });
}

function resolvePlugin(root: string, name: string): string {
  const isFile = /^\.{0,2}[\\/]/u.test(name);
  try {
    return createRequire(join(root, 'package.json')).resolve(name);
  } catch {
    throw new UserError({
      code: 'plugin-missing',
      message: `The plugin ${name} from the configuration was not found.`,
      remedy: isFile
        ? 'Specify the plugin file by its path relative to the project folder.'
        : `npm install --save-dev ${name}`,
      exitCode: EXIT.tool,
    });
  }
}

/** Returns the first reason why a value is not a plugin; null if it is. */
function problemOf(plugin: unknown): string | null {
  if (typeof plugin !== 'object' || plugin === null)
    return 'has no default export that is a plugin';
  const { name, apiVersion } = plugin as Partial<Record<keyof Plugin, unknown>>;
  if (typeof name !== 'string' || name === '') return 'has no name';
  if (apiVersion === PLUGIN_API) return null;
  return `is written for version ${String(apiVersion)} of the plugin interface; this installation of perf-harness supports version ${PLUGIN_API}`;
}
