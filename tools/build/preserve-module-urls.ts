import { Visitor } from 'oxc-parser';
import type { Plugin } from 'rolldown';

/**
 * Modules that keep the URL of the entry file they are bundled into, since a separate file would
 * take as long to load as Node.js.
 */
const IN_PLACE: ReadonlySet<string> = new Set(['cli/version-and-help-fast-path.ts']);

/** Virtual module with the location of the package's folder; it exists in bundles only. */
const PLACE = 'perf-harness:place';

/**
 * Gives each module the URL that it would have as a separate file, since modules locate programs,
 * preloads and packages relative to it, and a bundle would put all modules in one place.
 *
 * @param root - Folder of the sources, with a slash at its end.
 * @param folder - Folder of the bundle's files, relative to the package; no slash at its end.
 */
export function preserveModuleUrls(root: string, folder: string): Plugin {
  const up = folder === '' ? './' : '../'.repeat(folder.split('/').length);
  return {
    name: 'own-place',
    resolveId: (id) => (id === PLACE ? id : null),
    load: (id) =>
      id === PLACE
        ? `export const place = new URL(${JSON.stringify(up)}, import.meta.url).href;`
        : null,
    transform: {
      filter: { code: 'import.meta', id: /\.ts$/ },
      handler(code, id) {
        if (!id.startsWith(root) || IN_PLACE.has(id.slice(root.length))) return null;
        const uses = usesOfMeta(this.parse(code, { lang: 'ts' }));
        if (uses.length === 0) return null;
        const address = `(ownPlace + ${JSON.stringify(id.slice(root.length).replace(/\.ts$/, '.js'))})`;
        let changed = code;
        for (const { start, end, property } of uses.reverse()) {
          if (property !== 'url')
            this.error(`${id} uses import.meta.${property}; only url is known here`);
          changed = `${changed.slice(0, start)}${address}${changed.slice(end)}`;
        }
        // At the end, so that all line numbers stay the same.
        return { code: `${changed}\nimport { place as ownPlace } from '${PLACE}';\n`, map: null };
      },
    },
  };
}

interface UseOfMeta {
  readonly start: number;
  readonly end: number;
  readonly property: string;
}

/** Reads of `import.meta.…`, in their order. */
function usesOfMeta(program: Parameters<Visitor['visit']>[0]): UseOfMeta[] {
  const uses: UseOfMeta[] = [];
  new Visitor({
    MemberExpression: ({ object, property, start, end }) => {
      if (object.type !== 'MetaProperty') return;
      uses.push({ start, end, property: property.type === 'Identifier' ? property.name : '…' });
    },
  }).visit(program);
  return uses;
}
