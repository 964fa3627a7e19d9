import { Visitor } from 'oxc-parser';
import type { Plugin } from 'rolldown';

/** In the file of an entry beside which it lies: another file would take as long to load as Node.js. */
const IN_PLACE: ReadonlySet<string> = new Set(['cli/fast-path-output.ts']);

/** Module that knows where the folder of the package is; it exists in bundles only. */
const PLACE = 'perf-harness:place';

/**
 * Keeps for each module the address that it would have if it lay in the package by itself: modules
 * find programs, preloads and packages from where they are, and in a bundle all would be in one place.
 *
 * @param root - Folder of the sources, with a slash at its end.
 * @param folder - Of the files that the bundle writes, from the package's own; no slash at its end.
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
        // At the end, so that every line stays what it was.
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
