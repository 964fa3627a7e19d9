import type { Plugin } from 'rolldown';

/** Used parts of packages whose entry points load much more: command lines, other protocols. */
const PARTS: Readonly<Record<string, string>> = {
  autocannon: "export { default } from 'autocannon/lib/init.js';",
  // For file uploads, which no scenario has; it would include half a megabyte of file extensions.
  'form-data': 'export default class FormData {}',
  // English messages only, since only developers see them.
  '../locales/index.js': "export { default as en } from 'zod/v4/locales/en.js';",
  // Parts of the MCP package: schemas of the client's responses, which are never requested, and an
  // older zod.
  '../validation/ajv-provider.js': 'export class AjvJsonSchemaValidator {}',
  'zod/v3': 'export const object = undefined;',
  'zod-to-json-schema': 'export const zodToJsonSchema = undefined;',
  // Without pools, and without the client that is native code.
  pg: "export { default as Client } from 'pg/lib/client.js';",
  undici: "export { default as Pool } from 'undici/lib/dispatcher/pool.js';",
};
const PREFIX = 'part:';

/** Code with which hdr-histogram-js hides its use of a Node.js module from bundlers. */
const HIDDEN = /\beval\('(?<code>require\("zlib"\)\.\w+)'\)/gu;

/** Includes only the used parts of packages. The build fails if a part lacks an imported name. */
export const trimPackages: Plugin = {
  name: 'needed-parts',
  resolveId: (id) => (id in PARTS ? PREFIX + id : null),
  load: (id) => (id.startsWith(PREFIX) ? (PARTS[id.slice(PREFIX.length)] ?? null) : null),
  transform: {
    filter: { id: /\/hdr-histogram-js\//, code: /\beval\(/ },
    handler: (code) => ({ code: code.replaceAll(HIDDEN, '$<code>'), map: null }),
  },
};
