import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the nearest package.json above a file says that its files are; null: it does not say. */
export type PackageType = 'module' | 'commonjs' | null;

const types = new Map<string, PackageType>();

/** As Node.js decides it: by the nearest package.json, not by that of the whole project. */
export function packageTypeOf(folder: string): PackageType {
  const known = types.get(folder);
  if (known !== undefined) return known;
  const own = read(folder);
  const type = own !== undefined ? own : isTop(folder) ? null : packageTypeOf(dirname(folder));
  types.set(folder, type);
  return type;
}

function isTop(folder: string): boolean {
  return dirname(folder) === folder || folder.endsWith('node_modules');
}

/** undefined: there is no package.json here that can be read. */
function read(folder: string): PackageType | undefined {
  try {
    const { type } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      readonly type?: unknown;
    };
    return type === 'module' || type === 'commonjs' ? type : null;
  } catch {
    return undefined;
  }
}
