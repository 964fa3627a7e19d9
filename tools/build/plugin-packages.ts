/**
 * Plugins are separate packages. In the sources they are folders imported by path; in the published
 * code an import of a plugin refers to its package.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Plugin } from 'rolldown';

/** A plugin that is published separately. */
export interface PluginPackage {
  /** Name of its folder in `plugins`. */
  readonly folder: string;
  /** As npm knows it: `@perf-harness/audit`. */
  readonly name: string;
}

/** @param root - Folder of the sources, with a slash at its end. */
export function listPluginPackages(root: string): readonly PluginPackage[] {
  return globSync('plugins/*/package.json', { cwd: root })
    .toSorted()
    .map((path) => {
      const { name } = JSON.parse(readFileSync(join(root, path), 'utf8')) as PluginPackage;
      return { folder: basename(dirname(path)), name };
    });
}

/** Plugin modules imported from outside the plugin: the entry points of their packages. */
export class ImportedPluginModules {
  readonly #modules = new Map<string, Set<string>>();

  add(folder: string, module: string): void {
    const modules = this.#modules.get(folder) ?? new Set();
    this.#modules.set(folder, modules.add(module));
  }

  /** Paths without their ending, from the folder of the plugin. */
  of(folder: string): readonly string[] {
    return [...(this.#modules.get(folder) ?? [])].toSorted();
  }
}

/**
 * Creates a plugin that marks imports of other plugins as external, and records them.
 * @param own - Folder of the plugin that is built; null: the core, which includes the plugins'
 * static imports and externalizes only dynamic imports.
 */
export function externalizePluginImports(
  root: string,
  own: string | null,
  imported: ImportedPluginModules,
): Plugin {
  const packages = listPluginPackages(root);
  return {
    name: 'other-packages',
    async resolveId(id, importer, { kind }) {
      if (own === null && kind !== 'dynamic-import') return null;
      const resolved = await this.resolve(id, importer, { kind, skipSelf: true });
      const [, folder = '', module = ''] =
        resolved === null
          ? []
          : (/^plugins\/([^/]+)\/(.+)\.ts$/u.exec(below(root, resolved.id)) ?? []);
      const other = packages.find(
        (pluginPackage) => pluginPackage.folder === folder && pluginPackage.folder !== own,
      );
      if (other === undefined) return resolved;
      imported.add(other.folder, module);
      return { id: `${other.name}/${module}.js`, external: true };
    },
  };
}

function below(root: string, path: string): string {
  return path.startsWith(root) ? path.slice(root.length) : path;
}
