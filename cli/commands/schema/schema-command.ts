import type { CoreCommand } from '../built-in-cli-command-definition.ts';

/** `schema` command, which prints the schemas of the JSON output. */
export const schemaCommand: CoreCommand = {
  name: 'schema',
  takes: '[name]',
  summary: 'print the JSON Schema of an output',
  description: 'Prints the JSON Schema of an output, or lists the schema names if none is given.',
  options: {},
  run: async ({ host, words: [name] }) =>
    (await import('./print-schema.ts')).printSchema(host, name),
};
