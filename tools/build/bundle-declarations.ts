import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';
import { PACKAGE_EXPORTS } from './bundle-entries.ts';

/**
 * Bundles the types of each entry point, with those of the packages that they reference, into one
 * file, in CommonJS form, since TypeScript gives code that uses `require` no types of an ES module.
 * @param folder - Folder of the declarations that tsc wrote for each module; it is removed.
 * @param to - Folder of the package's entry point.
 */
export async function bundleDeclarations(folder: string, to: string): Promise<void> {
  for (const entry of PACKAGE_EXPORTS) await bundleEntry(folder, to, entry);
  rmSync(folder, { recursive: true });
}

async function bundleEntry(folder: string, to: string, entry: string): Promise<void> {
  const build = await rolldown({
    input: { [entry]: join(folder, `${entry}.d.ts`) },
    // tsc has already written all declarations; none are generated here.
    plugins: [
      zodByName,
      dts({ dtsInput: true, generator: 'oxc', resolver: 'oxc', tsconfig: false }),
    ],
    checks: { pluginTimings: false },
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(log.message);
    },
  });
  const written = join(folder, 'bundled');
  await build.write({ dir: written, entryFileNames: '[name].ts', codeSplitting: false });
  await build.close();
  // ES modules may import from CommonJS, but not the other way around.
  renameSync(join(written, `${entry}.d.ts`), join(to, `${entry}.d.cts`));
  writeFileSync(join(to, `${entry}.d.ts`), `export * from './${entry}.cjs';\n`);
}

const IMPORT = /^import (?:type )?\{ z \} from ['"]zod['"];$/mu;
const USE = /\bz\.(?<core>core\.)?(?<name>[\w$]+)/gu;

/**
 * Imports the used exports of zod by name, since `z` is an object with all of zod and would include
 * it. The declarations are those for ES modules, which zod does not list first.
 */
const zodByName: Plugin = {
  name: 'zod-by-name',
  resolveId: {
    order: 'pre',
    handler: (id) => (id === 'zod' || id === 'zod/core' ? resolveZod(id) : null),
  },
  transform: {
    order: 'pre',
    filter: { code: IMPORT },
    handler: (code) => {
      const names = new Map<string, string>();
      const changed = code.replaceAll(USE, (_, core: string | undefined, name: string) => {
        const local = core === undefined ? `z_${name}` : `zCore_${name}`;
        const from = core === undefined ? 'zod' : 'zod/core';
        names.set(local, `import { ${name} as ${local} } from '${from}';`);
        return local;
      });
      return { code: changed.replace(IMPORT, [...names.values()].join('\n')), map: null };
    },
  },
};

function resolveZod(id: 'zod' | 'zod/core'): string {
  const path = id === 'zod' ? 'v4/classic/external.d.ts' : 'v4/core/index.d.ts';
  return join(import.meta.dirname, '../../node_modules/zod', path);
}
