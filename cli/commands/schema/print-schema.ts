import { z } from 'zod';
import type { Host } from '../../../harness/host.ts';
import { SCHEMAS } from '../../../harness/model/documents/document-schemas-by-name.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import {
  didYouMean,
  getOwnProperty,
} from '../../../harness/model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { OFFICIAL_PLUGINS } from '../../../registry/official-plugins.ts';
import { listPluginDocuments } from '../../../registry/plugin.ts';

/** `perf-harness schema`: the JSON Schema of an output, from the same source as the types. */
export async function printSchema(host: Host, name: string | undefined): Promise<ExitCode> {
  const ofPlugins = listPluginDocuments(OFFICIAL_PLUGINS);
  const names = [...Object.keys(SCHEMAS), ...ofPlugins.map((kind) => kind.name)];
  if (name === undefined) {
    host.terminal.out(names.map((known) => `${known}\n`).join(''));
    return EXIT.ok;
  }
  const kind = ofPlugins.find((candidate) => candidate.name === name);
  const type = getOwnProperty(SCHEMAS, name);
  const schema = kind === undefined ? type && z.toJSONSchema(type) : await kind.jsonSchema();
  if (schema === undefined) {
    throw new UserError({
      code: 'unknown-schema',
      message: `Unknown schema "${name}"; expected one of ${names.join(', ')}.`,
      remedy: didYouMean(name, names).trim() || undefined,
    });
  }
  host.terminal.out(`${JSON.stringify(schema, null, 2)}\n`);
  return EXIT.ok;
}
