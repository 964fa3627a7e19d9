import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { bundle } from './bundle.ts';
import { PACKAGE_EXPORTS, TEXT_PACKAGE_FILES, VERBATIM_FILES } from './bundle-entries.ts';
import { collectLicences } from './collect-licences.ts';
import { listPluginPackages, type PluginPackage } from './plugin-packages.ts';
import { reduceSourceMap } from './reduce-source-map.ts';

/**
 * Writes everything that runs of the package and of its plugins, which is all but the types.
 * @param root - Folder of the sources, with a slash at its end.
 * @param dist - Folder to write to.
 * @param packageFolder - Folder that a plugin's package gets its `dist` in.
 */
export async function buildScripts(
  root: string,
  dist: string,
  packageFolder = ({ folder }: PluginPackage): string => join(root, 'plugins', folder),
): Promise<void> {
  const named = TEXT_PACKAGE_FILES.map(([name]) => name);
  const distOf = (plugin: PluginPackage): string => join(packageFolder(plugin), 'dist');
  for (const plugin of listPluginPackages(root))
    rmSync(distOf(plugin), { recursive: true, force: true });
  for (const [folder, chunks] of await bundle(root, dist, distOf)) {
    writeFileSync(
      join(folder, 'LICENCES.txt'),
      collectLicences(chunks, folder === dist ? named : [], root),
    );
    for (const name of globSync('**/*.js.map', { cwd: folder, exclude: ['node_modules'] })) {
      reduceSourceMap(join(folder, name));
    }
  }
  // `require` returns the same module as `import`, so that a process has a single instance.
  for (const name of PACKAGE_EXPORTS) {
    writeFileSync(join(dist, `${name}.cjs`), `module.exports = require('./${name}.js');\n`);
  }
  for (const path of VERBATIM_FILES) cpSync(join(root, path), join(dist, path));
  for (const [name, path] of TEXT_PACKAGE_FILES) {
    cpSync(
      join(root, 'node_modules', name, path),
      join(dist, 'packages', name, posix.basename(path)),
    );
  }
  const bin = join(dist, 'cli/bin.js');
  // npm would set the bit on install, but the file must run from a clone too.
  chmodSync(bin, 0o755);
  // Stores the output of `perf-harness --help`, so that printing it loads no modules.
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, '--help'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${bin} --help ended with ${status}: ${stderr}`);
  writeFileSync(join(dist, 'cli/help.txt'), stdout);
}
