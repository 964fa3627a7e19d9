import type { Plugin } from 'rolldown';
import { EXTERNAL_PACKAGES } from './bundle-entries.ts';

/** Pattern for packages loaded synchronously: `createRequire(import.meta.url)('name')`. */
const REQUIRED = /createRequire\(import\.meta\.url\)\('(?<name>[^']+)'\)/gu;

/** Bundles packages that are loaded by `createRequire`; they are still evaluated when required. */
export const bundleRequiredPackages: Plugin = {
  name: 'bundled-require',
  transform: {
    filter: { code: 'createRequire(import.meta.url)(', id: /\.ts$/ },
    handler: (code) => {
      const changed = code.replaceAll(REQUIRED, (found, name: string) =>
        EXTERNAL_PACKAGES.includes(name) ? found : `require('${name}')`,
      );
      return { code: changed, map: null };
    },
  },
};
